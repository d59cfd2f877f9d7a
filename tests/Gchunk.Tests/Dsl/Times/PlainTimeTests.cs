using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Times;

/// <summary>datetime64 and timedelta64 in plain arrays; the expected values are NumPy's.</summary>
public class PlainTimeTests
{
    private static ChunkedArray Dates =>
        DateTimes("2000-02-28T12:00:00", "NaT", "1999-12-31", "2000-03-01T00:00:00.000000001").Rechunk(2);

    private static ChunkedArray Spans => FromArray(Counts(7, -7, long.MinValue, 0, 5_000_000_000), 2);

    private static NDArray Counts(params long[] counts) => NDArray.From(counts).AsType(DType.TimeDelta64);

    private static string[] Text(ChunkedArray x) =>
        x.DType == DType.DateTime64
            ? [.. x.Compute().ToArray<DateTime64>().Select(t => t.ToString())]
            : [.. x.Compute().ToArray<TimeDelta64>().Select(t => t.IsNaT ? "NaT" : $"{t.Nanoseconds}")];

    private static bool[] Truth(ChunkedArray x) => x.Compute().ToArray<bool>();

    [Fact]
    public void Dates_are_made_of_texts_and_dates_and_converted_back()
    {
        Assert.Equal("datetime64[ns]", Dates.DType.Name);
        Assert.Equal(
            ["2000-02-28T12:00:00", "NaT", "1999-12-31T00:00:00", "2000-03-01T00:00:00.000000001"],
            Text(Dates)
        );
        DateTime[] dates = [new(1677, 9, 22), new(1969, 12, 31, 23, 59, 59), new(2262, 4, 11)];
        Assert.Equal(dates, DateTimes(dates).Compute().ToDateTimes());
        Assert.Equal(dates, NDArray.From(dates.AsEnumerable()).ToDateTimes());
        Assert.Equal(
            [TimeSpan.FromHours(1), TimeSpan.Zero],
            NDArray.From([TimeSpan.FromHours(1), TimeSpan.Zero], (2, 1)).Reshape(2).ToTimeSpans()
        );
        Assert.Contains(
            "2 values do not fill an array of shape (3,), which has 3",
            Assert.Throws<GchunkException>(() => NDArray.From([TimeSpan.Zero, TimeSpan.Zero], 3)).Message
        );
        TimeSpan[] spans = [TimeSpan.FromDays(-1.5), TimeSpan.FromTicks(1)];
        Assert.Equal(spans, TimeDeltas(spans).Compute().ToTimeSpans());
        Assert.Equal("(1,) timedelta64[ns]\n[-1 d 12 h]", TimeDeltas(TimeSpan.FromDays(-1.5)).Compute().ToString());
        Assert.Equal(951_739_200_000_000_000, Dates.AsType(DType.Int64).Compute().Get<long>(0));
        Assert.Equal(Text(Dates), Text(Dates.AsType(DType.Int64).AsType(DType.DateTime64)));
        Assert.Equal(
            ["2000-01-30T00:00:00", "2000-01-31T06:00:00", "2000-02-01T12:00:00"],
            Text(Arange(new DateTime(2000, 1, 30), new DateTime(2000, 2, 2), TimeSpan.FromHours(30), chunks: 2))
        );
    }

    [Fact]
    public void Times_are_added_and_subtracted()
    {
        Assert.Equal(["NaT", "NaT", "5270400000000001"], Text(Dates.Diff()));
        Assert.Equal(
            ["2000-02-28T18:00:00", "NaT", "1999-12-31T06:00:00", "2000-03-01T06:00:00.000000001"],
            Text(Dates + TimeSpan.FromHours(6))
        );
        Assert.Equal(["43200000000000", "NaT"], Text((Dates - new DateTime(2000, 2, 28))["0:2"]));
        Assert.Equal(["2000-02-28T11:59:59", "NaT"], Text((Dates - TimeSpan.FromSeconds(1))["0:2"]));
        Assert.Equal(["-7", "7", "NaT", "0", "-5000000000"], Text(-Spans));
        Assert.Equal(["7", "7", "NaT", "0", "5000000000"], Text(Spans.Abs()));
    }

