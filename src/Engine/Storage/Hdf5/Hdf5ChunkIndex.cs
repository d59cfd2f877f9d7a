using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>The location of a chunk in the file.</summary>
/// <param name="Offset">The offset of its first byte.</param>
/// <param name="Size">The number of stored bytes.</param>
/// <param name="Mask">A bit for each filter that this chunk is stored without.</param>
internal readonly record struct ChunkLocation(long Offset, long Size, uint Mask);

/// <summary>The locations of all chunks of a dataset.</summary>
internal sealed class Hdf5ChunkIndex
{
    private readonly Dictionary<long, ChunkLocation> locations = [];

    private Hdf5ChunkIndex(long[] extent, long[] chunk) => (Extent, Chunk) = (extent, chunk);

    /// <summary>
    /// The lengths of the dataset's axes; along an unlimited dimension it may be shorter than the variable.
    /// </summary>
    public long[] Extent { get; }

    /// <summary>The shape of a chunk.</summary>
    public long[] Chunk { get; }

    /// <summary>The chunks that were written.</summary>
    public IReadOnlyCollection<ChunkLocation> All => locations.Values;

    /// <summary>Finds a chunk by its index in the grid of chunks; returns false if it was never written.</summary>
    public bool TryFind(ReadOnlySpan<long> position, out ChunkLocation location) =>
        locations.TryGetValue(Number(position), out location);

    /// <summary>Reads the index of a dataset.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Hdf5ChunkIndex Read(FileHandles.Lease file, FileSignature signature, Hdf5Dataset dataset)
    {
        var index = new Hdf5ChunkIndex(dataset.Space.Extent, dataset.Chunk);
        Hdf5Chunks.Visit(
            Hdf5File.Open(file, signature).Bytes,
            dataset,
            (position, address, size, mask) =>
                index.locations[index.Number(position)] = new ChunkLocation(address, size, mask)
        );
        return index;
    }

    private long Number(ReadOnlySpan<long> position)
    {
        long number = 0;
        for (int axis = 0; axis < position.Length; axis++)
            number = number * Math.Max(1, (Extent[axis] + Chunk[axis] - 1) / Chunk[axis]) + position[axis];
        return number;
    }
}
