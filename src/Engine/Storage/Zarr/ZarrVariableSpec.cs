using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>An array to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">The dtype of its elements.</param>
/// <param name="Shape">The length of each axis.</param>
/// <param name="Dimensions">The names of its axes.</param>
public sealed record ZarrVariableSpec(string Name, DType DType, Shape Shape, IReadOnlyList<string> Dimensions)
{
    /// <summary>
    /// Its attributes; <c>_FillValue</c>, which is converted to <see cref="DType"/>, also fills what is never written.
    /// </summary>
    public StoredAttributes Attributes { get; init; } = StoredAttributes.Empty;

    /// <summary>The shape of a stored chunk, or null for a single one.</summary>
    public long[]? Chunk { get; init; }

    /// <summary>
    /// How many chunks along each axis are stored together in a shard, or null for each by itself; version 3 only.
    /// </summary>
    public long[]? Shard { get; init; }

    /// <summary>How chunks are compressed.</summary>
    public ZarrCompression Compression { get; init; } = ZarrCompression.Standard;
}
