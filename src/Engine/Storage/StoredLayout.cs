using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage;

/// <summary>
/// How the values of a variable lie in the file that they come from, for a new file of the same format.
/// </summary>
/// <param name="Format">The format: <c>netcdf4</c>, <c>zarr2</c> or <c>zarr3</c>.</param>
/// <param name="Shape">The shape of the variable in the file.</param>
/// <param name="DType">The stored dtype.</param>
/// <param name="Chunk">The shape of a chunk, or null if the values are contiguous.</param>
internal record StoredLayout(string Format, Shape Shape, DType DType, long[]? Chunk)
{
    /// <summary>The level of zlib, 0 for none, or null for another compression.</summary>
    public int? Deflate { get; init; }

    /// <summary>True if the shuffle filter is applied before compression.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The number of chunks along each axis of a shard, or null without shards.</summary>
    public long[]? Shard { get; init; }

    /// <summary>
    /// Returns the shape of a chunk for an array if no chunk of the array has a part of one of the file; null if the
    /// array has other chunks.
    /// </summary>
    public long[]? ChunkFor(ChunkGrid array)
    {
        if (Chunk is null || Chunk.Length != array.Shape.Rank)
            return null;
        for (int axis = 0; axis < Chunk.Length; axis++)
        {
            ReadOnlySpan<long> offsets = array.Offsets(axis);
            for (int i = 1; i < offsets.Length - 1; i++)
            {
                if (offsets[i] % (Chunk[axis] * (Shard?[axis] ?? 1)) != 0)
                    return null;
            }
        }

        return [.. Chunk];
    }
}
