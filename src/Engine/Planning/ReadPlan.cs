using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>The part of a window that comes from one source or from one block of a stage.</summary>
/// <param name="Source">The source, or the node whose stage computes the block.</param>
/// <param name="Block">The number of the block, or -1 for a source that is read as a whole.</param>
/// <param name="View">The window of the source or of the block.</param>
/// <param name="Target">The position of the piece in the requested window.</param>
public readonly record struct Piece(ArrayExpr Source, long Block, ArrayView View, long[] Target);

/// <summary>
/// Resolves a window of a node through slices, transposes, broadcasts, concatenations and rechunks to the sources and
/// blocks that hold the data. In this way these nodes become part of the read; none of them is a task.
/// </summary>
public static class ReadPlan
{
    /// <summary>Finds the pieces of a window of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="view">The window of the node.</param>
    /// <param name="isStage">Returns true if tasks compute the blocks of a node.</param>
    /// <param name="into">Receives the pieces.</param>
    public static void Resolve(ArrayExpr node, in ArrayView view, Func<ArrayExpr, bool> isStage, List<Piece> into)
    {
        foreach (long count in view.Count)
        {
            if (count == 0)
                return;
        }

        Walk(node, view, new long[view.Rank], isStage, into);
    }

    // Walks without recursion, since views may be stacked; the pieces are found in C order of the inputs.
    private static void Walk(
        ArrayExpr root,
        in ArrayView whole,
        long[] origin,
        Func<ArrayExpr, bool> isStage,
        List<Piece> into
    )
    {
        var pending = new Stack<(ArrayExpr Node, ArrayView View, long[] Target)>();
        pending.Push((root, whole, origin));
        while (pending.TryPop(out var step))
        {
            (ArrayExpr node, ArrayView view, long[] target) = step;
            switch (node)
            {
                case var _ when isStage(node):
                case BlocksExpr:
                    SplitBlocks(node, view, target, into);
                    break;
                case ViewExpr v:
                    pending.Push((v.Input, v.View.Compose(view), target));
                    break;
                case RechunkExpr r:
                    pending.Push((r.Input, view, target));
                    break;
                case ConcatenateExpr c:
                    SplitInputs(c, view, target, pending);
                    break;
                default:
                    into.Add(new Piece(node, -1, view, target));
                    break;
            }
        }
    }

    private static void SplitInputs(
        ConcatenateExpr node,
        in ArrayView view,
        long[] target,
        Stack<(ArrayExpr, ArrayView, long[])> into
    )
    {
        int along = view.WindowAxis(node.Axis);
        var runs = Runs(view, node.Axis, node.Offsets);
        for (int i = runs.Count - 1; i >= 0; i--)
        {
            (int input, long from, long count) = runs[i];
            ArrayView part = along < 0 ? view : view.Narrow(along, from, count);
            long[] at = target;
            if (along >= 0)
            {
                at = (long[])target.Clone();
                at[along] += from;
            }
            var start = new long[node.Rank];
            start[node.Axis] = node.Offsets[input];
            into.Push((node.Inputs[input], part.Shift(start), at));
        }
    }

    private static void SplitBlocks(ArrayExpr node, in ArrayView view, long[] target, List<Piece> into)
    {
        ChunkGrid grid = node.Chunks;
        var parts = new List<(ArrayView View, long[] Target)> { (view, target) };
        for (int axis = 0; axis < grid.Rank; axis++)
        {
            int along = view.WindowAxis(axis);
            if (along < 0 || grid.Blocks[axis] == 1)
                continue;
            var split = new List<(ArrayView, long[])>();
            foreach ((ArrayView v, long[] t) in parts)
            {
                foreach ((_, long from, long count) in Runs(v, axis, grid.Offsets(axis)))
                {
                    long[] at = (long[])t.Clone();
                    at[along] += from;
                    split.Add((v.Narrow(along, from, count), at));
                }
            }

            parts = split;
        }
        foreach ((ArrayView v, long[] t) in parts)
        {
            var coordinates = new int[grid.Rank];
            for (int axis = 0; axis < grid.Rank; axis++)
                coordinates[axis] = grid.ChunkOf(axis, v.Start[axis]);
            into.Add(new Piece(node, grid.Number(coordinates), v.Shift(grid.BlockOrigin(coordinates)), t));
        }
    }

    // The runs of a window's indices, along the array axis, that lie between two boundaries.
    private static List<(int Interval, long From, long Count)> Runs(
        in ArrayView view,
        int arrayAxis,
        ReadOnlySpan<long> borders
    )
    {
        int along = view.WindowAxis(arrayAxis);
        long count = along < 0 ? 1 : view.Count[along],
            step = along < 0 || count == 1 ? 1 : view.Step[along],
            start = view.Start[arrayAxis];
        var runs = new List<(int, long, long)>();
        for (long from = 0; from < count; )
        {
            long index = start + from * step;
            int interval = ChunkGrid.ChunkOf(borders, index);
            long left =
                step > 0 ? (borders[interval + 1] - index + step - 1) / step : (index - borders[interval]) / -step + 1;
            // A wrong view would never end here, so it is an error.
            if (left <= 0)
                throw new InvalidOperationException($"index {index} lies outside the axis of length {borders[^1]}");
            long length = Math.Min(left, count - from);
            runs.Add((interval, from, length));
            from += length;
        }
        return runs;
    }
}
