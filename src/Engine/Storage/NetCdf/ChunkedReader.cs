using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Reads a chunked dataset of HDF5: only the chunks that a region touches, each with a positioned read and without any
/// lock.
/// </summary>
internal sealed unsafe class ChunkedReader(
    NetCdfSource source,
    Hdf5ChunkIndex index,
    Hdf5Filter[] filters,
    int size,
    bool bigEndian,
    byte[] fill
) : IRegionReader
{
    private readonly long[] chunkStrides = Hdf5Layout.ByteStrides(index.Chunk, size);

    /// <summary>Where the chunks are.</summary>
    public Hdf5ChunkIndex Index => index;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        int rank = index.Chunk.Length;
        long[] target = Hdf5Layout.ByteStrides(region.Shape, size);
        var first = new long[rank];
        var last = new long[rank];
        bool inside = true,
            any = true;
        for (int axis = 0; axis < rank; axis++)
        {
            long end = region.Start[axis] + (region.Count[axis] - 1) * region.Step[axis];
            inside &= end < index.Extent[axis];
            any &= region.Start[axis] < index.Extent[axis];
            first[axis] = region.Start[axis] / index.Chunk[axis];
            last[axis] = Math.Min(end, index.Extent[axis] - 1) / index.Chunk[axis];
        }
        // Records that other variables have and this one has not yet.
        if (!inside)
            Regions.Fill(fill, destination, target, region.Count);
        if (any)
        {
            using FileHandles.Lease file = FileHandles.Rent(source.Path, source.Signature);
            using var decoder = new ChunkDecoder(file, filters, chunkStrides[0] * index.Chunk[0], size);
            var at = (long[])first.Clone();
            var box = new Box(rank);
            do
            {
                cancellation.ThrowIfCancellationRequested();
                if (box.Find(region, index, at, chunkStrides, target))
                    ReadChunk(file, decoder, at, box, destination + box.Destination, target, cancellation);
            } while (Next(at, first, last));
        }
        if (bigEndian == BitConverter.IsLittleEndian)
            ByteOrder.Reverse(destination, region.Shape.Size, size);
    }

    /// <summary>
    /// Reads a region that is one chunk, whose bytes are stored sorted by their weight, and leaves them so; false where
    /// it is not.
    /// </summary>
    public bool ReadShuffled(in Region region, byte* destination)
    {
        if (
            filters.Length == 0
            || filters[0] != Hdf5Filter.Shuffle
            || size == 1
            || bigEndian == BitConverter.IsLittleEndian
        )
        {
            return false;
        }

        var at = new long[index.Chunk.Length];
        for (int axis = 0; axis < at.Length; axis++)
        {
            if (
                region.Count[axis] != index.Chunk[axis]
                || region.Start[axis] % index.Chunk[axis] != 0
                || region.Start[axis] + region.Count[axis] > index.Extent[axis]
                || (region.Count[axis] > 1 && region.Step[axis] != 1)
            )
            {
                return false;
            }

            at[axis] = region.Start[axis] / index.Chunk[axis];
        }
        if (!index.TryFind(at, out ChunkLocation location) || (location.Mask & 1) != 0)
            return false;
        using FileHandles.Lease file = FileHandles.Rent(source.Path, source.Signature.Version);
        using var decoder = new ChunkDecoder(file, filters, chunkStrides[0] * index.Chunk[0], size);
        try
        {
            decoder.Decode(location, destination, leaveShuffled: true);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(at, location, e);
        }
        return true;
    }

    private void ReadChunk(
        FileHandles.Lease file,
        ChunkDecoder decoder,
        long[] at,
        Box box,
        byte* destination,
        long[] target,
        CancellationToken cancellation
    )
    {
        if (!index.TryFind(at, out ChunkLocation location))
        {
            Regions.Fill(fill, destination, target, box.Count);
            return;
        }
        try
        {
            if (decoder.IsPlain(location))
            {
                StridedReader.Read(
                    file,
                    location.Offset + box.Source,
                    box.Steps,
                    box.Count,
                    target,
                    destination,
                    size,
                    cancellation
                );
            }
            else if (box.IsWhole(index.Chunk, chunkStrides, target))
            {
                decoder.Decode(location, destination);
            }
            else
            {
                Regions.Copy(
                    decoder.Decode(location, null) + box.Source,
                    box.Steps,
                    destination,
                    target,
                    box.Count,
                    size
                );
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(at, location, e);
        }
    }

    private GchunkException Damaged(long[] at, ChunkLocation location, InvalidDataException e) =>
        new($"{source.Place}: chunk ({string.Join(", ", at)}) at byte {location.Offset} is damaged: {e.Message}", e);

    private static bool Next(long[] at, long[] first, long[] last)
    {
        for (int axis = at.Length - 1; axis >= 0; axis--)
        {
            if (++at[axis] <= last[axis])
                return true;
            at[axis] = first[axis];
        }
        return false;
    }

    /// <summary>What a region and a chunk have in common.</summary>
    private sealed class Box(int rank)
    {
        public long[] Count { get; } = new long[rank];

        /// <summary>The bytes from one element wanted to the next in the chunk, along each axis.</summary>
        public long[] Steps { get; } = new long[rank];

        /// <summary>The byte of the first element wanted in the chunk.</summary>
        public long Source { get; private set; }

        /// <summary>The byte of that element in the destination.</summary>
        public long Destination { get; private set; }

        /// <summary>Finds it; false where the region's steps pass over the chunk.</summary>
        public bool Find(in Region region, Hdf5ChunkIndex chunks, long[] at, long[] chunkStrides, long[] target)
        {
            (Source, Destination) = (0, 0);
            for (int axis = 0; axis < Count.Length; axis++)
            {
                long start = region.Start[axis],
                    step = region.Step[axis];
                long low = at[axis] * chunks.Chunk[axis],
                    high = Math.Min(low + chunks.Chunk[axis], chunks.Extent[axis]);
                long from = low <= start ? 0 : (low - start + step - 1) / step;
                long to = Math.Min(region.Count[axis], (high - start + step - 1) / step);
                if (from >= to)
                    return false;
                Count[axis] = to - from;
                Steps[axis] = chunkStrides[axis] * step;
                Source += (start + from * step - low) * chunkStrides[axis];
                Destination += from * target[axis];
            }
            return true;
        }

        /// <summary>Whether it is the whole chunk, and lies in the destination as in the chunk.</summary>
        public bool IsWhole(long[] chunk, long[] chunkStrides, long[] target)
        {
            for (int axis = 0; axis < Count.Length; axis++)
            {
                if (
                    Count[axis] != chunk[axis]
                    || (Count[axis] > 1 && (Steps[axis] != chunkStrides[axis] || target[axis] != chunkStrides[axis]))
                )
                {
                    return false;
                }
            }

            return true;
        }
    }
}
