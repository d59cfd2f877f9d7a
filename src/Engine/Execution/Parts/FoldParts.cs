using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution.Parts;

/// <summary>
/// Reduces one large block by several threads, where the result has the same bits as that of one: along an axis that is
/// kept, each part has cells of its own; along one that is reduced, only for operations whose states combine exactly.
/// </summary>
internal static unsafe class FoldParts
{
    // The states of all parts take an eighth of the block's elements at most.
    private const long MostStates = 8;

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
        (int axis, int parts, int threads) = TaskParts.Divide(count, stage.Inputs, results);
        bool isReduced = node.Axes.Contains(axis);
        if (parts == 1 || isReduced && !node.Op.CombinesExactly(node.Input.DType))
            return false;
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

    // Copies the states of some cells to their places among all.
    private static void Place(ulong* from, long own, ulong* state, long cells, int components)
    {
        for (int k = 0; k < components; k++)
            Buffer.MemoryCopy(from + k * own, state + k * cells, own * 8, own * 8);
    }
}
