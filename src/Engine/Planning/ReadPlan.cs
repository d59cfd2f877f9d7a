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
    // Coordinates of more axes do not go on the stack.
    private const int UsualRank = 16;

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
            var target = Target.AsSpan().ToArray();
            target[axis] += from * TargetStep[axis];
            return this with { View = View.Narrow(axis, from, count), Target = target };
        }
    }

    // Walks without recursion, since views may be stacked; the pieces are found in C order of the inputs.
    private static void Walk(in Window whole, Func<ArrayExpr, bool> isStage, List<Piece> into)
    {
        Window step = whole;
        // Most windows lie in one input, which needs no stack.
        Stack<Window>? pending = null;
        do
        {
            bool hasBlocks;
            while (!(hasBlocks = step.Node is BlocksExpr || isStage(step.Node)) && step.Node is ViewExpr or RechunkExpr)
            {
                step = step.Of(step.Node.Inputs[0], step.Node is ViewExpr v ? v.View.Compose(step.View) : step.View);
            }

            if (hasBlocks)
            {
                SplitBlocks(step, into);
                continue;
            }
            switch (step.Node)
            {
                case ConcatenateExpr c:
                    SplitInputs(c, step, pending ??= new Stack<Window>());
                    break;
                case TakeExpr t:
                    SplitRuns(t, step, pending ??= new Stack<Window>());
                    break;
                case AssignExpr a:
                    Overlay(a, step, pending ??= new Stack<Window>());
                    break;
                default:
                    into.Add(new Piece(step.Node, -1, step.View, step.Target, step.TargetStep));
                    break;
            }
        } while (pending is not null && pending.TryPop(out step));
    }

    // The input is read before the values, which replace some of its elements.
    private static void Overlay(AssignExpr node, in Window window, Stack<Window> into)
    {
        ArrayView view = window.View;
        Region region = node.Region;
        Span<CommonIndices> common =
            node.Rank <= UsualRank ? stackalloc CommonIndices[node.Rank] : new CommonIndices[node.Rank];
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
            step = view.Step.AsSpan().ToArray(),
            counts = view.Count.AsSpan().ToArray(),
            target = window.Target.AsSpan().ToArray(),
            targetStep = window.TargetStep.AsSpan().ToArray();
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

    private static void SplitRuns(TakeExpr node, in Window window, Stack<Window> into)
    {
        int along = window.View.WindowAxis(node.Axis);
        if (along < 0)
        {
            into.Push(window.Of(node.Input, Moved(window.View)));
            return;
        }

        ReadOnlySpan<long> positions = node.Positions;
        long start = window.View.Start[node.Axis],
            stride = window.View.Step[along];
        long[] step = window.View.Step.AsSpan().ToArray();
        step[along] = 1;
        // From the end, so that the first run is on top.
        for (long to = window.View.Count[along]; to > 0; )
        {
            long from = to - 1;
            while (from > 0 && positions[At(from)] - positions[At(from - 1)] == 1)
                from--;
            Window part = window.Narrow(along, from, to - from);
            into.Push(part.Of(node.Input, Moved(part.View) with { Step = step }));
            to = from;
        }

        int At(long index) => (int)(start + index * stride);

        // The window of the input that begins at the position which the first index names.
        ArrayView Moved(in ArrayView view)
        {
            var shift = new long[node.Rank];
            shift[node.Axis] = view.Start[node.Axis] - node.Positions[(int)view.Start[node.Axis]];
            return view.Shift(shift);
        }
    }

    private static void SplitBlocks(in Window window, List<Piece> into)
    {
        ChunkGrid grid = window.Node.Chunks;
        if (IsOneBlock(grid, window.View))
        {
            into.Add(InBlock(window));
            return;
        }

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
            into.Add(InBlock(part));
    }

    private static bool IsOneBlock(ChunkGrid grid, in ArrayView view)
    {
        for (int axis = 0; axis < grid.Rank; axis++)
        {
            int along = view.WindowAxis(axis);
            if (along < 0 || grid.Blocks[axis] == 1)
                continue;
            long first = view.Start[axis],
                last = first + (view.Count[along] - 1) * view.Step[along];
            // A wrong view is left to the search for runs, which rejects it.
            if (Math.Min(first, last) < 0 || Math.Max(first, last) >= grid.Shape[axis])
                return false;
            if (grid.ChunkOf(axis, first) != grid.ChunkOf(axis, last))
                return false;
        }
        return true;
    }

    // The piece of a window that lies in one block.
    private static Piece InBlock(in Window window)
    {
        ChunkGrid grid = window.Node.Chunks;
        if (grid.NumBlocks == 1)
            return new Piece(window.Node, 0, window.View, window.Target, window.TargetStep);
        Span<int> coordinates = grid.Rank <= UsualRank ? stackalloc int[grid.Rank] : new int[grid.Rank];
        Span<long> start = grid.Rank <= UsualRank ? stackalloc long[grid.Rank] : new long[grid.Rank];
        for (int axis = 0; axis < grid.Rank; axis++)
        {
            coordinates[axis] = grid.ChunkOf(axis, window.View.Start[axis]);
            start[axis] = grid.Offsets(axis)[coordinates[axis]];
        }
        return new Piece(
            window.Node,
            grid.Number(coordinates),
            window.View.Shift(start),
            window.Target,
            window.TargetStep
        );
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
