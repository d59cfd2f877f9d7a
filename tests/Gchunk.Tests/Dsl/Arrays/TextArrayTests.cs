using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>Arrays of texts, compared with an ordinal comparison of code points.</summary>
public class TextArrayTests
{
    private static readonly string[] Words =
    [
        "rain",
        "Rain",
        "",
        "snow",
        "rainfall amount",
        "höhe",
        "rain",
        "\U0001F327",
        "\uFFFDx",
        "hail",
        "rai",
    ];

    private static TextArray X => Texts(Words, chunks: 4);

    private static int Order(string a, string b) => Points(a).AsSpan().SequenceCompareTo(Points(b));

    private static int[] Points(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];

    [Fact]
    public void A_labelled_array_of_texts_becomes_one_of_fixed_width()
    {
        var days = new DataArray(DateRange("2015-01-01", periods: 9), "time").Chunk(("time", 4));
        TextArray texts = days.Dt.Strftime("%A").ToDataArray().ToTexts();
        Assert.Equal(new Shape(9), texts.Shape);
        Assert.Equal("Wednesday".Length, texts.Width);
        Assert.Equal(["Thursday", "Friday", "Saturday"], texts[..3].Compute());
        Assert.Equal(2, (texts == "Friday").Sum().Compute().ToDouble());
        Assert.Contains(
            "texts",
            Assert.Throws<GchunkException>(() => days.ToTexts()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Texts_come_back_as_they_were()
    {
        Assert.Equal(Words, X.Compute());
        Assert.Equal("TextArray (11,) <U15, 3 blocks, 660 B", X.ToString());
        Assert.Equal(
            ["a", "bc", "", "d"],
            Texts(
                    new[,]
                    {
                        { "a", "bc" },
                        { "", "d" },
                    }
                )
                .Compute()
        );
        Assert.Equal(Array.ConvertAll(Words, w => (long)Points(w).Length), X.Length().Compute().ToArray<long>());
        Assert.Equal([""], Texts("").Compute());
    }

    [Fact]
    public void Texts_are_compared_by_code_point()
    {
        foreach (string other in Words.Append("rainfall amounts of a day").Append("q"))
        {
            void Same(ChunkedArray got, Func<int, bool> holds) =>
                Assert.Equal(Words.Select(w => holds(Order(w, other))), got.Compute().ToArray<bool>());
            Same(X == other, c => c == 0);
            Same(X != other, c => c != 0);
            Same(X < other, c => c < 0);
            Same(X <= other, c => c <= 0);
            Same(X > other, c => c > 0);
            Same(other <= X, c => c >= 0);
        }
        TextArray turned = X["::-1"];
        Assert.Equal(Words.Zip(Words.Reverse(), (a, b) => Order(a, b) < 0), (X < turned).Compute().ToArray<bool>());
    }

    [Fact]
    public void Texts_are_sorted_and_counted()
    {
        string[] sorted = [.. Words.Order(Comparer<string>.Create(Order))];
        Assert.Equal(sorted, X.Sort().Compute());
        Assert.Equal(
            Enumerable
                .Range(0, Words.Length)
                .OrderBy(i => Words[i], Comparer<string>.Create(Order))
                .Select(i => (long)i),
            X.ArgSort().Compute().ToArray<long>()
        );
        (TextArray values, NDArray counts) = X.Unique();
        Assert.Equal(sorted.Distinct(), values.Compute());
        Assert.Equal(sorted.GroupBy(w => w).Select(g => (long)g.Count()), counts.ToArray<long>());
        TextArray square = Texts(
            new[,]
            {
                { "b", "a" },
                { "a", "c" },
            },
            chunks: (1, 1)
        );
        Assert.Equal(["a", "a", "b", "c"], square.Sort(0).Compute());
        Assert.Equal(["a", "b", "a", "c"], square.Sort().Compute());
    }

    [Fact]
    public void Texts_are_selected_and_joined()
    {
        Assert.Equal(["snow", "höhe"], X["3:7:2"].Compute());
        Assert.Equal(["rain", "Rain", "rain"], X[X.IsIn("rain", "Rain", "fog")].Compute());
        Assert.Equal(["rai", "rain"], X.Take([10, 0]).Compute());
        Assert.Equal(["rai", "rain"], X[new[] { 10, 0 }].Compute());
        Assert.Equal(["hail"], X[^2].Compute());
        TextArray square = Texts(
            new[,]
            {
                { "b", "a" },
                { "a", "cde" },
            }
        );
        Assert.Equal(["a", "a"], square[square == "a"].Compute());
        Assert.Equal(["cde"], square[1, 1].Compute());
        Assert.Equal(["a", "rain"], Concatenate([Texts("a"), Texts("rain")]).Compute());
        Assert.Equal([true, false, false, false, true, false], X.StartsWith("rain")["0:6"].Compute().ToArray<bool>());
        Assert.Equal([false, false, false, false, true, false], X.Contains("all")["0:6"].Compute().ToArray<bool>());
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Assert.Contains("2 indices", Assert.Throws<GchunkException>(() => X[0, 0]).Message, StringComparison.Ordinal);
        Assert.Contains(
            "do not broadcast",
            Assert.Throws<GchunkException>(() => X == Texts("a", "b")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("axis 1", Assert.Throws<GchunkException>(() => X.Sort(1)).Message, StringComparison.Ordinal);
    }
}
