using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>The description of a variable to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">
/// The dtype of its elements; a bool is stored as a byte with the attribute <c>dtype = "bool"</c>, as xarray does.
/// </param>
/// <param name="Dimensions">The names of its axes.</param>
public sealed record NetCdfVariableSpec(string Name, DType DType, IReadOnlyList<string> Dimensions)
{
    /// <summary>
    /// The attributes; <c>_FillValue</c> is cast to <see cref="DType"/> and also fills elements that are never written.
    /// </summary>
    public StoredAttributes Attributes { get; init; } = StoredAttributes.Empty;

    /// <summary>The shape of a stored chunk, or null for chunks of at most 4 MiB.</summary>
    public long[]? Chunk { get; init; }

    /// <summary>The level of compression, 0 (none) to 9.</summary>
    public int Deflate { get; init; } = 4;

    /// <summary>True if the shuffle filter is applied before compression.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// Returns the shape of a stored chunk for the lengths of the dimensions, or null for contiguous storage.
    /// </summary>
    internal long[]? ChunkIn((long Length, bool IsUnlimited)[] axes)
    {
        if (axes.Length == 0 || (Chunk is null && Deflate == 0 && !axes.Any(a => a.IsUnlimited)))
            return null;
        long[] lengths = [.. axes.Select(a => Math.Max(1, a.Length))],
            chunk = Chunk ?? DefaultChunk(lengths, DType.Size);
        return
        [
            .. chunk.Select((n, axis) => axes[axis].IsUnlimited ? Math.Max(1, n) : Math.Clamp(n, 1, lengths[axis])),
        ];
    }

    // Halves the first axes until a chunk has at most 4 MiB.
    internal static long[] DefaultChunk(long[] lengths, int size)
    {
        var chunk = (long[])lengths.Clone();
        for (int axis = 0; axis < chunk.Length && chunk.Aggregate((double)size, (a, b) => a * b) > 1 << 22; )
        {
            if (chunk[axis] == 1)
                axis++;
            else
                chunk[axis] = (chunk[axis] + 1) / 2;
        }
        return chunk;
    }
}
