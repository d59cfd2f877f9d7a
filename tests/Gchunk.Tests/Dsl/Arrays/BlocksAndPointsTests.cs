using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

public class BlocksAndPointsTests
{
    private static long[] Values(ChunkedArray x) => x.Compute().ToArray<long>();

    [Fact]
    public void Blocks_are_selected_by_their_indices()
    {
        ChunkedArray x = Arange(24).Reshape((4, 6)).Rechunk((2, 2));
        Assert.Equal(new Shape(2, 3), x.Blocks.Shape);
        Assert.Equal([12L, 13, 18, 19], Values(x.Blocks[1, 0]));
        Assert.Equal(new Shape(2, 6), x.Blocks[^1].Shape);
        Assert.Equal([4L, 5, 0, 1, 10, 11, 6, 7], Values(x.Blocks[0, new[] { 2, 0 }]));
        Assert.Equal([2L, 2, 2], x.Blocks["::-1"].Chunks.Sizes(1).ToArray());
        Assert.Equal([12L, 13, 14, 15, 16, 17], Values(x.Partitions["::-1"])[..6]);
        Assert.Equal(6, x.Blocks.Ravel().Count);
        Assert.Equal([16L, 17, 22, 23], Values(x.Blocks.Ravel()[5]));
        Assert.Equal((6L, new Shape(2, 2), 8), (x.NPartitions, x.ChunkSize, x.ItemSize));
        Assert.Throws<GchunkException>(() => x.Blocks[2]);
    }

    [Fact]
    public void Points_are_assigned()
    {
        ChunkedArray x = Zeros((3, 4, 2), chunks: (2, 2, 2));
        x.Vindex[new[] { 0, 2 }, .., new[] { 0, 1 }] = Arange(8).Reshape((2, 4));
        Assert.Equal([0.0, 1, 2, 3], x[0, .., 0].Compute().ToArray<double>());
        Assert.Equal([4.0, 5, 6, 7], x[2, .., 1].Compute().ToArray<double>());
    }

    [Fact]
    public void Chunks_are_unified_without_broadcasting()
    {
        ChunkedArray[] unified = UnifyChunks(Zeros((6, 4), chunks: (3, 4)), Arange(4).Rechunk(2), Zeros((6, 1)));
        Assert.Equal(["(6, 4)", "(4,)", "(6, 1)"], unified.Select(u => u.Shape.ToString()));
        Assert.Equal([2L, 2], unified[0].Chunks.Sizes(1).ToArray());
        Assert.Equal([3L, 3], unified[2].Chunks.Sizes(0).ToArray());
    }

    [Fact]
    public void Indices_out_of_bounds_are_found_when_they_are_computed()
    {
        Assert.Contains("index 12 is out of bounds", Error(UnravelIndex(Arange(13), (3, 4))[0]));
        Assert.Contains(
            "axis 1 of an array of shape (3, 4)",
            Error(RavelMultiIndex([Arange(3), Arange(3) + 2], (3, 4)))
        );

        static string Error(ChunkedArray x) => Assert.ThrowsAny<GchunkException>(() => x.Compute()).ToString();
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        ChunkedArray x = Zeros((3, 5));
        Assert.Contains("fit axis 1 of length 5", Error(() => x.SlidingWindowView(6, 1)));
        Assert.Contains("does not hold a multiple", Error(() => x.AsType(DType.UInt8).View(DType.Int16)));
        Assert.Contains("out of bounds for an insertion", Error(() => Insert(x, 4, 0, axis: 0)));
        Assert.Contains("out of bounds", Error(() => Delete(x, 3, axis: 0)));
        Assert.Contains("sorted vector", Error(() => SearchSorted(x, x)));
        Assert.Contains("a function of 2 indices", Error(() => FromFunction((i, j) => i, 5)));
        Assert.Contains("MeshGrid needs vectors", Error(() => MeshGrid([x])));

        static string Error(Func<object> work) => Assert.Throws<GchunkException>(work).Message;
    }

    [Fact]
    public void Functions_of_indices_know_their_block()
    {
        ChunkedArray x = FromFunction(
            block => NDArray.From([.. Enumerable.Repeat((double)block.Origin[0], (int)block.Shape.Size)], block.Shape),
            (4, 2),
            (2, 2)
        );
        Assert.Equal([0.0, 0, 0, 0, 2, 2, 2, 2], x.Compute().ToArray<double>());
    }
}
