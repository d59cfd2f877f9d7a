using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Engine.Planning;

/// <summary>The identity of a task: the number of its stage in the graph, and its number in the stage.</summary>
public readonly record struct TaskKey(int Stage, long Index);

/// <summary>
/// A kind of task with its parameters; it has one task for each of its blocks. A stage is data: operations are rows of
/// a table or records, sources are addresses. The executor runs it.
/// </summary>
public abstract class Stage
{
    /// <summary>Creates a stage.</summary>
    protected Stage(int id, ArrayExpr node) => (Id, Node) = (id, node);

    /// <summary>The number of the stage in the graph.</summary>
    public int Id { get; }

    /// <summary>The node whose blocks, or partial states, the stage computes.</summary>
    public ArrayExpr Node { get; }

    /// <summary>The name that explanations and errors show.</summary>
    public abstract string Name { get; }

    /// <summary>The number of tasks.</summary>
    public abstract long Tasks { get; }

    /// <summary>True if any of its tasks needs another stage's blocks.</summary>
    public abstract bool HasInputs { get; }

    /// <summary>Adds the tasks whose results a task needs, without repetition.</summary>
    public abstract void InputsOf(long task, List<TaskKey> into);

    /// <summary>The numbers of the stages whose blocks its tasks need.</summary>
    public abstract IEnumerable<int> InputStages { get; }

    /// <summary>Returns the shape and the dtype of a task's result: a block, or the states of a reduction.</summary>
    public virtual (Shape Shape, DType DType) Form(long task) =>
        (Node.Chunks.BlockShape(Node.Chunks.Coordinates(task)), Node.DType);

    /// <summary>Returns the bytes of a task's result.</summary>
    public virtual long OutputBytes(long task)
    {
        (Shape shape, DType dtype) = Form(task);
        return shape.Size * dtype.Size;
    }

    /// <summary>Returns the bytes that a task needs while it runs, besides its inputs and its result.</summary>
    public abstract long ScratchBytes(long task);

    /// <summary>Returns the bytes that a task reads from files, decompressed.</summary>
    public virtual long ReadBytes(long task) => 0;

    /// <summary>
    /// True if the time of a task depends on the number of elements alone: it waits for no file, no other process and no
    /// function of the user.
    /// </summary>
    internal virtual bool IsBoundBySize => false;
}

/// <summary>Computes the blocks of a node by a program over windows of other nodes.</summary>
public sealed class MapStage(int id, ArrayExpr node, TileProgram program, StageInputs inputs) : Stage(id, node)
{
    /// <summary>The elementwise program.</summary>
    public TileProgram Program { get; } = program;

    /// <summary>The inputs of the program.</summary>
    public StageInputs Inputs { get; } = inputs;

    /// <inheritdoc/>
    public override string Name => Node.Name;

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks;

    /// <inheritdoc/>
    public override bool HasInputs => Inputs.HasStages;

    /// <inheritdoc/>
    internal override bool IsBoundBySize => !Inputs.ReadsFiles;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => Inputs.Stages;

    /// <summary>
    /// Returns the box of the inputs that a task evaluates: that of its block, or the box that a reshape takes it from.
    /// </summary>
    public (long[] Origin, long[] Count) Box(long task)
    {
        int[] block = Node.Chunks.Coordinates(task);
        return Node is ReshapeExpr reshape
            ? reshape.InputBox(block)
            : (Node.Chunks.BlockOrigin(block), Node.Chunks.BlockShape(block).ToArray());
    }

    /// <inheritdoc/>
    public override void InputsOf(long task, List<TaskKey> into)
    {
        (long[] origin, long[] count) = Box(task);
        Inputs.Tasks(ArrayView.Box(origin, count), into);
    }

    /// <inheritdoc/>
    public override long ScratchBytes(long task)
    {
        (long[] origin, long[] count) = Box(task);
        return Inputs.ScratchBytes(ArrayView.Box(origin, count), Program.IsCopy);
    }

    /// <inheritdoc/>
    public override long ReadBytes(long task)
    {
        if (!Inputs.ReadsFiles)
            return 0;
        (long[] origin, long[] count) = Box(task);
        return Inputs.ReadBytes(ArrayView.Box(origin, count));
    }
}

/// <summary>Runs a block operation.</summary>
public sealed class BlockOpStage(int id, BlockOpExpr node, StageInputs inputs) : Stage(id, node)
{
    /// <summary>The operation and the axes of its inputs.</summary>
    public BlockOpExpr Operation { get; } = node;

    private const long LittleScratch = 1 << 20;

    /// <summary>The inputs of the operation.</summary>
    public StageInputs Inputs { get; } = inputs;

    /// <summary>The operation, and the user's function if it calls one: <c>map-blocks of Smooth</c>.</summary>
    public override string Name { get; } = node.Op is UserOp user ? $"{user.Name} of {user.Function.Name}" : node.Name;

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks;

    /// <inheritdoc/>
    public override bool HasInputs => Inputs.HasStages;

    /// <inheritdoc/>
    /// <remarks>Operations whose time grows faster than their blocks, such as slopes of all pairs, need much memory.</remarks>
    internal override bool IsBoundBySize =>
        Operation.Op is not UserOp && !Inputs.ReadsFiles && (Tasks == 0 || ScratchBytes(0) <= LittleScratch);

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => Inputs.Stages;

    /// <summary>Returns the window of an input that a task receives.</summary>
    public ArrayView Window(int input, long task)
    {
        (long[] origin, long[] count) = Operation.InputBox(input, Node.Chunks.Coordinates(task));
        return ArrayView.Box(origin, count);
    }

    /// <inheritdoc/>
    public override void InputsOf(long task, List<TaskKey> into)
    {
        for (int i = 0; i < Inputs.Count; i++)
            Inputs.Tasks(i, Window(i, task), into);
    }

    /// <inheritdoc/>
    public override long ScratchBytes(long task)
    {
        long bytes = 0;
        var shapes = new Shape[Inputs.Count];
        for (int i = 0; i < Inputs.Count; i++)
        {
            ArrayView window = Window(i, task);
            shapes[i] = window.Shape;
            bytes += Inputs.ScratchBytes(i, window, contiguous: true);
        }
        long scratch = Operation.Op.ScratchBytes(shapes, Node.Chunks.BlockShape(Node.Chunks.Coordinates(task)));
        // Operations count elements of 8 bytes; others are narrower, but for complex128.
        bool isWide = Node.DType == DType.Complex128;
        foreach (ArrayExpr input in Node.Inputs)
            isWide |= input.DType == DType.Complex128;
        return bytes + (isWide ? 2 * scratch : scratch);
    }

    /// <inheritdoc/>
    public override long ReadBytes(long task)
    {
        if (!Inputs.ReadsFiles)
            return 0;
        long bytes = 0;
        for (int i = 0; i < Inputs.Count; i++)
            bytes += Inputs.ReadBytes(i, Window(i, task));
        return bytes;
    }
}
