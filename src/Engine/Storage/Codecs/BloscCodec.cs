using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>The shuffle that Blosc applies before it compresses; numbered as in Blosc.</summary>
internal enum BloscShuffle
{
    /// <summary>Bits for elements of one byte, otherwise bytes.</summary>
    Auto = -1,

    /// <summary>None.</summary>
    None = 0,

    /// <summary>Groups bytes of equal significance.</summary>
    Byte = 1,

    /// <summary>Groups bits of equal significance.</summary>
    Bit = 2,
}

/// <summary>
/// Blosc, a container for LZ4, Zstandard and others with a shuffle before the compression: by libblosc (version 1) if
/// it is present; otherwise <see cref="ManagedBlosc"/> decodes.
/// </summary>
internal sealed unsafe partial class BloscCodec(
    string compressor,
    int level,
    BloscShuffle shuffle,
    int typeSize,
    int blockSize
) : IBytesCodec
{
    /// <summary>The bytes of the header of a Blosc buffer.</summary>
    public const int HeaderBytes = 16;

    private const string Library = NativeLibraries.Blosc;

    // None of its compressors packs tighter.
    private const long MaximumRatio = 1 << 16;

    public string Name => "blosc";

    public long MaxEncoded(long length) => length + HeaderBytes;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        // The header, by c-blosc's README_CHUNK_FORMAT: version, version of the compressor, flags, typesize; then
        // nbytes, blocksize and cbytes with 32 bits each, little-endian.
        if (source.Length < HeaderBytes)
            throw new InvalidDataException("it is too short for a Blosc header");
        ReadOnlySpan<byte> header = new(source.Pointer, HeaderBytes);
        long plain = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            packed = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        if (packed > source.Length)
            throw new InvalidDataException($"its Blosc header says {packed} bytes, but it has {source.Length}");
        if (plain > capacity || plain > source.Length * MaximumRatio)
        {
            throw new InvalidDataException(
                $"its Blosc header says {plain} bytes, more than {Math.Min(capacity, source.Length * MaximumRatio)}"
            );
        }
        if (plain == 0)
            return new NativeBytes(source.Pointer, 0);
        byte* destination = into.Reserve(plain);
        into.Length = plain;
        if (!NativeLibraries.IsPresent(Library))
        {
            ManagedBlosc.Decode(new NativeBytes(source.Pointer, packed), destination, plain);
            return into.Bytes;
        }
        nuint validated;
        if (blosc_cbuffer_validate(source.Pointer, (nuint)packed, &validated) < 0 || (long)validated != plain)
            throw new InvalidDataException("its Blosc header is corrupt");
        int result = blosc_decompress_ctx(source.Pointer, destination, (nuint)plain, 1);
        if (result != plain)
        {
            throw new InvalidDataException(
                result == -5
                    ? "its Blosc compressor is not one that libblosc was built with"
                    : "its Blosc blocks are corrupt"
            );
        }

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
