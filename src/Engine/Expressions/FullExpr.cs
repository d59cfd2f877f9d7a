using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>An array filled with one value.</summary>
public sealed class FullExpr : ArrayExpr
{
    /// <summary>Creates an array filled with a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="dtype">The dtype of the array.</param>
    /// <param name="chunks">The shape and the chunks.</param>
    /// <param name="isWeak">
    /// True for a scalar, which takes the dtype of the array that it is combined with (NumPy's NEP 50).
    /// </param>
    /// <exception cref="GchunkException">The dtype cannot hold the value.</exception>
    public FullExpr(Scalar value, DType dtype, ChunkGrid chunks, bool isWeak = false)
        : base(dtype, chunks) => (Value, IsWeak) = (value.As(dtype), isWeak);

    /// <summary>The value, already in the dtype of the array.</summary>
    public Scalar Value { get; }

    /// <summary>True for a scalar, which takes the dtype of the array that it is combined with.</summary>
    public bool IsWeak { get; }

    /// <inheritdoc/>
    public override string Name => "full";

    /// <inheritdoc/>
    public override string Details => Value.ToString();

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) =>
        hash.Add(Value.Bits).Add(Value.Imaginary).Add(IsWeak ? 1L : 0);

    /// <summary>Creates a scalar, which takes the dtype of the array that it is combined with.</summary>
    public static FullExpr Weak(Scalar value) => new(value, value.Kind, ChunkGrid.Single(Shape.Scalar), isWeak: true);
}
