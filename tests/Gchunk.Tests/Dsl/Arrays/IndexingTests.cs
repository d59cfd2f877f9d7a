using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Arrays;

public class IndexingTests
{
    private static long[] Values(ChunkedArray array) => array.Compute().ToArray<long>();

    [Fact]
    public void Every_range_selects_what_the_slice_of_NumPy_selects()
    {
        ChunkedArray x = Prelude.Arange(10);
        long[] all = [.. Enumerable.Range(0, 10).Select(i => (long)i)];
        foreach (int a in Enumerable.Range(0, 15))
        {
            foreach (int b in Enumerable.Range(0, 15))
            {
                foreach (bool startsFromEnd in (bool[])[false, true])
                {
                    foreach (bool endsFromEnd in (bool[])[false, true])
                    {
                        // NumPy clamps both bounds to the axis.
                        int from = Math.Clamp(startsFromEnd ? 10 - a : a, 0, 10),
                            to = Math.Clamp(endsFromEnd ? 10 - b : b, 0, 10);
                        var range = new Range(new Index(a, startsFromEnd), new Index(b, endsFromEnd));
                        Assert.Equal(all[from..Math.Max(from, to)], Values(x[range]));
                    }
                }
            }
        }
    }

    // The expected values are NumPy's of np.arange(24).reshape(2, 3, 4).
    [Fact]
    public void Several_indices_are_paired_as_in_NumPy()
    {
        ChunkedArray x = Prelude.Arange(9).Reshape((3, 3)).Rechunk((2, 2));
        Assert.Equal([1L, 8], Values(x[new[] { true, false, true }, new[] { false, true, true }]));
        Assert.Equal([0L, 8], Values(x[new[] { true, false, true }, new[] { 0, 2 }]));
        Assert.Equal([5L, 8], Values(x[new[] { 1, 2 }, new[] { 2 }]));
        ChunkedArray cube = Prelude.Arange(24).Reshape((2, 3, 4)).Rechunk((1, 2, 3));
        ChunkedArray parted = cube[new[] { 0, 1 }, .., new[] { 1, 3 }];
        Assert.Equal(new Shape(2, 3), parted.Shape);
        Assert.Equal([1L, 5, 9, 15, 19, 23], Values(parted));
        ChunkedArray adjacent = cube[.., new[] { 0, 2 }, new[] { 1, 3 }];
        Assert.Equal(new Shape(2, 2), adjacent.Shape);
        Assert.Equal([1L, 11, 13, 23], Values(adjacent));
    }

    [Fact]
    public void The_axis_of_indices_that_a_slice_parts_comes_first_as_in_NumPy()
    {
        ChunkedArray cube = Prelude.Arange(24).Reshape((2, 3, 4));
        ChunkedArray first = cube[0, .., new[] { 1, 2 }];
        Assert.Equal(new Shape(2, 3), first.Shape);
        Assert.Equal([1L, 5, 9, 2, 6, 10], Values(first));
        ChunkedArray inPlace = cube[.., 0, new[] { 1, 2 }];
        Assert.Equal(new Shape(2, 2), inPlace.Shape);
        Assert.Equal([1L, 2, 13, 14], Values(inPlace));
        Assert.Equal(new Shape(2, 1, 3), cube["0, newaxis, :, :"][.., .., new[] { 1, 2 }].Transpose(2, 0, 1).Shape);
    }

