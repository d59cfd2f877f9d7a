using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions.Generated;

/// <summary>
/// A source whose elements are computed from their index, so any range of them can be generated at any time.
/// </summary>
public abstract class GeneratedExpr : ArrayExpr
{
    /// <summary>Creates a node.</summary>
    protected GeneratedExpr(DType dtype, ChunkGrid chunks)
        : base(dtype, chunks) { }

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <summary>Returns the same elements in other chunks.</summary>
    public abstract ArrayExpr WithChunks(ChunkGrid chunks);

    /// <summary>Generates a range of elements.</summary>
    /// <param name="start">The index of the first element, in C order over the whole array.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="destination">The destination.</param>
    public abstract unsafe void Fill(long start, int length, byte* destination);
}
