using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays.Sets;

public class DistinctValuesTests
{
    // Both ways of counting: few distinct values, and more than a table is made for, with some values twice.
    [Theory]
    [InlineData(50, 20_000)]
    [InlineData(15_000, 20_000)]
    [InlineData(15_000, 700)]
    public void Values_counts_and_first_places_are_those_of_a_naive_count(int distinct, int chunk)
    {
        var random = new Random(distinct);
        double[] values =
        [
            .. Enumerable
                .Range(0, 40_000)
                .Select(i =>
                    i % 1000 == 7 ? double.NaN
                    : i % 1000 == 8 ? -0.0
                    : random.Next(distinct) * 0.5
                ),
        ];
        ChunkedArray x = FromArray(values).Rechunk((long)chunk);
        UniqueValues found = UniqueAll(x);

        var groups = values.Select((v, i) => (Value: v + 0.0, Index: (long)i)).GroupBy(p => p.Value).ToList();
        groups = [.. groups.OrderBy(g => double.IsNaN(g.Key)).ThenBy(g => g.Key)];
        Assert.Equal(groups.Select(g => g.Key), found.Values.ToArray<double>());
        Assert.Equal(groups.Select(g => (long)g.Count()), found.Counts.ToArray<long>());
        Assert.Equal(groups.Select(g => g.First().Index), found.Index.ToArray<long>());
        Assert.DoesNotContain(found.Values.ToArray<double>(), v => v == 0 && double.IsNegative(v));
        long[] inverse = found.Inverse.Compute().ToArray<long>();
        double[] own = found.Values.ToArray<double>();
        Assert.All(
            Enumerable.Range(0, values.Length).Where(i => i % 97 == 0),
            i => Assert.Equal(values[i], own[inverse[i]])
        );
    }

    [Fact]
    public void Unsigned_integers_beyond_int64_are_in_order()
    {
        ulong[] values = [.. Enumerable.Range(0, 10_000).Select(i => unchecked((ulong)(i * 7919L % 6000 - 3000)))];
        (NDArray found, NDArray counts) = Unique(FromArray(NDArray.From(values)));
        Assert.Equal(values.Distinct().Order(), found.ToArray<ulong>());
        Assert.Equal(10_000, counts.ToArray<long>().Sum());
    }

    [Fact]
    public void Integers_far_apart_are_not_taken_for_members_of_a_narrow_set()
    {
        ChunkedArray x = FromArray(NDArray.From(new[] { long.MinValue, -5, 7, long.MaxValue }));
        Assert.Equal(
            new[] { false, true, true, false },
            IsIn(x, FromArray(NDArray.From(new long[] { 7, -5 }))).Compute().ToArray<bool>()
        );
        Assert.Equal(
            new[] { true, false, false, true },
            IsIn(x, FromArray(NDArray.From(new[] { long.MaxValue, long.MinValue }))).Compute().ToArray<bool>()
        );
    }
}
