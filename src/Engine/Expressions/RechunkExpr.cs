using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.Generated;

namespace Gchunk.Engine.Expressions;

/// <summary>An array in other chunks.</summary>
public sealed class RechunkExpr : ArrayExpr
{
    private RechunkExpr(ArrayExpr input, ChunkGrid chunks)
        : base(input.DType, chunks, input) { }

    /// <summary>The input.</summary>
    public ArrayExpr Input => Inputs[0];

    /// <inheritdoc/>
    public override bool IsPartOfRead => true;

    /// <inheritdoc/>
    public override string Name => "rechunk";

    /// <inheritdoc/>
    public override string Details => Chunks.ToString();

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => Create(inputs[0], Chunks);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) { }

    /// <summary>Rechunks an array; a source is created with the chunks directly.</summary>
    /// <exception cref="GchunkException">The grid has another shape.</exception>
    public static ArrayExpr Create(ArrayExpr input, ChunkGrid chunks)
    {
        if (chunks.Shape != input.Shape)
            throw new GchunkException($"chunks of {chunks.Shape} do not cover an array of shape {input.Shape}");
        if (input.Chunks.Equals(chunks))
            return input;
        return input switch
        {
            FullExpr full => new FullExpr(full.Value, full.DType, chunks),
            GeneratedExpr generated => generated.WithChunks(chunks),
            MemoryExpr memory => new MemoryExpr(memory.Array, chunks),
            RechunkExpr again => Create(again.Input, chunks),
            _ => new RechunkExpr(input, chunks),
        };
    }
}
