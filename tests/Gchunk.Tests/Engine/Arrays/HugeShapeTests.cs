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
}
