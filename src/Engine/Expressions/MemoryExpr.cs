using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>An array that is already in memory.</summary>
public sealed class MemoryExpr(NDArray array, ChunkGrid chunks) : ArrayExpr(array.DType, chunks)
{
    // Smaller content is hashed, so that equal small arrays are equal nodes; a larger array is identified by its
    // object.
    private const long HashedBytes = 1 << 16;
    private readonly long identity = UniqueId.Next();

    /// <summary>The array, as one block.</summary>
    public NDArray Array { get; } = array;

    /// <inheritdoc/>
    public override string Name => "memory";

    /// <inheritdoc/>
    public override string Details =>
        NBytes <= HashedBytes ? "" : "#" + identity.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        if (NBytes <= HashedBytes)
            hash.AddContent(Array);
        else
            hash.Add(identity);
    }
}

/// <summary>An array that is already in memory, in blocks: the result of <c>Persist</c>.</summary>
public sealed class BlocksExpr(DType dtype, ChunkGrid chunks, NDArray[] blocks) : ArrayExpr(dtype, chunks)
{
    private readonly long identity = UniqueId.Next();

    /// <summary>The blocks, by their number in C order.</summary>
    public IReadOnlyList<NDArray> Blocks { get; } = blocks;

    /// <inheritdoc/>
    public override string Name => "persisted";

    /// <inheritdoc/>
    public override string Details => "#" + identity.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) => hash.Add(identity);
}
