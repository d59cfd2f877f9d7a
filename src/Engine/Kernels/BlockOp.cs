using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>The block that a <see cref="BlockOp"/> must make.</summary>
/// <param name="Origin">The index, in the result, of the block's first element.</param>
/// <param name="Shape">The shape that the block must have.</param>
/// <param name="DType">The dtype that the block must have.</param>
/// <param name="Cancellation">Cancels long work.</param>
public readonly record struct BlockContext(long[] Origin, Shape Shape, DType DType, CancellationToken Cancellation)
{
    /// <summary>The index of the block along each axis of the result.</summary>
    public int[] Block { get; init; } = [];

    // Receives what is allocated for the result.
    internal List<NDArray>? Made { get; init; }

    // Allocates what is most likely the result: it may be a part of the array that the block belongs to.
    internal Func<NDArray>? First { get; init; }

    /// <summary>The threads that may take a part of the call; null if there is only the calling one.</summary>
    internal IPartRunner? Parts { get; init; }

    /// <summary>
    /// Runs work on the indices from 0 to a length, in parts if threads are free. The bits of the result must not depend
    /// on the division.
    /// </summary>
    /// <param name="length">The number of indices that can be divided.</param>
    /// <param name="cost">The cost of all, in elements of a simple function.</param>
    /// <param name="work">Runs a part: it gets the first index, and the first one beyond it.</param>
    internal void Divide(long length, long cost, Action<long, long> work)
    {
        if (Parts is null)
            work(0, length);
        else
            Parts.Run(length, cost, int.MaxValue, work);
    }

    /// <summary>
    /// Allocates memory for the result, with arbitrary content. It is freed at once if the call fails or is cancelled:
    /// the memory limit does not count what is left to the garbage collector.
    /// </summary>
    internal NDArray Allocate(DType dtype)
    {
        bool isFirst = Made is { Count: 0 } && First is not null && dtype == DType;
        NDArray result = isFirst ? First!() : NDArray.Allocate(Shape, dtype);
        Made?.Add(result);
        return result;
    }
}

/// <summary>
/// An operation on whole blocks, for what is neither elementwise nor a reduction: sorting along an axis, a matrix
/// product, the assignment of samples to clusters.
/// </summary>
/// <remarks>
/// An operation is a value: a record whose fields are everything that it needs besides its inputs. Expressions are
/// hashed, and worker processes are sent the operation, by these fields, so nothing has to be registered. A field may
/// be a number, a string, an enum, an <see cref="NDArray"/>, an array or list of these, a <see cref="UserFunction"/>,
/// or an object with such fields; mark a field that only caches with <see cref="NonSerializedAttribute"/>.
/// <code>
/// record ScaleOp(double Factor) : BlockOp
/// {
///     public override NDArray Run(ReadOnlySpan&lt;NDArray&gt; inputs, in BlockContext context) => …
/// }
/// </code>
/// </remarks>
public abstract record BlockOp
{
    /// <summary>
    /// The name in <c>Explain</c>, graphs and errors: by default that of the type, <c>map-blocks</c> for
    /// <c>MapBlocksOp</c>.
    /// </summary>
    public virtual string Name => OperationFields.Of(GetType()).Name;

    /// <summary>The text that <c>Explain</c> shows beside the name; empty for most operations.</summary>
    public virtual string Details => "";

    /// <summary>
    /// False if a block may differ each time that it is made from the same inputs: a user's function may draw random
    /// numbers.
    /// </summary>
    public virtual bool IsPure => true;

    /// <summary>
    /// Returns whether the operation has a meaning for elements of a dtype: by default only for bools, integers, float32
    /// and float64. An operation that only moves elements takes all.
    /// </summary>
    public virtual bool Takes(DType dtype) => dtype.IsReal;

    /// <summary>Makes one block of the result.</summary>
    /// <param name="inputs">One block of each input, in order; they must not be changed or kept.</param>
    /// <param name="context">The block to make.</param>
    public abstract NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context);

    /// <summary>
    /// Returns the scratch bytes that one call needs besides its inputs and its result, for elements of 8 bytes at most;
    /// twice as many are admitted if the input or the result is complex128.
    /// </summary>
    /// <param name="inputs">The shapes of the blocks that the call is given.</param>
    /// <param name="result">The shape of the block that it makes.</param>
    public virtual long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 0;

    /// <summary>
    /// Returns true if the other operation is of the same type and its fields hold the same content. The <c>==</c> of
    /// records compares arrays by reference; this compares them element by element, and floats by their bits.
    /// </summary>
    public bool SameAs(BlockOp? other) => OperationFields.Same(this, other);

    /// <summary>Returns the name and the fields: <c>quantile(Axis = 0, Quantiles = double[3])</c>.</summary>
    public sealed override string ToString() => OperationFields.Of(GetType()).Text(this);
}
