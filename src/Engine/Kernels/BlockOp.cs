using System.Collections.Concurrent;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>What a block operation is told of the block that it makes.</summary>
/// <param name="Origin">The index, in the result, of the block's first element.</param>
/// <param name="Shape">The shape that the block must have.</param>
/// <param name="DType">The dtype that the block must have.</param>
/// <param name="Cancellation">Ends long work early.</param>
public readonly record struct BlockContext(long[] Origin, Shape Shape, DType DType, CancellationToken Cancellation)
{
    /// <summary>The number of the block along each axis of the result.</summary>
    public int[] Block { get; init; } = [];

    /// <summary>The function of the user's that the task carries, where it carries one.</summary>
    public UserFunction? Function { get; init; }
}

/// <summary>
/// A named operation on whole blocks, for what is neither elementwise nor a fold: assignment to clusters, sorting along
/// an axis, a matrix product.
/// </summary>
/// <remarks>
/// A task carries the name and the parameters, never the object: so it runs the same in another process. Estimators
/// register theirs when their assembly is loaded.
/// </remarks>
public abstract class BlockOp
{
    /// <summary>The name that tasks carry, with its owner before a dot: <c>ml.assign</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes one block of the result.</summary>
    /// <param name="inputs">One block of each input, in order; not to be changed or kept.</param>
    /// <param name="parameters">What the task carries beside the name: the same for every block.</param>
    /// <param name="context">The block to make.</param>
    public abstract NDArray Run(
        ReadOnlySpan<NDArray> inputs,
        ReadOnlySpan<NDArray> parameters,
        in BlockContext context
    );

    /// <summary>The scratch bytes that one call needs beyond its inputs and its result.</summary>
    public virtual long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 0;
}

/// <summary>The block operations that this process knows, by name.</summary>
public static class BlockOps
{
    private static readonly ConcurrentDictionary<string, BlockOp> Known = new();

    /// <summary>Makes an operation known; a second one of the same name replaces the first.</summary>
    public static void Register(BlockOp op) => Known[op.Name] = op;

    /// <summary>Called once where an operation is unknown: it may make more known.</summary>
    internal static Action? Learn { get; set; }

    /// <summary>The operation with this name.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public static BlockOp Get(string name)
    {
        if (Known.TryGetValue(name, out BlockOp? op))
            return op;
        Learn?.Invoke();
        return Known.TryGetValue(name, out op)
            ? op
            : throw new GchunkException(Spelling.Unknown("block operation", name, Known.Keys));
    }
}
