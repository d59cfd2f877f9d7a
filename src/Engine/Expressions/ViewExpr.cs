using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// A node that shows its input's elements at other indices and computes nothing: a slice, a transpose, a broadcast.
/// </summary>
public abstract class ViewExpr : ArrayExpr
{
    /// <summary>Creates a node.</summary>
    protected ViewExpr(ArrayExpr input, ChunkGrid chunks, ArrayView view)
        : base(input.DType, chunks, input) => View = view;

    /// <summary>The window of the input that this node shows.</summary>
    public ArrayView View { get; }

    /// <inheritdoc/>
    public override bool IsPartOfRead => true;

    /// <summary>The input.</summary>
    public ArrayExpr Input => Inputs[0];
}
