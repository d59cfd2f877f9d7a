using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Arrays;

/// <summary>Shapes that a small file may claim cost little memory.</summary>
public class HugeShapeTests
{
    [Theory]
    [InlineData(1L << 22, 1 << 18)]
    [InlineData(1L << 40, 1 << 18)]
    [InlineData(1L << 43, 1 << 18)]
    [InlineData(1L << 45, 1 << 20)] // blocks of 256 MiB at most
    public void Chosen_blocks_grow_before_there_are_millions(long length, long most)
    {
        ChunkGrid grid = ChunkGrid.Auto(length, 8);
        Assert.InRange(grid.NumBlocks, 1, most);
        Assert.InRange(grid.MaxBlock[0], 1, 256 << 17);
    }

    [Fact]
    public void An_array_without_elements_has_one_block_and_is_shown_as_NumPy_does()
    {
        Assert.Equal(1, ChunkGrid.Auto((1L << 40, 0, 1L << 10), 8, unit: [1, 1, 1]).NumBlocks);
        Assert.Equal("(4194304, 0) float64\n[]", NDArray.Allocate((1L << 22, 0), DType.Float64).ToString());
    }

    // A classic NetCDF file of 3 kB with 22 variables of such axes took 400 MB when it was opened and printed.
    [Fact]
    public void An_axis_of_a_million_chunks_is_listed_only_when_its_numbers_are_asked_for()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ChunkGrid grid = ChunkGrid.Regular((3, (1L << 40) + 5), [1, 1L << 20]);
        string text = $"{grid} {grid.Shape} {grid.NumBlocks} {grid.MaxBlock} {grid.Equals(grid.With(0, [3]))}";
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.Equal("(1, 1048576) (3, 1099511627781) 3145731 (1, 1048576) False", text);
        int last = grid.ChunkOf(1, (1L << 40) + 4);
        Assert.Equal(1 << 20, last);
        Assert.Equal(new Shape(1, 5), grid.BlockShape([2, last]));
        Assert.Equal([2, 1L << 40], grid.BlockOrigin([2, last]));
        Assert.Equal(grid.Offsets(1)[last], grid.BlockOrigin([0, last])[1]);
        Assert.Equal(5, grid.Sizes(1)[^1]);
        Assert.Equal(grid, new ChunkGrid(grid.ToArray()));
    }
}
