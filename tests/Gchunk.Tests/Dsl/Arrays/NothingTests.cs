using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>Statistics of no values, and numbers beyond those of a double or an int64.</summary>
public class NothingTests
{
    private const double NaN = double.NaN;

    // What NumPy gives for an axis of length 0; null for an error.
    public static TheoryData<string, double?> Reductions =>
        new()
        {
            { "sum", 0 },
            { "prod", 1 },
            { "mean", NaN },
            { "var", NaN },
            { "std", NaN },
            { "median", NaN },
            { "any", 0 },
            { "all", 1 },
            { "count", 0 },
            { "min", null },
            { "max", null },
            { "argmin", null },
            { "argmax", null },
        };

    [Theory]
    [MemberData(nameof(Reductions))]
    public void A_statistic_of_nothing_is_that_of_NumPy(string op, double? expected)
    {
        ChunkedArray rows = Prelude.Zeros((3, 0));
        ChunkedArray Of(ChunkedArray x, int? axis, bool skip) =>
            op == "median" ? x.Median(axis, skipNaN: skip)
            : axis is { } a ? x.Reduce(op, a, options: new ReductionOptions(skip))
            : x.Reduce(op, options: new ReductionOptions(skip));
        foreach (bool skip in (bool[])[false, true])
        {
            if (expected is not { } value)
            {
                Assert.Throws<GchunkException>(() => Of(rows, 1, skip).Compute());
                Assert.Throws<GchunkException>(() => Of(rows, null, skip).Compute());
            }
            else
            {
                Assert.Equal([value, value, value], Of(rows, 1, skip).Compute().ToArray<double>());
                Assert.Equal(value, Of(rows, null, skip).Compute().GetDouble());
            }
            Assert.Equal((0), Of(rows, 0, skip).Compute().Shape);
        }
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void A_labelled_statistic_of_nothing_follows_the_same_rule(string op, double? expected)
    {
        var rows = new DataArray(Prelude.Zeros((3, 0)).Expression, ["a", "b"]);
        DataArray Of() =>
            op switch
            {
                "sum" => rows.Sum("b"),
                "prod" => rows.Prod("b"),
                "mean" => rows.Mean("b"),
                "var" => rows.Var("b"),
                "std" => rows.Std("b"),
                "median" => rows.Median("b"),
                "any" => rows.Any("b"),
                "all" => rows.All("b"),
                "count" => rows.Count("b"),
                "min" => rows.Min("b"),
                "max" => rows.Max("b"),
                "argmin" => rows.ArgMin("b"),
                _ => rows.ArgMax("b"),
            };
        if (expected is not { } value)
            Assert.Throws<GchunkException>(() => Of().Compute());
        else
            Assert.Equal([value, value, value], Of().Compute().ToArray<double>());
    }

    // xarray: "All-NaN slice encountered". A position of -1 would be the last one where it is used.
    [Fact]
    public void The_position_of_an_extreme_of_nothing_but_missing_values_is_an_error()
    {
        DataArray t = new(NDArray.From([1, 2, NaN, NaN], (2, 2)), ["y", "x"]);
        string Error(Func<object> compute) => Assert.Throws<GchunkException>(compute).Message;
        Assert.StartsWith("ArgMax: all values along 'x' are missing at a place", Error(() => t.ArgMax("x").Compute()));
        Assert.Contains("ArgMin", Error(() => t.ToDataset("t").ArgMin("x")["t"].Compute()));
        Assert.Contains("along 'y', 'x'", Error(() => (t * NaN).ArgMin("y", "x").Compute()));
        Assert.Equal([0.0, 0], t.ArgMax("y").Compute().ToArray<double>());
        Assert.Equal([1.0, 0], t.ArgMax("x", skipNaN: false).Compute().ToArray<double>());
        Assert.Equal([1.0, 0], t.FillNa(double.NegativeInfinity).ArgMax("x").Compute().ToArray<double>());
        Assert.Equal([1.0, NaN], t.IdxMax("x").Compute().ToArray<double>());
    }

    [Fact]
    public void A_quantile_of_nothing_is_missing_if_missing_values_are_skipped()
    {
        ChunkedArray rows = Prelude.Zeros((3, 0));
        Assert.Equal([NaN, NaN, NaN], rows.Quantile(0.5, 1, skipNaN: true).Compute().ToArray<double>());
        Assert.Equal((2, 3), rows.Quantile([0.1, 0.5], 1, skipNaN: true).Compute().Shape);
        Assert.Throws<GchunkException>(() => rows.Quantile(0.5, 1));
    }

    [Fact]
    public void More_elements_than_can_be_counted_are_an_error()
    {
        Action[] tooMany =
        [
            () => Prelude.Ones((1L << 40, 1L << 30)),
            () => Prelude.Arange(long.MinValue, long.MaxValue),
            () => Prelude.Arange(long.MaxValue, long.MinValue, -1),
            () => Prelude.Arange(0, 1e19),
            () => Prelude.Ones(1).BroadcastTo((1L << 40, 1L << 40)),
            () => Prelude.Ones(10).Repeat(1L << 60),
            () => Prelude.Ones(1L << 40, chunks: 1L << 20).Tile(1L << 40),
            () => Prelude.Ones(10).Pad(long.MaxValue),
            () => Prelude.Ones(1).Reshape([.. Enumerable.Repeat(1L, 1_000_000)]),
        ];
        Assert.All(tooMany, make => Assert.Throws<GchunkException>(make));
    }

    [Fact]
    public void Sizes_and_numbers_beyond_those_of_a_double_are_exact()
    {
        ChunkedArray huge = Prelude.Ones((1L << 40, 1L << 18), chunks: (1L << 30, 1L << 18));
        Assert.Equal(1L << 58, huge.Size);
        Assert.Equal(1L << 61, huge.NBytes);
        Assert.Equal(1L << 15, (long)huge["5, :32768"].Sum().Compute().GetDouble());
        Assert.Equal(
            [long.MinValue, -1L],
            Prelude.Arange(long.MinValue, long.MaxValue, long.MaxValue).Compute().ToArray<long>()[..2]
        );
        Assert.Equal((1L << 62) + 9, Prelude.Arange(1L << 62, (1L << 62) + 10).Max().Compute().Get<long>());
        NDArray greatest = NDArray.From([long.MaxValue, long.MaxValue]);
        Assert.Equal((double)long.MaxValue, Prelude.FromArray(greatest, chunks: 1).Mean().Compute().GetDouble());
        Assert.Equal(1, Prelude.Ones(1).BroadcastTo(1L << 24).Mean().Compute().GetDouble());
    }
}
