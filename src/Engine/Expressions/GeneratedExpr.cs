using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>A source whose elements follow from their index: any run of them can be made at any time, alone.</summary>
public abstract class GeneratedExpr : ArrayExpr
{
    /// <summary>Makes a node.</summary>
    protected GeneratedExpr(DType dtype, ChunkGrid chunks)
        : base(dtype, chunks) { }

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <summary>The same elements, cut into other blocks.</summary>
    public abstract ArrayExpr WithChunks(ChunkGrid chunks);

    /// <summary>Makes a run of elements.</summary>
    /// <param name="start">The index of the first, counted in C order over the whole array.</param>
    /// <param name="length">How many.</param>
    /// <param name="destination">Where they go.</param>
    public abstract unsafe void Fill(long start, int length, byte* destination);
}
