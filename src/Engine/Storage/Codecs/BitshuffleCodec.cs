using System.Buffers.Binary;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>How bitshuffle compresses its blocks; numbered as in the filter.</summary>
internal enum BitshuffleCompressor
{
    None = 0,
    Lz4 = 2,
    Zstandard = 3,
}

/// <summary>
/// The bitshuffle filter of HDF5 (32008): blocks of elements whose bits are shuffled, each compressed by itself. It is
/// read only.
/// </summary>
/// <param name="elementSize">The bytes of an element.</param>
/// <param name="blockLength">
/// The elements of a block without compression, 0 for the default; with it, the stream says so.
/// </param>
/// <param name="compressor">How blocks are compressed.</param>
internal sealed unsafe class BitshuffleCodec(int elementSize, long blockLength, BitshuffleCompressor compressor)
    : IBytesCodec
{
    private const int HeaderBytes = 12,
        DefaultBlock = 8192,
        SmallestBlock = 128;

    private static readonly ZstdCodec Zstd = new(1, checksum: false);

    public string Name => "bitshuffle";

    public long MaxEncoded(long length) => length + length / 32 + 1024;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        bool compresses = compressor != BitshuffleCompressor.None;
        long plain = source.Length,
            block = blockLength > 0
                ? blockLength
                : Math.Max(DefaultBlock / elementSize / BitTranspose.Group * BitTranspose.Group, SmallestBlock);
        if (compresses)
        {
            if (source.Length < HeaderBytes)
                throw Damaged();
            ulong says = BinaryPrimitives.ReadUInt64BigEndian(source.Span);
            plain = says > long.MaxValue ? long.MaxValue : (long)says;
            block = BinaryPrimitives.ReadUInt32BigEndian(source.Span[8..]) / elementSize;
        }

        if (plain > capacity)
            throw new InvalidDataException($"its bitshuffle stream says {plain} bytes, more than {capacity}");
        if (block == 0 || block % BitTranspose.Group != 0 || plain % elementSize != 0)
            throw Damaged();
        byte* destination = into.Reserve(plain);
        DecodeBlocks(source, compresses ? HeaderBytes : 0, destination, plain / elementSize, block);
        into.Length = plain;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into) =>
        throw new GchunkException("gchunk reads bitshuffle but does not write it; use zlib, zstd or blosc");

    // The last block may be shorter; up to 7 elements behind it are stored as they are.
    private void DecodeBlocks(NativeBytes source, long at, byte* destination, long count, long block)
    {
        long shuffled = count / BitTranspose.Group * BitTranspose.Group;
        BlockMemory memory = BlockMemory.Allocate(Math.Max(1, Math.Min(block, shuffled) * elementSize));
        try
        {
            for (long done = 0; done < shuffled; done += block)
            {
                block = Math.Min(block, shuffled - done);
                at += Inflate(source, at, memory.Pointer, block * elementSize);
                BitTranspose.Undo(memory.Pointer, destination + done * elementSize, block, elementSize);
            }
        }
        finally
        {
            memory.Release();
        }
        long rest = (count - shuffled) * elementSize;
        if (rest > source.Length - at)
            throw Damaged();
        Buffer.MemoryCopy(source.Pointer + at, destination + shuffled * elementSize, rest, rest);
    }

    // Returns the bytes taken.
    private long Inflate(NativeBytes source, long at, byte* destination, long length)
    {
        if (compressor == BitshuffleCompressor.None)
        {
            if (length > source.Length - at)
                throw Damaged();
            Buffer.MemoryCopy(source.Pointer + at, destination, length, length);
            return length;
        }
        if (at > source.Length - sizeof(uint))
            throw Damaged();
        long packed = BinaryPrimitives.ReadUInt32BigEndian(source.Span[(int)at..]);
        at += sizeof(uint);
        if (packed > source.Length - at)
            throw Damaged();
        var stream = new NativeBytes(source.Pointer + at, packed);
        long given;
        if (compressor == BitshuffleCompressor.Lz4)
        {
            given = ManagedLz4.Decompress(stream, destination, length);
        }
        else
        {
            using var target = new Scratch(destination, length);
            given = Zstd.Decode(stream, target, length).Length;
        }
        return given == length ? sizeof(uint) + packed : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("its bitshuffle stream is corrupt");
}
