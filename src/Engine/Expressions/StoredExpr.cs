using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>An array in a file, which is read when one of its blocks is needed.</summary>
public sealed class StoredExpr(IStoredArray array, ChunkGrid chunks) : ArrayExpr(array.DType, chunks)
{
    /// <summary>The array in the file.</summary>
    public IStoredArray Array { get; } = array;

    /// <inheritdoc/>
    public override string Name => "stored";

    /// <inheritdoc/>
    public override string Details => $"{Array.Address.Name} of {Path.GetFileName(Array.Address.Location)}";

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => this;

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash) =>
        hash.Add(Array.Address.Format).Add(Array.Address.Location).Add(Array.Address.Name).Add(Array.Version);

    /// <summary>
    /// Creates the node of a stored array, with chunks that are multiples of the stored chunks and large enough to read
    /// efficiently.
    /// </summary>
    public static StoredExpr Open(IStoredArray array) =>
        new(array, ChunkGrid.Auto(array.Shape, array.DType.Size, unit: array.StoredChunk));
}
