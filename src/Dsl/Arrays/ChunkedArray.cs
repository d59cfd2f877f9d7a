using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

/// <summary>
/// A lazy chunked array: operations build an expression, and nothing is computed before <see cref="Compute"/>.
/// </summary>
/// <remarks>
/// An assignment <c>x[…] = value</c> changes the array that the variable refers to; arrays that were derived from it
/// before keep their values.
/// </remarks>
/// <example><code>
/// var x = Arange(0, 1_000_000).Reshape((1000, 1000));
/// Console.WriteLine((x * 2)["::-1, 0"].Mean().Compute());
/// </code></example>
public sealed partial class ChunkedArray
{
    /// <summary>Wraps an expression.</summary>
    public ChunkedArray(ArrayExpr expression) => Expression = expression;

    /// <summary>The lazy expression of the elements.</summary>
    public ArrayExpr Expression { get; private set; }

    /// <summary>The length of each axis.</summary>
    public Shape Shape => Expression.Shape;

    /// <summary>The number of axes.</summary>
    public int Rank => Expression.Rank;

    /// <summary>The dtype of the elements.</summary>
    public DType DType => Expression.DType;

    /// <summary>The chunks along each axis.</summary>
    public ChunkGrid Chunks => Expression.Chunks;

    /// <summary>The number of blocks.</summary>
    public long NumBlocks => Chunks.NumBlocks;

    /// <summary>The number of elements.</summary>
    public long Size => Shape.Size;

    /// <summary>The number of bytes that the whole array takes in memory.</summary>
    public long NBytes => Expression.NBytes;

    /// <summary>The transpose: the array with its axes in reverse order.</summary>
    public ChunkedArray T => Transpose();

    /// <summary>
    /// Computes the values. The result of a reduction over all axes converts to <see cref="double"/>.
    /// </summary>
    /// <exception cref="Engine.GchunkException">The values do not fit the memory limit.</exception>
    public NDArray Compute() => Computation.Compute(Expression);

    /// <summary>Computes the blocks and keeps them in memory.</summary>
    public ChunkedArray Persist() => new(Computation.Persist([Expression])[0]);

    /// <summary>
    /// Describes the expression before and after the optimizer, and the tasks with the memory they need; nothing runs.
    /// </summary>
    /// <param name="optimise">False to describe the tasks of the expression as it was written.</param>
    public string Explain(bool optimise = true) => Computation.Explain(Expression, optimise);

    /// <summary>
    /// Applies an elementwise operation, given by its name, to arrays that are promoted and broadcast as in NumPy.
    /// </summary>
    public static ChunkedArray Elementwise(string op, params ReadOnlySpan<ChunkedArray> operands)
    {
        var inputs = new ArrayExpr[operands.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = operands[i].Expression;
        return new ChunkedArray(Exprs.Elementwise(op, inputs));
    }

    /// <summary>Applies a reduction, given by its name.</summary>
    public ChunkedArray Reduce(
        string op,
        Axes axis = default,
        bool keepDims = false,
        ReductionOptions options = default
    ) => new(Exprs.Reduce(op, Expression, axis.Values, keepDims, options));

    /// <summary>Converts the elements to the dtype of a type of C#: <c>x.AsType&lt;float&gt;()</c>.</summary>
    /// <exception cref="GchunkException">No dtype has this type.</exception>
    public ChunkedArray AsType<T>()
        where T : unmanaged => AsType(DTypes.Of<T>());

    /// <summary>Casts the elements to another dtype.</summary>
    /// <remarks>Times are cast to int64, their nanoseconds, and back; NaT is the least int64.</remarks>
    /// <exception cref="Engine.GchunkException">
    /// Complex numbers are cast to real ones, or times to another dtype than int64.
    /// </exception>
    public ChunkedArray AsType(DType dtype) =>
        new(
            Casting.AreCounts(DType, dtype)
                ? CastExpr.Reinterpret(Expression, dtype)
                : CastExpr.Create(Expression, dtype)
        );

    /// <summary>Describes shape, dtype, chunks and bytes; computes nothing.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"ChunkedArray {Shape} {DType.Name}, {Quantity.Of(NumBlocks, "block")} of {Chunks}, {MemoryBudget.Format(NBytes)}"
        );
}
