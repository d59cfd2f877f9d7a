using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The description of an array to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">The dtype of its elements.</param>
/// <param name="Shape">The length of each axis.</param>
/// <param name="Dimensions">The names of its axes.</param>
public sealed record ZarrVariableSpec(string Name, DType DType, Shape Shape, IReadOnlyList<string> Dimensions)
{
    /// <summary>
    /// The attributes; <c>_FillValue</c> is cast to <see cref="DType"/> and also fills elements that are never written.
    /// </summary>
    public StoredAttributes Attributes { get; init; } = StoredAttributes.Empty;

    /// <summary>The shape of a stored chunk, or null for a single chunk.</summary>
    public long[]? Chunk { get; init; }

    /// <summary>
    /// The number of chunks along each axis of a shard, or null without shards; version 3 only.
    /// </summary>
    public long[]? Shard { get; init; }

    /// <summary>The compression of the chunks.</summary>
    public ZarrCompression Compression { get; init; } = ZarrCompression.Standard;
}
