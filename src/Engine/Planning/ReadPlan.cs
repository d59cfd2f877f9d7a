using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Assigning;

namespace Gchunk.Engine.Planning;

/// <summary>The part of a window that comes from one source or from one block of a stage.</summary>
/// <param name="Source">The source, or the node whose stage computes the block.</param>
/// <param name="Block">The number of the block, or -1 for a source that is read as a whole.</param>
/// <param name="View">The window of the source or of the block.</param>
/// <param name="Target">The position of the piece in the requested window.</param>
/// <param name="TargetStep">The distance of its elements in the requested window.</param>
public readonly record struct Piece(ArrayExpr Source, long Block, ArrayView View, long[] Target, long[] TargetStep);

/// <summary>
/// Resolves a window of a node through slices, transposes, broadcasts, concatenations, assignments and rechunks to the
/// sources and blocks that hold the data. In this way these nodes become part of the read; none of them is a task.
/// </summary>
public static class ReadPlan
{
    /// <summary>
    /// Finds the pieces of a window of a node. Assigned elements are in later pieces than those that they replace.
    /// </summary>
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

        var step = new long[view.Rank];
        Array.Fill(step, 1);
        Walk(new Window(node, view, new long[view.Rank], step), isStage, into);
    }

    // A window of a node, and where its elements are in the requested one.
    private readonly record struct Window(ArrayExpr Node, ArrayView View, long[] Target, long[] TargetStep)
    {
        public Window Of(ArrayExpr node, in ArrayView view) => this with { Node = node, View = view };

        public Window Narrow(int axis, long from, long count)
        {
            var target = (long[])Target.Clone();
            target[axis] += from * TargetStep[axis];
            return this with { View = View.Narrow(axis, from, count), Target = target };
        }
    }

    // Walks without recursion, since views may be stacked; the pieces are found in C order of the inputs.
    private static void Walk(in Window whole, Func<ArrayExpr, bool> isStage, List<Piece> into)
    {
        var pending = new Stack<Window>();
        pending.Push(whole);
        while (pending.TryPop(out Window step))
        {
            switch (step.Node)
            {
                case var node when isStage(node):
                case BlocksExpr:
                    SplitBlocks(step, into);
                    break;
                case ViewExpr v:
                    pending.Push(step.Of(v.Input, v.View.Compose(step.View)));
                    break;
                case RechunkExpr r:
                    pending.Push(step.Of(r.Input, step.View));
                    break;
                case ConcatenateExpr c:
                    SplitInputs(c, step, pending);
                    break;
                case AssignExpr a:
                    Overlay(a, step, pending);
                    break;
                default:
                    into.Add(new Piece(step.Node, -1, step.View, step.Target, step.TargetStep));
                    break;
            }
        }
    }

    // The input is read before the values, which replace some of its elements.
    private static void Overlay(AssignExpr node, in Window window, Stack<Window> into)
    {
        ArrayView view = window.View;
        Region region = node.Region;
        Span<CommonIndices> common =
            node.Rank <= 16 ? stackalloc CommonIndices[node.Rank] : new CommonIndices[node.Rank];
        bool covers = true;
        for (int axis = 0; axis < node.Rank; axis++)
        {
            int along = view.WindowAxis(axis);
            long count = along < 0 ? 1 : view.Count[along];
            common[axis] = CommonIndices.Of(
                view.Start[axis],
                along < 0 || count == 1 ? 1 : view.Step[along],
                count,
                region.Start[axis],
                region.Step[axis],
                region.Count[axis]
            );
            if (common[axis].Count == 0)
            {
                into.Push(window.Of(node.Input, view));
                return;
            }
            covers &= common[axis].Count == count;
        }

        long[] start = new long[node.Rank],
            step = (long[])view.Step.Clone(),
            counts = (long[])view.Count.Clone(),
            target = (long[])window.Target.Clone(),
            targetStep = (long[])window.TargetStep.Clone();
        for (int axis = 0; axis < node.Rank; axis++)
        {
            start[axis] = common[axis].OtherFirst;
            int along = view.WindowAxis(axis);
            if (along < 0)
                continue;
            (counts[along], step[along]) = (common[axis].Count, common[axis].OtherStep);
            target[along] += common[axis].First * targetStep[along];
            targetStep[along] *= common[axis].Step;
        }
        into.Push(new Window(node.Values, new ArrayView(start, view.Axis, step, counts), target, targetStep));
        if (!covers)
            into.Push(window.Of(node.Input, view));
    }

    private static void SplitInputs(ConcatenateExpr node, in Window window, Stack<Window> into)
    {
        int along = window.View.WindowAxis(node.Axis);
        var runs = Runs(window.View, node.Axis, node.Offsets);
        for (int i = runs.Count - 1; i >= 0; i--)
        {
            (int input, long from, long count) = runs[i];
            Window part = along < 0 ? window : window.Narrow(along, from, count);
            var start = new long[node.Rank];
            start[node.Axis] = node.Offsets[input];
            into.Push(part.Of(node.Inputs[input], part.View.Shift(start)));
        }
    }

    private static void SplitBlocks(in Window window, List<Piece> into)
    {
        ChunkGrid grid = window.Node.Chunks;
        var parts = new List<Window> { window };
        for (int axis = 0; axis < grid.Rank; axis++)
        {
            int along = window.View.WindowAxis(axis);
            if (along < 0 || grid.Blocks[axis] == 1)
                continue;
            var split = new List<Window>();
            foreach (Window part in parts)
            {
                foreach ((_, long from, long count) in Runs(part.View, axis, grid.Offsets(axis)))
                    split.Add(part.Narrow(along, from, count));
            }

            parts = split;
        }
        foreach (Window part in parts)
        {
            var coordinates = new int[grid.Rank];
            for (int axis = 0; axis < grid.Rank; axis++)
                coordinates[axis] = grid.ChunkOf(axis, part.View.Start[axis]);
            into.Add(
                new Piece(
                    window.Node,
                    grid.Number(coordinates),
                    part.View.Shift(grid.BlockOrigin(coordinates)),
                    part.Target,
                    part.TargetStep
                )
            );
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
