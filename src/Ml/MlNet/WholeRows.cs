using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.MlNet;

/// <summary>Divides an array so that each block has its last axis whole.</summary>
internal static class WholeRows
{
    private const long MostBytes = 64 << 20;

    /// <summary>Returns the array with its last axis in one chunk, and with chunks of a moderate size.</summary>
    public static ArrayExpr Of(ArrayExpr array)
    {
        int last = array.Rank - 1;
        ChunkGrid grid = array.Chunks.With(last, [array.Shape[last]]);
        long bytes = array.DType.Size;
        for (int axis = 0; axis <= last; axis++)
            bytes *= Math.Max(1, Largest(grid, axis));
        // Joining the chunks of the last axis made the blocks larger: the others are cut.
        for (int axis = 0; axis < last && bytes > MostBytes && array.Chunks.Blocks[last] > 1; axis++)
        {
            long length = Math.Max(1, Largest(grid, axis)),
                parts = Math.Min(length, (bytes + MostBytes - 1) / MostBytes);
            long cut = (length + parts - 1) / parts;
            grid = grid.With(axis, ChunkGrid.Regular(new Shape(array.Shape[axis]), [cut]).Sizes(0).ToArray());
            bytes = bytes / length * cut;
        }
        return RechunkExpr.Create(array, grid);
    }

    private static long Largest(ChunkGrid grid, int axis)
    {
        long largest = 0;
        foreach (long size in grid.Sizes(axis))
            largest = Math.Max(largest, size);
        return largest;
    }
}
