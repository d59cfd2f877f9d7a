using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>
/// The blocks that a reduction folds into each block of its result, in a fixed order, and how they are shared out to
/// tasks.
/// </summary>
/// <remarks>
/// The tree of partial results follows from the chunks alone, never from timing or the number of threads: so the bits
/// are always the same.
/// </remarks>
public sealed class ReductionTree
{
    // Small blocks are folded several to a task, up to this many elements: a task should outweigh its scheduling.
    private const long ElementsPerTask = 1 << 20;
    private const long MostBlocksPerTask = 64;

    // Where the state is of a block's own size (a mean over time of maps), clearing, keeping and joining it costs as
    // much as the folding itself: one state serves
    // several blocks.
    private const long BlocksPerLargeState = 8;

    // States up to this stay in a core's cache from one block to the next.
    private const long SmallStateBytes = 1 << 20;

    // What blocks that are walked together may take.
    private const long TogetherBytes = 64 << 20;

    // Small states are joined many to a task. Large ones by two as they are made: fewer of them wait at once, and the
    // first of the two takes in the other where it lies.
    private const int SmallFanIn = 8;
    private const int LargeFanIn = 2;

    private readonly long[] reducedBlocks;

    /// <summary>Makes the tree of a reduction.</summary>
    /// <param name="node">The reduction.</param>
    public ReductionTree(ReductionExpr node)
    {
        Node = node;
        ChunkGrid grid = node.Input.Chunks;
        reducedBlocks = [.. node.Axes.Select(axis => grid.Blocks[axis])];
        Blocks = 1;
        foreach (long n in reducedBlocks)
            Blocks *= n;
        long perBlock = Math.Max(1, grid.MaxBlock.Size);
        long cells = Math.Max(1, node.Chunks.MaxBlock.Size / node.Op.Results);
        long group = Math.Clamp(
            ElementsPerTask / perBlock,
            Math.Clamp(BlocksPerLargeState * cells / perBlock, 1, BlocksPerLargeState),
            MostBlocksPerTask
        );
        // Who makes the blocks, this task or another, must make no difference: the bits would show whether they are
        // fused.
        // Few blocks in all are not lumped together: there must be work for every core.
        GroupSize = Math.Clamp(Math.Min(group, Blocks * node.Chunks.NumBlocks * node.Options.Siblings / 32), 1, Blocks);
        Leaves = (Blocks + GroupSize - 1) / GroupSize;
        bool isLarge = cells * node.Op.Components * 8 > SmallStateBytes;
        FanIn = isLarge ? LargeFanIn : SmallFanIn;
        Together =
            cells == perBlock && !node.Op.GivesVector && isLarge
                ? Math.Clamp(TogetherBytes / (perBlock * 8), 1, Math.Min(GroupSize, 4))
                : 1;
    }

    /// <summary>The reduction.</summary>
    public ReductionExpr Node { get; }

    /// <summary>Blocks of the input that go into one block of the result.</summary>
    public long Blocks { get; }

    /// <summary>Blocks that one task folds.</summary>
    public long GroupSize { get; }

    /// <summary>
    /// Blocks that a task walks side by side, tile by tile, where each has one element for every cell: the state then
    /// goes through memory once for all of them.
    /// </summary>
    public long Together { get; }

    /// <summary>States that one combining task joins.</summary>
    public int FanIn { get; }

    /// <summary>Partial states for one block of the result.</summary>
    public long Leaves { get; }

    /// <summary>
    /// The coordinates, in the input's grid, of the n-th block that is folded into a block of the result.
    /// </summary>
    public int[] InputBlock(int[] resultBlock, long n)
    {
        int[] block = (int[])resultBlock.Clone();
        for (int i = reducedBlocks.Length - 1; i >= 0; i--)
        {
            block[Node.Axes[i]] = (int)(n % reducedBlocks[i]);
            n /= reducedBlocks[i];
        }
        return block;
    }

    /// <summary>The cells of a block of the result.</summary>
    public long Cells(long resultBlock) =>
        Node.Chunks.BlockShape(Node.Chunks.Coordinates(resultBlock)).Size / Node.Op.Results;

    /// <summary>The bytes of the states of a block of the result.</summary>
    public long StateBytes(long resultBlock) => Cells(resultBlock) * Node.Op.Components * 8;

