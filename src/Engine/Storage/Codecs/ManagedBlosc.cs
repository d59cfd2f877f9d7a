using System.Buffers.Binary;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// Decodes Blosc buffers (c-blosc's README_CHUNK_FORMAT, version 1) with LZ4, Zstandard and zlib in them, without
/// libblosc.
/// </summary>
internal static unsafe class ManagedBlosc
{
    private const int ByteShuffle = 1,
        Stored = 2,
        BitShuffle = 4,
        NotSplit = 16;
    private const int Lz4 = 1,
        Zlib = 3,
        Zstandard = 4;

    // Blocks of small elements are split into one stream for each byte of an element.
    private const int MaximumSplits = 16,
        SmallestSplit = 128;

    private static readonly DeflateCodec Deflate = new(gzip: false, 1);
    private static readonly ZstdCodec Zstd = new(1, checksum: false);

    /// <summary>Decodes a buffer whose header gives its own length and that of the result.</summary>
    /// <exception cref="InvalidDataException">The buffer is damaged.</exception>
    /// <exception cref="GchunkException">Its compressor is one that only libblosc has.</exception>
    public static void Decode(NativeBytes source, byte* destination, long plain)
    {
        ReadOnlySpan<byte> bytes = source.Span;
        int flags = bytes[2],
            typeSize = Math.Max((int)bytes[3], 1);
        long blockSize = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if ((flags & Stored) != 0)
        {
            if (source.Length - BloscCodec.HeaderBytes < plain)
                throw Damaged();
            Buffer.MemoryCopy(source.Pointer + BloscCodec.HeaderBytes, destination, plain, plain);
            return;
        }
        int compressor = flags >> 5;
        if (compressor is not (Lz4 or Zlib or Zstandard))
            NativeLibraries.Require(NativeLibraries.Blosc);
        if (blockSize < 1 || blockSize > int.MaxValue / 2)
            throw Damaged();
        long blocks = (plain + blockSize - 1) / blockSize;
        if (blocks > (source.Length - BloscCodec.HeaderBytes) / sizeof(int))
            throw Damaged();
        bool unshuffles = (flags & ByteShuffle) != 0 && typeSize > 1,
            unshufflesBits = (flags & BitShuffle) != 0 && blockSize >= typeSize;
        BlockMemory? shuffled = unshuffles || unshufflesBits ? BlockMemory.Allocate(blockSize) : null;
        try
        {
            for (long i = 0; i < blocks; i++)
            {
                byte* block = destination + i * blockSize;
                long length = Math.Min(blockSize, plain - i * blockSize);
                bool isSplit =
                    (flags & NotSplit) == 0
                    && typeSize <= MaximumSplits
                    && blockSize / typeSize >= SmallestSplit
                    && length == blockSize;
                long start = BinaryPrimitives.ReadInt32LittleEndian(bytes[(int)(BloscCodec.HeaderBytes + 4 * i)..]);
                DecodeBlock(
                    source,
                    start,
                    shuffled is null ? block : shuffled.Pointer,
                    length,
                    isSplit ? typeSize : 1,
                    compressor
                );
                if (unshuffles)
                    Shuffle.Undo(shuffled!.Pointer, block, length, typeSize);
                else if (unshufflesBits)
                    UnshuffleBits(shuffled!.Pointer, block, length, typeSize);
            }
        }
        finally
        {
            shuffled?.Release();
        }
    }

    private static void DecodeBlock(
        NativeBytes source,
        long at,
        byte* destination,
        long length,
        int splits,
        int compressor
    )
    {
        long part = length / splits;
        for (int i = 0; i < splits; i++)
        {
            if (at < BloscCodec.HeaderBytes || at > source.Length - sizeof(int))
                throw Damaged();
            long packed = BinaryPrimitives.ReadInt32LittleEndian(source.Span[(int)at..]);
            at += sizeof(int);
            if (packed < 0 || packed > source.Length - at)
                throw Damaged();
            var stream = new NativeBytes(source.Pointer + at, packed);
            byte* target = destination + i * part;
            if (packed == part)
                Buffer.MemoryCopy(stream.Pointer, target, part, part);
            else if (Decompress(stream, target, part, compressor) != part)
                throw Damaged();
            at += packed;
        }
    }

    private static long Decompress(NativeBytes source, byte* destination, long length, int compressor)
    {
        if (compressor == Lz4)
            return ManagedLz4.Decompress(source, destination, length);
        using var into = new Scratch(destination, length);
        return (compressor == Zlib ? (IBytesCodec)Deflate : Zstd).Decode(source, into, length).Length;
    }

    // Blocks whose number of elements is not a multiple of 8 are not shuffled.
    private static void UnshuffleBits(byte* source, byte* destination, long length, int typeSize)
    {
        long count = length / typeSize;
        if (count % BitTranspose.Group != 0)
        {
            Buffer.MemoryCopy(source, destination, length, length);
            return;
        }
        BitTranspose.Undo(source, destination, count, typeSize);
        long rest = length - count * typeSize;
        Buffer.MemoryCopy(source + length - rest, destination + length - rest, rest, rest);
    }

    private static InvalidDataException Damaged() => new("its Blosc blocks are corrupt");
}
