using Gchunk.Dsl;
using Gchunk.Engine;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

public class BreadthErrorTests
{
    private static readonly ChunkedArray X = Ones((4, 6), chunks: (2, 3));

    public static TheoryData<string, Func<object>, string> Mistakes =>
        new()
        {
            {
                "axis",
                () => X.CumSum(2),
                "axis 2 is out of range for an array of 2 dimensions (4, 6); axes run from -2 to 1"
            },
            {
                "place",
                () => X.ExpandDims(4),
                "axis 4 is out of range for a new axis of an array of 2 dimensions (4, 6); give -3 to 2"
            },
            {
                "squeeze",
                () => X.Squeeze(1),
                "axis 1 of shape (4, 6) has length 6; only axes of length 1 can be squeezed"
            },
            {
                "split",
                () => X.Split(4, 1),
                "axis 1 of length 6 cannot be split into 4 equal parts; give the borders instead: Split(new long[] { … }, axis)"
            },
            {
                "borders",
                () => X.Split([3, 2], 1),
                "the borders 3, 2 must be ascending from 0 to 6, the length of axis 1"
            },
            {
                "stack",
                () => Stack([X, X[0]]),
                "arrays of shapes (4, 6) and (6,) cannot be stacked: they must be equal; use Concatenate to join along an existing axis"
            },
            {
                "pad",
                () => X.Pad(1, "edges"),
                "no padding mode 'edges'; did you mean 'edge'? (there are: constant, edge, linear_ramp, maximum, mean, median, minimum, reflect, symmetric, wrap)"
            },
            {
                "pad empty",
                () => X[":0"].Pad(1, "wrap"),
                "axis 0 of shape (0, 6) is empty, so it can only be padded with mode \"constant\""
            },
            { "take", () => X.Take([0, 4], 0), "index 4 is out of bounds for axis 0 of length 4" },
            {
                "two lists",
                () => X[new[] { 0, 1 }, new[] { 0, 1, 2 }],
                "indices for several axes are paired, so there must be as many for each; got 2 and 3. To select rows and columns, index one axis after the other: x[rows, ..][.., columns]"
            },
            {
                "mask",
                () => X[X],
                "an index is an integer, a mask of bools or a slice; got an array of float64; compare first (x > 0), or cast with AsType(DType.Int64)"
            },
            {
                "mask shape",
                () => X[new[] { true }],
                "a mask of shape (1,) does not fit axis 0 of an array of shape (4, 6): it needs the array's shape or that of its first axes, or as many bools as the axis is long"
            },
            { "too many", () => X[0, NewAxis, 1, 2], "got 3 indices for an array of 2 dimensions (4, 6)" },
            { "ellipses", () => X["..., ..."], "an index can have only one ellipsis ('...')" },
            {
                "quantile",
                () => X.Quantile(25),
                "a quantile must be between 0 and 1; got 25 (use Percentile for 0 to 100)"
            },
            {
                "method",
                () => X.Quantile(0.5, method: "liner"),
                "no quantile method 'liner'; did you mean 'linear'? (there are: linear, lower, higher, midpoint, nearest, inverted_cdf, averaged_inverted_cdf, closest_observation, interpolated_inverted_cdf, hazen, weibull, median_unbiased, normal_unbiased)"
            },
            {
                "empty quantile",
                () => X[":0"].Quantile(0.5, 0),
                "a quantile of an empty array is undefined: axis 0 of shape (0, 6) has no elements"
            },
            { "roll", () => X.Roll([1, 2], [0]), "Roll needs a shift for each axis; got 2 shifts and 1 axes" },
            {
                "weights",
                () => X.Average(Ones(5), 1),
                "weights of shape (5,) do not fit an array of shape (4, 6); give weights of its shape, or a vector as long as the one axis"
            },
            {
                "size",
                () => X.Rechunk("64 bananas"),
                "'64 bananas' is not a size; write it like \"2GB\" or \"512 MiB\""
            },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_met_with_what_was_given_and_what_fits(string name, Func<object> mistake, string message)
    {
        Assert.NotEmpty(name);
        Assert.Equal(message, Assert.Throws<GchunkException>(mistake).Message);
    }

    [Fact]
    public void Blocks_are_cut_by_their_bytes()
    {
        ChunkedArray x = Ones((1000, 1000));
        Assert.Equal(8, x.Rechunk("1MB").NumBlocks);
        Assert.Equal(1, x.Rechunk("auto").NumBlocks);
        Assert.Equal((125, 1000), x.Rechunk("1MB").Chunks.MaxBlock);
    }

    [Fact]
    public void Work_along_an_axis_keeps_blocks_bounded()
    {
        ChunkedArray x = Ones((200_000, 4_000), chunks: (1_000, 1_000));
        Assert.InRange(x.Sort(0).Chunks.MaxBlock.Size * 8, 1 << 24, 1 << 25);
        Assert.Equal((200_000, 4_000), x.Sort(0).Shape);
    }

    [Fact]
    public void Empty_arrays_keep_their_shape_through_every_view()
    {
        ChunkedArray x = Ones((0, 3));
        Assert.Equal((0, 3), x.Flip().Compute().Shape);
        Assert.Equal((0, 3), x.Roll(1, 0).Compute().Shape);
        Assert.Equal((0, 6), x.Repeat(2, 1).Compute().Shape);
        Assert.Equal((0, 3), x.CumSum(0).Compute().Shape);
        Assert.Equal((0, 3), x.Sort(1).Compute().Shape);
        Assert.Equal((2, 7), x.Pad([(1, 1), (2, 2)]).Compute().Shape);
        Assert.Equal(0, x[x > 0].Compute().Size);
    }
}
