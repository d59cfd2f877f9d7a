using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>
/// The blocks that are reduced into each block of the result, in a fixed order, and how they are distributed to tasks.
/// </summary>
/// <remarks>
/// The tree of partial results depends only on the chunks, never on timing or the number of threads, so the bits are
/// always the same.
/// </remarks>
public sealed class ReductionTree
{
    // One task reduces several small blocks, up to this many elements: a task should outweigh its scheduling.
    private const long ElementsPerTask = 1 << 20;
    private const long MostBlocksPerTask = 64;

    // If the state is as large as a block (a mean over time of maps), clearing, keeping and combining it costs as much
    // as the reduction itself, so one state serves several blocks.
    private const long BlocksPerLargeState = 8;

    // States up to this size stay in a core's cache from one block to the next.
    private const long SmallStateBytes = 1 << 20;

    // The most bytes of the blocks that are walked together.
    private const long TogetherBytes = 64 << 20;

    // Many small states are combined by one task. Large ones are combined in pairs as they are made: fewer of them wait
    // at once, and the second is combined into the memory of the first.
    private const int SmallFanIn = 8;
    private const int LargeFanIn = 2;

    private readonly long[] reducedBlocks;

    /// <summary>Plans the tree of a reduction.</summary>
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
        // It must make no difference whether this task or another makes the blocks, or the bits would depend on fusion.
        // If there are few blocks in all, they are not grouped: every core needs work.
        GroupSize = Math.Clamp(Math.Min(group, Blocks * node.Chunks.NumBlocks * node.Options.Siblings / 32), 1, Blocks);
        Leaves = (Blocks + GroupSize - 1) / GroupSize;
        bool isLarge = cells * node.Op.Components * 8 > SmallStateBytes;
        FanIn = isLarge ? LargeFanIn : SmallFanIn;
        BlocksPerWalk =
            cells == perBlock && !node.Op.GivesVector && isLarge
                ? Math.Clamp(TogetherBytes / (perBlock * 8), 1, Math.Min(GroupSize, 4))
                : 1;
    }

    /// <summary>The reduction.</summary>
    public ReductionExpr Node { get; }

    /// <summary>The number of input blocks for one block of the result.</summary>
    public long Blocks { get; }

    /// <summary>The number of blocks that one task reduces.</summary>
    public long GroupSize { get; }

    /// <summary>
    /// The number of blocks that a task walks side by side, tile by tile, if each has one element for every cell: the
    /// state then goes through memory once for all of them.
    /// </summary>
    public long BlocksPerWalk { get; }

    /// <summary>The number of states that one task combines.</summary>
    public int FanIn { get; }

    /// <summary>The number of partial states for one block of the result.</summary>
    public long Leaves { get; }

    /// <summary>Returns the coordinates, in the input's grid, of the n-th block for a block of the result.</summary>
    public int[] InputBlock(int[] resultBlock, long n)
    {
        int[] block = resultBlock.AsSpan().ToArray();
        for (int i = reducedBlocks.Length - 1; i >= 0; i--)
        {
            block[Node.Axes[i]] = (int)(n % reducedBlocks[i]);
            n /= reducedBlocks[i];
        }
        return block;
    }

    /// <summary>Returns the cells of a block of the result.</summary>
    public long Cells(long resultBlock) =>
        Node.Chunks.BlockShape(Node.Chunks.Coordinates(resultBlock)).Size / Node.Op.Results;

    /// <summary>Returns the bytes of the states for a block of the result.</summary>
    public long StateBytes(long resultBlock) => Cells(resultBlock) * Node.Op.Components * 8;

    /// <summary>Returns the shape and the dtype of the states for a block of the result.</summary>
    public (Shape Shape, DType DType) StateForm(long resultBlock) =>
        (new Shape(Node.Op.Components, Cells(resultBlock)), DType.UInt64);
}

/// <summary>Reduces blocks of a program's values to partial states, or to results if there is only one group.</summary>
public sealed class FoldStage(int id, ReductionTree tree, TileProgram program, StageInputs inputs)
    : Stage(id, tree.Node)
{
    /// <summary>The tree, which says which blocks go where.</summary>
    public ReductionTree Tree { get; } = tree;

    /// <summary>The elementwise program whose values are reduced.</summary>
    public TileProgram Program { get; } = program;

    /// <summary>The inputs of the program.</summary>
    public StageInputs Inputs { get; } = inputs;

    /// <summary>True if the tasks compute results rather than states.</summary>
    public bool Finishes => Tree.Leaves == 1;

    /// <inheritdoc/>
    public override string Name => Program.IsCopy ? Tree.Node.Name : $"{Tree.Node.Name} of fused";

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks * Tree.Leaves;

    /// <inheritdoc/>
    public override bool HasInputs => Inputs.HasStages;

    /// <inheritdoc/>
    internal override bool IsBoundBySize => !Inputs.ReadsFiles;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => Inputs.Stages;

    /// <summary>Returns the boxes of the input that a task reduces, in order.</summary>
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
        return Inputs.ScratchBytes(ArrayView.Box(origin, count), straight: false) * Tree.BlocksPerWalk
            + (Finishes ? Tree.StateBytes(task) : 0)
            // The states of one part of the block.
            + (Tree.GroupSize == 1 && !Tree.Node.Op.CombinesExactly(Tree.Node.Input.DType) ? Tree.StateBytes(task) : 0);
    }

    /// <inheritdoc/>
    public override long ReadBytes(long task)
    {
        if (!Inputs.ReadsFiles)
            return 0;
        long bytes = 0;
        foreach ((long[] origin, long[] count) in Boxes(task))
            bytes += Inputs.ReadBytes(ArrayView.Box(origin, count));
        return bytes;
    }
}

/// <summary>Combines partial states; the last level computes results.</summary>
public sealed class CombineStage(int id, ReductionTree tree, int below, long belowPerBlock) : Stage(id, tree.Node)
{
    /// <summary>The tree of the reduction.</summary>
    public ReductionTree Tree { get; } = tree;

    /// <summary>The number of states that this level makes for one block of the result.</summary>
    public long PerBlock { get; } = (belowPerBlock + tree.FanIn - 1) / tree.FanIn;

    /// <summary>True if the tasks compute results rather than states.</summary>
    public bool Finishes => PerBlock == 1;

    /// <inheritdoc/>
    public override string Name => $"combine {Tree.Node.Name}";

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks * PerBlock;

    /// <inheritdoc/>
    public override bool HasInputs => true;

    /// <inheritdoc/>
    internal override bool IsBoundBySize => true;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => [below];

    /// <summary>Adds the states of the level below that a task combines, in order.</summary>
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
