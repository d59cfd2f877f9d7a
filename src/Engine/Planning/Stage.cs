using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Planning;

/// <summary>A task's name: the number of its stage in the graph, and its number in the stage.</summary>
public readonly record struct TaskKey(int Stage, long Index);

/// <summary>
/// A kind of task with its parameters, and as many tasks as it has blocks to make. A stage is data: operations are rows
/// of a table, sources say where they are.
/// Running it is the executor's work.
/// </summary>
public abstract class Stage
{
    /// <summary>Makes a stage.</summary>
    protected Stage(int id, ArrayExpr node) => (Id, Node) = (id, node);

    /// <summary>The number in the graph.</summary>
    public int Id { get; }

    /// <summary>The node whose blocks it makes, or whose partial states.</summary>
    public ArrayExpr Node { get; }

    /// <summary>What an explanation and an error call it.</summary>
    public abstract string Name { get; }

    /// <summary>The number of tasks.</summary>
    public abstract long Tasks { get; }

    /// <summary>Whether any of its tasks needs another stage's blocks.</summary>
    public abstract bool HasInputs { get; }

    /// <summary>The tasks whose results a task needs, without repetition.</summary>
    public abstract void InputsOf(long task, List<TaskKey> into);

    /// <summary>The numbers of the stages whose blocks its tasks need.</summary>
    public abstract IEnumerable<int> InputStages { get; }

    /// <summary>The shape and the dtype of a task's result: of a block, or of the states of a fold.</summary>
    public virtual (Shape Shape, DType DType) Form(long task) =>
        (Node.Chunks.BlockShape(Node.Chunks.Coordinates(task)), Node.DType);

    /// <summary>The bytes of a task's result.</summary>
    public virtual long OutputBytes(long task)
    {
        (Shape shape, DType dtype) = Form(task);
        return shape.Size * dtype.Size;
    }

    /// <summary>The bytes that a task needs while it runs, beside its inputs and its result.</summary>
    public abstract long ScratchBytes(long task);

    /// <summary>The bytes that a task reads from files, decompressed.</summary>
    public virtual long ReadBytes(long task) => 0;
}

/// <summary>Makes the blocks of a node by a program over windows on other nodes.</summary>
public sealed class MapStage(int id, ArrayExpr node, TileProgram program, StageInputs inputs) : Stage(id, node)
{
    /// <summary>The elementwise program.</summary>
    public TileProgram Program { get; } = program;

    /// <summary>What the program loads.</summary>
    public StageInputs Inputs { get; } = inputs;

    /// <inheritdoc/>
    public override string Name => Node.Name;

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks;

    /// <inheritdoc/>
    public override bool HasInputs => Inputs.HasStages;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => Inputs.Stages;

    /// <summary>
    /// The box, on the inputs, that a task evaluates: its block's, or the box that a reshape takes it from.
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
        (long[] origin, long[] count) = Box(task);
        return Inputs.ReadBytes(ArrayView.Box(origin, count));
    }
}

/// <summary>Runs a named block operation.</summary>
public sealed class BlockOpStage(int id, BlockOpExpr node, StageInputs inputs) : Stage(id, node)
{
    /// <summary>The operation, its parameters and which blocks go in.</summary>
    public BlockOpExpr Operation { get; } = node;

    /// <summary>What goes in.</summary>
    public StageInputs Inputs { get; } = inputs;

    /// <inheritdoc/>
    public override string Name => Operation.Op;

    /// <inheritdoc/>
    public override long Tasks => Node.Chunks.NumBlocks;

    /// <inheritdoc/>
    public override bool HasInputs => Inputs.HasStages;

    /// <inheritdoc/>
    public override IEnumerable<int> InputStages => Inputs.Stages;

    /// <summary>The window on an input that a task is given.</summary>
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
        return bytes
            + BlockOps.Get(Operation.Op).ScratchBytes(shapes, Node.Chunks.BlockShape(Node.Chunks.Coordinates(task)));
    }

    /// <inheritdoc/>
    public override long ReadBytes(long task)
    {
        long bytes = 0;
        for (int i = 0; i < Inputs.Count; i++)
            bytes += Inputs.ReadBytes(i, Window(i, task));
        return bytes;
    }
}