    [Fact]
    public void Unequal_numbers_of_paired_indices_are_an_error()
    {
        ChunkedArray x = Prelude.Arange(9).Reshape((3, 3));
        GchunkException error = Assert.Throws<GchunkException>(() => x[new[] { 0, 1 }, new[] { 0, 1, 2 }]);
        Assert.Contains("2 and 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 50)]
    [InlineData(-1, 1, 50)]
    [InlineData(0, 1000, 999)]
    [InlineData(0.1, 0.3, 7)]
    public void Evenly_spaced_numbers_end_at_their_stop(double start, double stop, int count)
    {
        ChunkedArray x = Prelude.Linspace(start, stop, count, chunks: 8);
        Assert.Equal(stop, x[-1].Compute().ToDouble());
        Assert.Equal(stop, x.Rechunk(5)["::-1"][0].Compute().ToDouble());
        Assert.Equal(start, x[0].Compute().ToDouble());
    }

    [Fact]
    public void Integers_compare_with_any_integer()
    {
        ChunkedArray bytes = Prelude.FromArray(NDArray.From(new byte[] { 100, 255 })),
            unsigned = Prelude.FromArray(NDArray.From(new ulong[] { 0, ulong.MaxValue }));
        Assert.Equal([true, true], (bytes < 300).Compute().ToArray<bool>());
        Assert.Equal([true, true], (bytes > -1).Compute().ToArray<bool>());
        Assert.Equal([false, false], Prelude.Equal(bytes, 356).Compute().ToArray<bool>());
        Assert.Equal([true, true], (unsigned > -1).Compute().ToArray<bool>());
        Assert.Equal([true, true], (bytes.AsType(DType.Int32) < 3_000_000_000L).Compute().ToArray<bool>());
        Assert.Throws<GchunkException>(() => bytes + 300);
    }

    [Fact]
    public void A_length_of_minus_one_is_inferred_by_Reshape_and_whole_in_chunks()
    {
        Assert.Equal(new Shape(3, 2), Prelude.Arange(6).Reshape((-1, 2)).Shape);
        Assert.Equal(new Shape(6), Prelude.Arange(6).Reshape((2, 3)).Reshape(-1).Shape);
        Assert.Equal(2, Prelude.Ones((4, 4)).Rechunk((-1, 2)).Chunks.NumBlocks);
        Assert.Equal(2, Prelude.Ones((4, 4), chunks: (-1, 2)).Chunks.NumBlocks);
        Assert.Throws<GchunkException>(() => Prelude.Ones((-1, 2)));
        Assert.Throws<GchunkException>(() => NDArray.Zeros((-1, 2), DType.Float64));
        Assert.Throws<GchunkException>(() => Prelude.Arange(6).Reshape((-1, -1)));
        Assert.Throws<GchunkException>(() => Prelude.Arange(6).Reshape((-2, 3)));
    }

    [Fact]
    public void Several_percentiles_and_a_median_over_two_axes_are_computed_at_once()
    {
        Assert.Equal([0, 4.0, 8], Prelude.Arange(9).Percentile([0.0, 50, 100]).Compute().ToArray<double>());
        ChunkedArray cube = Prelude.Arange(24).Reshape((2, 3, 4));
        Assert.Equal([10, 11, 12, 13.0], cube.Median(axis: (0, 1)).Compute().ToArray<double>());
        Assert.Equal(new Shape(1, 3, 1), cube.Median(axis: (0, -1), keepDims: true).Shape);
        Assert.Equal([0.5, 1.5], Prelude.Arange(0.5, 2).Compute().ToArray<double>());
    }

    [Fact]
    public void The_operators_of_bits_combine_bools_and_the_bits_of_integers()
    {
        ChunkedArray x = Prelude.Arange(4);
        Assert.Equal([0L, 1, 0, 1], Values(x & 1));
        Assert.Equal([4L, 5, 6, 7], Values(x | 4));
        Assert.Equal([1L, 0, 3, 2], Values(x ^ 1));
        Assert.Equal([-1L, -2, -3, -4], Values(~x));
        Assert.Equal([false, false, true, false], ((x > 1) & (x < 3)).Compute().ToArray<bool>());
        Assert.Equal([true, false, false, true], (~((x > 0) & (x < 3))).Compute().ToArray<bool>());
        var labelled = new DataArray(NDArray.From(new[] { 1L, 2, 3 }), ["x"]);
        Assert.Equal([1L, 0, 1], (labelled & 1).Compute().ToArray<long>());
        GchunkException error = Assert.Throws<GchunkException>(() => (x * 0.5) & 1);
        Assert.Contains("combine comparisons", error.Message, StringComparison.Ordinal);
    }
}
