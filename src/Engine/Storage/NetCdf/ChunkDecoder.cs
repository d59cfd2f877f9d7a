using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Codecs;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Reads chunks and takes their filters back, in scratch memory that serves one read after the other; used by one
/// thread.
/// </summary>
/// <param name="file">The open file.</param>
/// <param name="filters">The filters, in the order in which they were applied.</param>
/// <param name="chunkBytes">The bytes of a chunk without filters.</param>
/// <param name="elementSize">The bytes of an element.</param>
internal sealed unsafe class ChunkDecoder(
    FileHandles.Lease file,
    Hdf5Filter[] filters,
    long chunkBytes,
    int elementSize
) : IDisposable
{
    private const int ChecksumBytes = 4;

    // No stream that deflate makes is shorter: 258 bytes from two bits.
    private const long MaximumRatio = 1032;

    // For reading, what they compress with does not matter.
    private static readonly BloscCodec Blosc = new("lz4", 5, BloscShuffle.Byte, 1, 0);
    private static readonly ZstdCodec Zstandard = new(3, checksum: false);

    private BlockMemory? stored,
        first,
        second;

    /// <summary>Whether a chunk's bytes are in the file as they are.</summary>
    public bool IsPlain(ChunkLocation chunk)
    {
        for (int i = 0; i < filters.Length; i++)
        {
            if (IsUsed(chunk, i))
                return false;
        }

        if (chunk.Size != chunkBytes)
            throw new InvalidDataException($"it has {chunk.Size} bytes, not {chunkBytes}");
        return true;
    }

    /// <summary>A chunk without its filters.</summary>
    /// <param name="chunk">Where it is.</param>
    /// <param name="destination">Where to put it, or null for scratch memory that is valid until the next call.</param>
    /// <param name="leaveShuffled">Whether the first filter, a shuffle, is left as it is.</param>
    /// <exception cref="InvalidDataException">The chunk is damaged; the message says how.</exception>
    public byte* Decode(ChunkLocation chunk, byte* destination, bool leaveShuffled = false)
    {
        int end = leaveShuffled ? 1 : 0;
        byte* current = Scratch(ref stored, chunk.Size);
        file.Read(current, chunk.Size, chunk.Offset);
        long length = chunk.Size;
        int lastMove = LastMove(chunk, end);
        for (int i = filters.Length - 1; i >= end; i--)
        {
            if (!IsUsed(chunk, i))
                continue;
            switch (filters[i])
            {
                case Hdf5Filter.Fletcher32:
                    length -= ChecksumBytes;
                    if (length < 0)
                        throw new InvalidDataException("it is too short for a checksum");
                    if (
                        !Fletcher32.Matches(
                            new ReadOnlySpan<byte>(current, checked((int)length)),
                            new ReadOnlySpan<byte>(current + length, ChecksumBytes)
                        )
                    )
                    {
                        throw new InvalidDataException("its Fletcher-32 checksum does not match");
                    }

                    break;
                case Hdf5Filter.Deflate:
                    long inflated = LengthBefore(chunk, i);
                    if (length * MaximumRatio + 64 < inflated)
                        throw new InvalidDataException($"{length} bytes cannot hold the {inflated} that they should");
                    byte* plain = Output(i == lastMove ? destination : null, current, inflated);
                    Inflater.Inflate(current, length, plain, inflated);
                    current = plain;
                    length = inflated;
                    break;
                case Hdf5Filter.Lzf:
                    long spread = LengthBefore(chunk, i);
                    byte* wide = Output(i == lastMove ? destination : null, current, spread);
                    Lzf.Decode(
                        new ReadOnlySpan<byte>(current, checked((int)length)),
                        new Span<byte>(wide, checked((int)spread))
                    );
                    current = wide;
                    length = spread;
                    break;
                case Hdf5Filter.Blosc or Hdf5Filter.Zstandard:
                    long unpacked = LengthBefore(chunk, i);
                    // Nothing is packed tighter: a Zstandard block of 128 KiB takes four bytes at least.
                    if (length * 65536 + 64 < unpacked)
                        throw new InvalidDataException($"{length} bytes cannot hold the {unpacked} that they should");
                    byte* open = Output(i == lastMove ? destination : null, current, unpacked);
                    NativeBytes result = (filters[i] == Hdf5Filter.Blosc ? (IBytesCodec)Blosc : Zstandard).Decode(
                        new NativeBytes(current, length),
                        new Scratch(open, unpacked),
                        unpacked
                    );
                    if (result.Length != unpacked)
                        throw new InvalidDataException($"it holds {result.Length} bytes, not {unpacked}");
                    current = open;
                    length = unpacked;
                    break;
                default:
                    byte* ordered = Output(i == lastMove ? destination : null, current, length);
                    Shuffle.Undo(current, ordered, length, elementSize);
                    current = ordered;
                    break;
            }
        }
        if (length != chunkBytes)
            throw new InvalidDataException($"it holds {length} bytes, not {chunkBytes}");
        if (destination is not null && current != destination)
            Buffer.MemoryCopy(current, destination, chunkBytes, chunkBytes);
        return current;
    }

    public void Dispose()
    {
        stored?.Release();
        first?.Release();
        second?.Release();
    }

    private static bool IsUsed(ChunkLocation chunk, int filter) => (chunk.Mask >> filter & 1) == 0;

    // The last filter to be taken back that moves bytes: it may write to where they are wanted, if they then are the
    // chunk.
    private int LastMove(ChunkLocation chunk, int end)
    {
        for (int i = end; i < filters.Length; i++)
        {
            if (!IsUsed(chunk, i))
                continue;
            if (filters[i] == Hdf5Filter.Fletcher32)
                return -1;
            return i;
        }
        return -1;
    }

    // How long the chunk was before a filter was applied: earlier checksums make it longer.
    private long LengthBefore(ChunkLocation chunk, int filter)
    {
        long length = chunkBytes;
        for (int i = 0; i < filter; i++)
        {
            if (filters[i] == Hdf5Filter.Fletcher32 && IsUsed(chunk, i))
                length += ChecksumBytes;
        }

        return length;
    }

    private byte* Output(byte* destination, byte* current, long length)
    {
        if (destination is not null && length == chunkBytes)
            return destination;
        return first is not null && current == first.Pointer ? Scratch(ref second, length) : Scratch(ref first, length);
    }

    private static byte* Scratch(ref BlockMemory? memory, long bytes)
    {
        if (memory is null || memory.Length < bytes)
        {
            memory?.Release();
            memory = null;
            memory = BlockMemory.Allocate(Math.Max(bytes, 1));
        }
        return memory.Pointer;
    }
}
