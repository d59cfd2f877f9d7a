using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// The tasks of a reduction that read the same windows of a source as each other: a block and its mirror image in
/// <c>x * x[::-1]</c>, or a block and its transpose in <c>x * x.T</c>. If such tasks run one after the other, the second
/// finds its data in the cache.
/// </summary>
internal sealed class CommonReads
{
    // A smaller window takes less time to read than to look for.
    private const long FewestElements = 1 << 16;

    // The search takes a few microseconds a window.
    private const long MostWindows = 1 << 13;

    // A task that runs early holds its result for longer, which must cost little memory.
    private const long ReadsPerResult = 64;

    private readonly Dictionary<(UInt128 Source, string Corner), long> owners = [];
    private readonly FoldStage stage;

    private CommonReads(FoldStage stage)
    {
        this.stage = stage;
        for (long task = 0; task < stage.Tasks; task++)
        {
            foreach ((long[] origin, long[] count) in stage.Boxes(task))
            {
                if (Corner(stage, 0, ArrayView.Box(origin, count)) is { } corner)
                    owners.TryAdd(corner, task);
            }
        }
    }

    /// <summary>Finds out whether tasks of a stage may have common reads.</summary>
    /// <returns>Null if they have none, or if it would not pay to look for them.</returns>
    public static CommonReads? Of(Stage stage)
    {
        if (stage is not FoldStage { HasInputs: false, Inputs.Count: > 1 } fold || fold.Tasks < 2)
            return null;
        long elements = fold.Tree.Node.Input.Chunks.MaxBlock.Size;
        return
            elements >= FewestElements
            && fold.Tasks * fold.Tree.GroupSize <= MostWindows
            && fold.OutputBytes(0) * ReadsPerResult <= elements * fold.Tree.GroupSize * sizeof(double)
            && ReadsOneSourceTwice(fold)
            ? new CommonReads(fold)
            : null;
    }

    /// <summary>Adds the tasks whose first input's windows a task reads through its other inputs.</summary>
    public void Partners(long task, List<long> into)
    {
        foreach ((long[] origin, long[] count) in stage.Boxes(task))
        {
            for (int input = 1; input < stage.Inputs.Count; input++)
            {
                if (
                    Corner(stage, input, ArrayView.Box(origin, count)) is { } corner
                    && owners.TryGetValue(corner, out long partner)
                    && partner != task
                )
                {
                    into.Add(partner);
                }
            }
        }
    }

    // Most reductions read different sources, and need no search.
    private static bool ReadsOneSourceTwice(FoldStage stage)
    {
        (long[] origin, long[] count) = stage.Boxes(0).First();
        ArrayView box = ArrayView.Box(origin, count);
        UInt128? first = Corner(stage, 0, box)?.Source;
        for (int input = 1; first is not null && input < stage.Inputs.Count; input++)
        {
            if (Corner(stage, input, box)?.Source == first)
                return true;
        }
        return false;
    }

    // The source that an input's window is read from, and the lowest index that is read on each of its axes.
    private static (UInt128 Source, string Corner)? Corner(FoldStage stage, int input, in ArrayView box)
    {
        List<Piece> pieces = stage.Inputs.Resolve(input, box);
        if (pieces.Count != 1)
            return null;
        ArrayView view = pieces[0].View;
        var corner = new long[view.Start.Length];
        for (int axis = 0; axis < corner.Length; axis++)
        {
            int along = view.WindowAxis(axis);
            corner[axis] = view.Start[axis] + (along < 0 ? 0 : Math.Min(0, view.Step[along] * (view.Count[along] - 1)));
        }
        return (pieces[0].Source.Hash, string.Join(',', corner));
    }
}
