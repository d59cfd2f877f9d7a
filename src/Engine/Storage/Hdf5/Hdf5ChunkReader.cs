using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>
/// Reads a chunked dataset: only the chunks that a region touches, each with one positioned read and without a lock.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="signature">The signature of the file when it was opened.</param>
/// <param name="place">The variable, for messages.</param>
/// <param name="index">The locations of the chunks.</param>
/// <param name="filters">The filters.</param>
/// <param name="size">The bytes of an element.</param>
/// <param name="bigEndian">True if the elements are stored big-endian.</param>
/// <param name="fill">The bytes of the fill value, as stored.</param>
internal sealed unsafe class Hdf5ChunkReader(
    string path,
    FileSignature signature,
    string place,
    Hdf5ChunkIndex index,
    BytesPipeline filters,
    int size,
    bool bigEndian,
    byte[] fill
) : IRegionReader
{
    private readonly long[] chunkStrides = new Shape(index.Chunk.AsSpan()).ByteStrides(size);

    /// <summary>The locations of the chunks.</summary>
    public Hdf5ChunkIndex Index => index;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        long[] target = region.Shape.ByteStrides(size);
        var walk = new ChunkWalk(region, index.Chunk, target, index.Extent);
        // The dataset may have fewer records than other variables along an unlimited dimension.
        if (!walk.IsInside)
            FillValue.Write(fill, destination, target, region.Count);
        using FileHandles.Lease file = FileHandles.Rent(path, signature);
        using var decoder = new Hdf5ChunkDecoder(file, filters);
        var steps = new long[target.Length];
        while (walk.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            ReadPart(file, decoder, walk, steps, destination + walk.Destination, target, cancellation);
        }
        ByteOrder.Convert(destination, region.Shape.Size, size, bigEndian);
    }

    /// <summary>
    /// Reads a region that is exactly one chunk with the shuffle filter, and leaves this filter on; returns false if it
    /// is not.
    /// </summary>
    public bool ReadShuffled(in Region region, byte* destination)
    {
        if (filters.Codecs is not [ShuffleCodec, ..] || size == 1 || bigEndian == BitConverter.IsLittleEndian)
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
        using FileHandles.Lease file = FileHandles.Rent(path, signature.Version);
        using var decoder = new Hdf5ChunkDecoder(file, filters);
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

    private void ReadPart(
        FileHandles.Lease file,
        Hdf5ChunkDecoder decoder,
        ChunkWalk walk,
        long[] steps,
        byte* destination,
        long[] target,
        CancellationToken cancellation
    )
    {
        Region part = walk.Part;
        if (!index.TryFind(walk.At, out ChunkLocation location))
        {
            FillValue.Write(fill, destination, target, part.Count);
            return;
        }
        long first = part.Locate(chunkStrides, steps);
        try
        {
            if (decoder.IsPlain(location))
            {
                StridedRead.Read(
                    file,
                    location.Offset + first,
                    steps,
                    part.Count,
                    target,
                    destination,
                    size,
                    cancellation
                );
            }
            else if (ChunkWalk.IsWhole(part, index.Chunk, chunkStrides, target))
            {
                decoder.Decode(location, destination);
            }
            else
            {
                byte* chunk = decoder.Decode(location, null);
                StridedCopy.Copy(chunk + first, steps, destination, target, part.Count, size);
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(walk.At, location, e);
        }
    }

    private GchunkException Damaged(long[] at, ChunkLocation location, InvalidDataException e) =>
        new($"{place}: chunk ({string.Join(", ", at)}) at byte {location.Offset} is damaged: {e.Message}", e);
}
