using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution.Parts;

/// <summary>
/// Reduces one large block by several threads, where the result has the same bits as that of one: along an axis that is
/// kept, each part has cells of its own; along one that is reduced, the states of parts are combined. If they do not
/// combine exactly, as sums of floats do not, the parts depend on the block alone, and one thread takes them too.
/// </summary>
internal static unsafe class FoldParts
{
    // The states of all parts take an eighth of the block's elements at most.
    private const long MostStates = 8;

    // The elements of a part that does not depend on the threads, and the most such parts.
    private const long FixedPart = 1 << 17;
    private const int MostFixed = 64;

    /// <summary>Reduces the block of a task in parts, if it is a single one and threads are free.</summary>
    /// <returns>False if the states are as they were.</returns>
    public static bool TryRun(
        FoldStage stage,
        long task,
        ulong* state,
        long cells,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        ReductionExpr node = stage.Tree.Node;
        if (stage.Tree.GroupSize > 1 || node.Op.GivesVector)
            return false;
        (long[] origin, long[] count) = stage.Boxes(task).Single();
        int fixedParts = FixedParts(node, count, cells);
        (int axis, int parts, int threads) = TaskParts.Divide(count, stage.Inputs, results);
        bool isReduced = node.Axes.Contains(axis);
        if (fixedParts > 1)
            parts = fixedParts;
        else if (parts == 1 || isReduced && !node.Op.CombinesExactly(node.Input.DType))
            return false;
        if (fixedParts > 1 && threads == 1)
        {
            OneByOne(stage, (origin, count), (axis, parts), state, cells, results, cancellation);
            return true;
        }
        // The parts have states of their own beside those of the task; these must be few, since nobody counted them.
        long all = (isReduced ? parts : 1) * cells * node.Op.Components;
        if (all > new Shape(count).Size / MostStates)
            return false;
        var states = new NDArray?[parts];
        try
        {
            TaskParts.Run(
                parts,
                threads,
                part =>
                {
                    (long[] from, long[] lengths) = TaskParts.Box(origin, count, axis, part, parts);
                    long own = isReduced ? cells : cells / count[axis] * lengths[axis];
                    states[part] = NDArray.Allocate(new Shape(node.Op.Components, own), DType.UInt64);
                    var into = (ulong*)states[part]!.Pointer;
                    TaskRunner.FoldBoxes(stage, [(from, lengths)], into, own, begins: true, results, cancellation);
                }
            );
            long done = 0;
            foreach (NDArray? made in states)
            {
                var from = (ulong*)made!.Pointer;
                long own = made.Shape[1];
                if (!isReduced || done == 0)
                    Place(from, own, state + done, cells, node.Op.Components);
                else
                    node.Op.Combine(node.Input.DType, node.Options, state, from, cells);
                done += own;
            }
            return true;
        }
        finally
        {
            foreach (NDArray? made in states)
                made?.Dispose();
        }
    }

    // The parts of a block whose states do not combine exactly; 1 to leave it whole. They depend on the block alone.
    private static int FixedParts(ReductionExpr node, long[] count, long cells)
    {
        int axis = Array.FindIndex(count, n => n > 1);
        if (axis < 0 || !node.Axes.Contains(axis) || node.Op.CombinesExactly(node.Input.DType))
            return 1;
        long elements = new Shape(count).Size,
            most = Math.Min(elements / FixedPart, elements / MostStates / Math.Max(1, cells * node.Op.Components));
        return (int)Math.Clamp(Math.Min(most, count[axis]), 1, MostFixed);
    }

    // Reduces the parts on the calling thread, in one walk over the block: a block of a file is read once.
    private static void OneByOne(
        FoldStage stage,
        (long[] Origin, long[] Count) box,
        (int Axis, int Parts) division,
        ulong* state,
        long cells,
        ITaskResults results,
        CancellationToken cancellation
    )
    {
        ReductionExpr node = stage.Tree.Node;
        using NDArray later = NDArray.Allocate(new Shape(node.Op.Components, cells), DType.UInt64);
        ArrayView window = ArrayView.Box(box.Origin, box.Count);
        using var evaluator = new TileEvaluator(stage.Program, stage.Inputs, window, results, cancellation);
        for (int part = 0; part < division.Parts; part++)
        {
            (long[] from, long[] lengths) = TaskParts.Box(box.Origin, box.Count, division.Axis, part, division.Parts);
            ulong* into = part == 0 ? state : (ulong*)later.Pointer;
            node.Op.Initialize(node.Input.DType, node.Options, into, cells);
            new BoxReducer(node, from, lengths).Run(evaluator, into, cells, cancellation);
            if (part > 0)
                node.Op.Combine(node.Input.DType, node.Options, state, into, cells);
        }
    }

    // Copies the states of some cells to their places among all.
    private static void Place(ulong* from, long own, ulong* state, long cells, int components)
    {
        for (int k = 0; k < components; k++)
            Buffer.MemoryCopy(from + k * own, state + k * cells, own * 8, own * 8);
    }
}
