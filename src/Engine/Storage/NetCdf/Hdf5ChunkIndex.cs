namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Where a chunk is in the file.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Size">Its bytes as stored.</param>
/// <param name="Mask">The filters that were left out for this chunk, a bit each.</param>
internal readonly record struct ChunkLocation(long Offset, long Size, uint Mask);

/// <summary>Where all chunks of a dataset are.</summary>
internal sealed unsafe class Hdf5ChunkIndex
{
    private readonly Dictionary<long, ChunkLocation> locations;

    private Hdf5ChunkIndex(long[] extent, long[] chunk, Dictionary<long, ChunkLocation> locations) => (Extent, Chunk, this.locations) = (extent, chunk, locations);

    /// <summary>The lengths of the dataset's axes: along an unlimited dimension it may be shorter than the variable.</summary>
    public long[] Extent { get; }

    /// <summary>The lengths of a chunk's axes.</summary>
    public long[] Chunk { get; }

    /// <summary>The chunks that were written.</summary>
    public IReadOnlyCollection<ChunkLocation> All => locations.Values;

    /// <summary>Finds a chunk by its position in the grid; false where it was never written.</summary>
    public bool TryFind(ReadOnlySpan<long> position, out ChunkLocation location)
    {
        long number = 0;
        for (int axis = 0; axis < position.Length; axis++) number = number * Columns(axis) + position[axis];
        return locations.TryGetValue(number, out location);
    }

    /// <summary>Reads the index of an open dataset; null where the library cannot give it.</summary>
    public static Hdf5ChunkIndex? Read(NetCdfSource source, long dataset, long list, long space, int rank)
    {
        if (rank is < 1 or > 32 || Hdf5Native.H5Sget_simple_extent_ndims(space) != rank) return null;
        ulong* sizes = stackalloc ulong[rank];
        var extent = new long[rank];
        var chunk = new long[rank];
        if (Hdf5Native.H5Sget_simple_extent_dims(space, sizes, null) != rank) return null;
        for (int axis = 0; axis < rank; axis++) extent[axis] = (long)sizes[axis];
        if (Hdf5Native.H5Pget_chunk(list, rank, sizes) != rank) return null;
        for (int axis = 0; axis < rank; axis++) chunk[axis] = (long)sizes[axis];
        if (chunk.Any(n => n < 1) || extent.Any(n => n < 0)) return null;
        if (Hdf5Native.H5Dget_num_chunks(dataset, space, out ulong count) < 0) return null;
        var index = new Hdf5ChunkIndex(extent, chunk, new Dictionary<long, ChunkLocation>((int)Math.Min(count, 1 << 20)));
        for (ulong i = 0; i < count; i++)
        {
            if (Hdf5Native.H5Dget_chunk_info(dataset, space, i, sizes, out uint mask, out ulong address, out ulong size) < 0)
                throw new GchunkException($"{source.Place} cannot be read: its chunk index is damaged");
            if (address == Hdf5Native.UndefinedAddress) continue;
            long number = 0;
            for (int axis = 0; axis < rank; axis++) number = number * index.Columns(axis) + (long)sizes[axis] / chunk[axis];
            if (address > long.MaxValue || size > (ulong)source.Signature.Length || address + size > (ulong)source.Signature.Length)
                throw new GchunkException($"{source.Place} is damaged or truncated: chunk {i} has bytes {address} to {address + size} of a file of {source.Signature.Length}");
            index.locations[number] = new ChunkLocation((long)address, (long)size, mask);
        }
        return index;
    }

    private long Columns(int axis) => Math.Max(1, (Extent[axis] + Chunk[axis] - 1) / Chunk[axis]);
}