    [Fact]
    public void Durations_are_multiplied_and_divided()
    {
        Assert.Equal(["14", "-14", "NaT", "0", "10000000000"], Text(Spans * 2));
        Assert.Equal(["10", "-10", "NaT", "0", "7500000000"], Text(1.5 * Spans));
        // Rounded towards 0.
        Assert.Equal(["3", "-3", "NaT", "0", "2500000000"], Text(Spans / 2));
        Assert.Equal(["NaT", "NaT", "NaT", "NaT", "NaT"], Text(Spans / 0));
        Assert.Equal(["2", "-2", "NaT", "0", "2000000000"], Text(Spans / 2.5));
        ChunkedArray seconds = Spans / TimeSpan.FromSeconds(1);
        Assert.Equal(DType.Float64, seconds.DType);
        Assert.Equal([7e-9, -7e-9, double.NaN, 0, 5], seconds.Compute().ToArray<double>());
        Assert.Equal(["7", "93", "NaT", "0", "0"], Text(Spans % TimeSpan.FromTicks(1)));
        Assert.Equal([0, -1, 0, 0, 50_000_000L], FloorDivide(Spans, TimeSpan.FromTicks(1)).Compute().ToArray<long>());
    }

    [Fact]
    public void Comparisons_with_nat_are_false_except_for_not_equal()
    {
        Assert.Equal([true, false, false, true], Truth(Dates > new DateTime(2000, 1, 1)));
        Assert.Equal([false, false, true, false], Truth(Dates <= new DateTime(2000, 1, 1)));
        Assert.Equal([true, false, true, true], Truth(Equal(Dates, Dates)));
        Assert.Equal([false, true, false, false], Truth(NotEqual(Dates, Dates)));
        Assert.Equal([false, true, false, false], Truth(Dates.IsNaT()));
        Assert.Equal([false, true, false, false], Truth(IsNaN(Dates)));
        Assert.Equal(
            ["NaT", "NaT", "1999-12-31T00:00:00", "NaT"],
            Text(Where(Dates < new DateTime(2000, 1, 1), Dates, DateTime64.NaT))
        );
        Assert.Equal(
            ["2000-02-28T12:00:00", "2001-01-01T00:00:00", "1999-12-31T00:00:00", "2000-03-01T00:00:00.000000001"],
            Text(FillNa(Dates, new DateTime(2001, 1, 1)))
        );
    }

    [Fact]
    public void Times_are_ordered_with_nat_last()
    {
        Assert.Equal(
            ["1999-12-31T00:00:00", "2000-02-28T12:00:00", "2000-03-01T00:00:00.000000001", "NaT"],
            Text(Dates.Sort())
        );
        Assert.Equal([2, 0, 3, 1], Dates.ArgSort().Compute().ToArray<long>());
        Assert.Equal("NaT", Text(Dates.Min())[0]);
        Assert.Equal("NaT", Text(Dates.Max())[0]);
        Assert.Equal("1999-12-31T00:00:00", Text(Dates.Min(skipNaN: true))[0]);
        Assert.Equal("2000-03-01T00:00:00.000000001", Text(Dates.Max(skipNaN: true))[0]);
        Assert.Equal(
            [1, 1, 2, 3],
            new[] { Dates.ArgMin(), Dates.ArgMax(), Dates.ArgMin(skipNaN: true), Dates.ArgMax(skipNaN: true) }.Select(
                i => i.Compute().Get<long>()
            )
        );
        Assert.Equal(["NaT", "2000-01-01T00:00:00"], Text(Maximum(Dates, new DateTime(2000, 1, 1))["1:3"]));
        Assert.Equal(
            ["2000-01-01T00:00:00", "2000-01-01T00:00:00"],
            Text(FMax(Dates, new DateTime(2000, 1, 1))["1:3"])
        );
        (NDArray values, NDArray counts) = Unique(Concatenate([Dates, Dates["1:3"]]));
        Assert.Equal(
            ["1999-12-31T00:00:00", "2000-02-28T12:00:00", "2000-03-01T00:00:00.000000001", "NaT"],
            values.ToArray<DateTime64>().Select(t => t.ToString())
        );
        Assert.Equal([2L, 1, 1, 2], counts.ToArray<long>());
        Assert.Equal([1, 3, 0, 2], UniqueAll(Dates).Inverse.Compute().ToArray<long>());
        Assert.Equal(
            [1, 4, 1],
            SearchSorted(Dates.Sort(), DateTimes("2000-01-01", "NaT", "2000-02-01"), "right").Compute().ToArray<long>()
        );
    }