    /// <summary>The shape and the dtype of the states of a block of the result.</summary>
    public (Shape Shape, DType DType) StateForm(long resultBlock) =>
        (new Shape(Node.Op.Components, Cells(resultBlock)), DType.UInt64);
}

/// <summary>Folds blocks of a program's values into partial states; or into results where there is one group.</summary>
public sealed class FoldStage(int id, ReductionTree tree, TileProgram program, StageInputs inputs)
    : Stage(id, tree.Node)
{
    /// <summary>Which blocks go where.</summary>
    public ReductionTree Tree { get; } = tree;

    /// <summary>The elementwise program whose values are folded.</summary>
    public TileProgram Program { get; } = program;

    /// <summary>What the program loads.</summary>
    public StageInputs Inputs { get; } = inputs;

    /// <summary>Whether the tasks make results and no states.</summary>
    public bool Finishes => Tree.Leaves == 1;

    /// <inheritdoc/>
    public override string Name => Program.IsCopy ? Tree.Node.Name : $"{Tree.Node.Name} of fused";

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks * Tree.Leaves;

    /// <inheritdoc/>
    public override bool HasInputs => Inputs.HasStages;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => Inputs.Stages;

    /// <summary>The boxes of the input that a task folds, in order.</summary>
    public IEnumerable<(long[] Origin, long[] Count)> Boxes(long task)
    {
        int[] result = Node.Chunks.Coordinates(task / Tree.Leaves);
        long first = task % Tree.Leaves * Tree.GroupSize,
            last = Math.Min(first + Tree.GroupSize, Tree.Blocks);
        ChunkGrid grid = Tree.Node.Input.Chunks;
        for (long n = first; n < last; n++)
        {
            int[] block = Tree.InputBlock(result, n);
            yield return (grid.BlockOrigin(block), grid.BlockShape(block).ToArray());
        }
    }

    /// <inheritdoc/>
    public override void InputsOf(long task, List<TaskKey> into)
    {
        foreach ((long[] origin, long[] count) in Boxes(task))
            Inputs.Tasks(ArrayView.Box(origin, count), into);
    }

    /// <inheritdoc/>
    public override (Shape Shape, DType DType) Form(long task) =>
        Finishes ? base.Form(task) : Tree.StateForm(task / Tree.Leaves);

    /// <inheritdoc/>
    public override long ScratchBytes(long task)
    {
        // The boxes of a task are alike and are loaded one after another, or a few of them together.
        (long[] origin, long[] count) = Boxes(task).First();
        return Inputs.ScratchBytes(ArrayView.Box(origin, count), straight: false) * Tree.Together
            + (Finishes ? Tree.StateBytes(task) : 0);
    }

    /// <inheritdoc/>
    public override long ReadBytes(long task)
    {
        long bytes = 0;
        foreach ((long[] origin, long[] count) in Boxes(task))
            bytes += Inputs.ReadBytes(ArrayView.Box(origin, count));
        return bytes;
    }
}

/// <summary>Joins partial states; the last level makes results.</summary>
public sealed class CombineStage(int id, ReductionTree tree, int below, long belowPerBlock) : Stage(id, tree.Node)
{
    /// <summary>Which reduction.</summary>
    public ReductionTree Tree { get; } = tree;

    /// <summary>States that this level makes for one block of the result.</summary>
    public long PerBlock { get; } = (belowPerBlock + tree.FanIn - 1) / tree.FanIn;

    /// <summary>Whether the tasks make results and no states.</summary>
    public bool Finishes => PerBlock == 1;

    /// <inheritdoc/>
    public override string Name => $"combine {Tree.Node.Name}";

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks * PerBlock;

    /// <inheritdoc/>
    public override bool HasInputs => true;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => [below];

    /// <summary>The states that a task joins: of the level below, in order.</summary>
    public override void InputsOf(long task, List<TaskKey> into)
    {
        long block = task / PerBlock,
            first = task % PerBlock * Tree.FanIn,
            last = Math.Min(first + Tree.FanIn, belowPerBlock);
        for (long n = first; n < last; n++)
            into.Add(new TaskKey(below, block * belowPerBlock + n));
    }

    /// <inheritdoc/>
    public override (Shape Shape, DType DType) Form(long task) =>
        Finishes ? base.Form(task) : Tree.StateForm(task / PerBlock);

    /// <inheritdoc/>
    public override long ScratchBytes(long task) => Finishes ? Tree.StateBytes(task) : 0;
}
