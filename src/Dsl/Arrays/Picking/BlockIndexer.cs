using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>Selection of whole blocks by their indices; see <see cref="ChunkedArray.Blocks"/>.</summary>
public sealed class BlockIndexer
{
    private readonly ChunkedArray array;

    internal BlockIndexer(ChunkedArray array) => this.array = array;

    /// <summary>The number of blocks along each axis.</summary>
    public Shape Shape => array.Chunks.Blocks;

    /// <summary>The number of blocks.</summary>
    public long Size => array.NumBlocks;

    /// <summary>
    /// Selects blocks by indices, ranges, slices, lists or masks of block indices, one for each axis; all axes are
    /// kept. Nothing is copied.
    /// </summary>
    /// <exception cref="GchunkException">An index is out of bounds, or adds an axis.</exception>
    public ChunkedArray this[params ReadOnlySpan<AxisIndex> indices]
    {
        get
        {
            ArrayExpr result = array.Expression;
            List<AxisIndex> parts = AxisIndex.Expand(indices, Shape);
            for (int axis = 0; axis < parts.Count; axis++)
            {
                if (parts[axis].IsNew)
                    throw new GchunkException("blocks are selected along the axes of the array; a new axis has none");
                result = Select(result, axis, Chosen(parts[axis], axis));
            }

            return new ChunkedArray(result);
        }
    }

    /// <summary>Returns every block as an array, in C order.</summary>
    public IReadOnlyList<ChunkedArray> Ravel()
    {
        ChunkGrid grid = array.Chunks;
        var blocks = new ChunkedArray[checked((int)grid.NumBlocks)];
        for (int n = 0; n < blocks.Length; n++)
        {
            int[] block = grid.Coordinates(n);
            var slices = new AxisSlice[grid.Rank];
            for (int axis = 0; axis < slices.Length; axis++)
                slices[axis] = new AxisSlice(grid.Offsets(axis)[block[axis]], grid.Sizes(axis)[block[axis]]);
            blocks[n] = new ChunkedArray(SliceExpr.Create(array.Expression, slices));
        }
        return blocks;
    }

    private long[] Chosen(AxisIndex index, int axis)
    {
        if (index.IsPick)
            return index.Positions(Shape, axis).Values;
        AxisSlice slice = index.Resolve(Shape[axis], axis);
        var chosen = new long[slice.Count];
        for (int i = 0; i < chosen.Length; i++)
            chosen[i] = slice.Start + i * slice.Step;
        return chosen;
    }

    // Consecutive blocks are one slice.
    private static ArrayExpr Select(ArrayExpr x, int axis, long[] blocks)
    {
        ChunkGrid grid = x.Chunks;
        var parts = new List<ArrayExpr>();
        for (int i = 0; i < blocks.Length; )
        {
            int end = i + 1;
            while (end < blocks.Length && blocks[end] == blocks[end - 1] + 1)
                end++;
            long from = grid.Offsets(axis)[(int)blocks[i]],
                to = grid.Offsets(axis)[(int)blocks[end - 1] + 1];
            parts.Add(new AxisPick(new AxisSlice(to == from ? 0 : from, to - from)).Of(x, axis));
            i = end;
        }
        if (parts.Count == 0)
            parts.Add(new AxisPick(new AxisSlice(0, 0)).Of(x, axis));
        return ConcatenateExpr.Create(parts, axis);
    }
}