    [Fact]
    public void Durations_are_summed_and_averaged()
    {
        Assert.Equal("NaT", Text(Spans.Sum())[0]);
        Assert.Equal("5000000000", Text(Spans.Sum(skipNaN: true))[0]);
        Assert.Equal("1250000000", Text(Spans.Mean(skipNaN: true))[0]);
        Assert.Equal("NaT", Text(Spans.Mean())[0]);
        Assert.Equal("2500000000", Text(Spans["3:"].Mean())[0]);
        Assert.Equal(4, Spans.Count().Compute().Get<long>());
        Assert.Equal(["7", "0", "NaT", "NaT", "NaT"], Text(Spans.CumSum()));
        Assert.Equal(["7", "0", "0", "0", "5000000000"], Text(Spans.CumSum(skipNaN: true)));
    }

    [Fact]
    public void Times_are_assigned()
    {
        ChunkedArray x = Dates;
        x[x.IsNaT()] = new DateTime(2001, 1, 1);
        x[new[] { 3, 0 }] = DateTimes("2003-01-01", "NaT");
        Assert.Equal(["NaT", "2001-01-01T00:00:00", "1999-12-31T00:00:00", "2003-01-01T00:00:00"], Text(x));
    }

    [Fact]
    public void Labelled_times_become_plain_ones_and_back()
    {
        DataArray times = DataArray.FromDateTimes(Dates, ["time"]);
        Assert.Equal(
            [2000, 1999],
            times.Dt.Year.Compute().ToArray<double>().Where(y => y > 0).Take(2).Select(y => (int)y)
        );
        Assert.Equal(
            ["2000-02-28T12:00:00", "NaT", "1999-12-31T00:00:00", "2000-03-01T00:00:00"],
            Text(times.ToDateTimes())
        );
    }

    public static TheoryData<string, Action, string[]> Mistakes() =>
        new()
        {
            { "early", () => DateTimes("1600-01-01"), ["1600-01-01", "1677-09-21", "2262-04-11"] },
            { "late", () => _ = Dates > new DateTime(2300, 1, 1), ["2300-01-01", "2262-04-11"] },
            { "long", () => _ = Dates + TimeSpan.FromDays(200_000), ["out of the range", "292 years"] },
            { "no date", () => DateTimes("2000-13-01"), ["'2000-13-01'", "2000-01-31"] },
            { "sum of dates", () => _ = Dates + Dates, ["add", "datetime64[ns]"] },
            { "product of dates", () => _ = Dates * 2, ["multiply", "datetime64[ns] and int64"] },
            { "date and number", () => _ = Dates > 5, ["greater", "datetime64[ns] and int64"] },
            { "function", () => Dates.Sin(), ["sin", "datetime64[ns]"] },
            { "mean of dates", () => Dates.Mean(), ["mean", "datetime64[ns]", "(x - start).Mean() + start"] },
            { "product", () => Spans.Prod(), ["prod", "timedelta64[ns]"] },
            { "cumulative", () => Dates.CumSum(), ["cumsum", "datetime64[ns]"] },
            { "median", () => Spans.Median(), ["timedelta64[ns]"] },
            { "cast", () => Spans.AsType(DType.Float64), ["timedelta64[ns]", "float64", "int64"] },
            { "mixed", () => Concatenate([Dates, Ones(3)]), ["datetime64[ns]", "float64"] },
            { "number in times", () => Dates[0] = 5, ["int64", "datetime64[ns]", "assigned"] },
            {
                "time in numbers",
                () => Arange(3)[0] = new DateTime(2000, 1, 1),
                ["int64", "datetime64[ns]", "assigned"]
            },
            { "missing date", () => Dates.Compute().ToDateTimes(), ["NaT"] },
            { "product of matrices", () => Spans.Dot(Spans), ["timedelta64[ns]"] },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_has_no_meaning_for_times_is_an_error(string what, Action mistake, string[] words)
    {
        string message = Assert.Throws<GchunkException>(mistake).Message;
        foreach (string word in words)
            Assert.True(message.Contains(word, StringComparison.Ordinal), $"{what}: {message}");
    }
}
