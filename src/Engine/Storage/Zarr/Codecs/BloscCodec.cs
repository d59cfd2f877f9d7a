using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>How Blosc sorts bytes before it compresses.</summary>
internal enum BloscShuffle
{
    /// <summary>Bits where elements have one byte, otherwise bytes.</summary>
    Auto = -1,

    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>By the weight of bytes.</summary>
    Byte = 1,

    /// <summary>By the weight of bits.</summary>
    Bit = 2,
}

/// <summary>
/// Blosc, a container for LZ4, Zstandard and others with a shuffle in front, by libblosc (version 1).
/// </summary>
internal sealed unsafe partial class BloscCodec(
    string compressor,
    int level,
    BloscShuffle shuffle,
    int typeSize,
    int blockSize
) : IBytesCodec
{
    private const string Library = NativeLibraries.Blosc;
    private const int HeaderBytes = 16;

    public string Name => "blosc";

    public long MaxEncoded(long length) => length + HeaderBytes;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        NativeLibraries.Require(Library);
        // The header, by c-blosc's README_CHUNK_FORMAT: flags, typesize, then nbytes, blocksize and cbytes, 32 bits
        // each, little-endian.
        if (source.Length < HeaderBytes)
            throw new InvalidDataException("it is too short for a Blosc header");
        long plain = BinaryPrimitives.ReadUInt32LittleEndian(source.Span[4..]),
            packed = BinaryPrimitives.ReadUInt32LittleEndian(source.Span[12..]);
        if (packed > source.Length)
            throw new InvalidDataException($"its Blosc header says {packed} bytes, but it has {source.Length}");
        if (plain > capacity)
            throw new InvalidDataException($"its Blosc header says {plain} bytes, more than {capacity}");
        if (plain == 0)
            return new NativeBytes(source.Pointer, 0);
        nuint validated;
        if (blosc_cbuffer_validate(source.Pointer, (nuint)packed, &validated) < 0 || (long)validated != plain)
            throw new InvalidDataException("its Blosc header is corrupt");
        byte* destination = into.Reserve(plain);
        int result = blosc_decompress_ctx(source.Pointer, destination, (nuint)plain, 1);
        if (result != plain)
        {
            throw new InvalidDataException(
                result == -5
                    ? "its Blosc compressor is not one that libblosc was built with"
                    : "its Blosc blocks are corrupt"
            );
        }

        into.Length = plain;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        NativeLibraries.Require(Library);
        byte* destination = into.Reserve(MaxEncoded(source.Length));
        int size = Math.Clamp(typeSize, 1, 255);
        BloscShuffle how =
            shuffle == BloscShuffle.Auto
                ? size == 1
                    ? BloscShuffle.Bit
                    : BloscShuffle.Byte
                : shuffle;
        int result = blosc_compress_ctx(
            level,
            (int)how,
            (nuint)size,
            (nuint)source.Length,
            source.Pointer,
            destination,
            (nuint)MaxEncoded(source.Length),
            compressor,
            (nuint)blockSize,
            1
        );
        if (result <= 0)
        {
            throw new GchunkException(
                $"libblosc cannot compress with '{compressor}' (code {result}); use lz4, lz4hc, zstd, zlib or blosclz"
            );
        }

        into.Length = result;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteString("cname", compressor);
        json.WriteNumber("clevel", level);
        if (format == 2)
        {
            json.WriteNumber("shuffle", (int)shuffle);
        }
        else
        {
            json.WriteString(
                "shuffle",
                shuffle switch
                {
                    BloscShuffle.None => "noshuffle",
                    BloscShuffle.Bit => "bitshuffle",
                    _ => "shuffle",
                }
            );
            json.WriteNumber("typesize", typeSize);
        }
        json.WriteNumber("blocksize", blockSize);
    }

    [LibraryImport(Library)]
    private static partial int blosc_cbuffer_validate(byte* source, nuint length, nuint* bytes);

    [LibraryImport(Library)]
    private static partial int blosc_decompress_ctx(byte* source, byte* destination, nuint capacity, int threads);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int blosc_compress_ctx(
        int level,
        int shuffle,
        nuint typeSize,
        nuint length,
        byte* source,
        byte* destination,
        nuint capacity,
        string compressor,
        nuint blockSize,
        int threads
    );
}
