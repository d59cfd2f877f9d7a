using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using K4os.Compression.LZ4;

namespace Gchunk.Engine.Storage.Codecs.Numcodecs;

/// <summary>numcodecs' <c>packbits</c>: eight truth values in a byte, after the number of unused bits.</summary>
internal sealed unsafe class PackBitsCodec : IBytesCodec
{
    public string Name => "packbits";

    public long MaxEncoded(long length) => 1 + (length + 7) / 8;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        if (source.Length == 0 || *source.Pointer > 7)
            throw new InvalidDataException("its bits do not begin with the number of unused ones");
        long count = (source.Length - 1) * 8 - *source.Pointer;
        if (count < 0 || count > capacity)
            throw new InvalidDataException($"it holds {count} truth values, more than {capacity}");
        byte* values = into.Reserve(count);
        for (long i = 0; i < count; i++)
            values[i] = (byte)(source.Pointer[1 + i / 8] >> (int)(7 - i % 8) & 1);
        into.Length = count;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        long length = MaxEncoded(source.Length);
        byte* packed = into.Reserve(length);
        new Span<byte>(packed, checked((int)length)).Clear();
        packed[0] = (byte)((8 - source.Length % 8) % 8);
        for (long i = 0; i < source.Length; i++)
        {
            if (source.Pointer[i] != 0)
                packed[1 + i / 8] |= (byte)(0x80 >> (int)(i % 8));
        }

        into.Length = length;
        return into.Bytes;
    }
}

/// <summary>numcodecs' <c>lz4</c>: the length in four bytes, little-endian, then one block of LZ4.</summary>
/// <param name="acceleration">The acceleration, which is kept in the metadata.</param>
internal sealed unsafe class Lz4Codec(int acceleration) : IBytesCodec
{
    public string Name => "lz4";

    public long MaxEncoded(long length) => sizeof(int) + length + length / 255 + 16;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        if (source.Length < sizeof(int))
            throw new InvalidDataException("its LZ4 block has no length");
        long plain = BinaryPrimitives.ReadUInt32LittleEndian(source.Span);
        if (plain > capacity || plain > (source.Length - sizeof(int)) * ManagedLz4.MaximumRatio)
            throw new InvalidDataException($"its LZ4 block says {plain} bytes, more than {capacity}");
        byte* destination = into.Reserve(plain);
        var block = new NativeBytes(source.Pointer + sizeof(int), source.Length - sizeof(int));
        if (ManagedLz4.Decompress(block, destination, plain) != plain)
            throw new InvalidDataException("its LZ4 block is corrupt");
        into.Length = plain;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        byte* destination = into.Reserve(MaxEncoded(source.Length));
        BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(destination, sizeof(int)), (int)source.Length);
        int length = LZ4Codec.Encode(
            source.Pointer,
            (int)source.Length,
            destination + sizeof(int),
            (int)(into.Capacity - sizeof(int))
        );
        into.Length = sizeof(int) + length;
        return into.Bytes;
    }

    public void WriteConfiguration(System.Text.Json.Utf8JsonWriter json, int format) =>
        json.WriteNumber("acceleration", acceleration);
}

/// <summary>
/// numcodecs' <c>crc32</c> and <c>adler32</c>: a checksum of four bytes, little-endian, before or after the bytes.
/// </summary>
/// <param name="name">The name of the checksum.</param>
/// <param name="isAtEnd">True if it follows the bytes.</param>
internal sealed unsafe class ChecksumCodec(string name, bool isAtEnd) : IBytesCodec
{
    private const int Size = 4;

    // The number of bytes that can be added before 32 bits overflow (zlib).
    private const int AdlerBlock = 5552;
    private const uint AdlerBase = 65521;

    public string Name => name;

    public long MaxEncoded(long length) => length + Size;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        long length = source.Length - Size;
        if (length < 0)
            throw new InvalidDataException("it is too short for a checksum");
        if (length > capacity)
            throw new InvalidDataException($"it holds {length} bytes, more than {capacity}");
        var bytes = new NativeBytes(isAtEnd ? source.Pointer : source.Pointer + Size, length);
        var stored = new ReadOnlySpan<byte>(isAtEnd ? source.Pointer + length : source.Pointer, Size);
        if (Compute(bytes.Span) != BinaryPrimitives.ReadUInt32LittleEndian(stored))
            throw new InvalidDataException($"its checksum {name} does not match");
        if (isAtEnd)
            return bytes;
        // Bytes in the middle of a scratch memory would not be known as its own.
        into.Reserve(length);
        bytes.Span.CopyTo(new Span<byte>(into.Pointer, (int)length));
        into.Length = length;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        byte* all = into.Reserve(source.Length + Size);
        source.Span.CopyTo(new Span<byte>(isAtEnd ? all : all + Size, (int)source.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(
            new Span<byte>(isAtEnd ? all + source.Length : all, Size),
            Compute(source.Span)
        );
        into.Length = source.Length + Size;
        return into.Bytes;
    }

    public void WriteConfiguration(System.Text.Json.Utf8JsonWriter json, int format)
    {
        // The first versions of numcodecs do not know the member.
        if (isAtEnd)
            json.WriteString("location", "end");
    }

    private uint Compute(ReadOnlySpan<byte> bytes) => name == "crc32" ? Crc32.HashToUInt32(bytes) : Adler(bytes);

    // RFC 1950, section 8.2.
    private static uint Adler(ReadOnlySpan<byte> bytes)
    {
        uint a = 1,
            b = 0;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> block = bytes[..Math.Min(AdlerBlock, bytes.Length)];
            foreach (byte value in block)
            {
                a += value;
                b += a;
            }
            (a, b) = (a % AdlerBase, b % AdlerBase);
            bytes = bytes[block.Length..];
        }
        return b << 16 | a;
    }
}

/// <summary>numcodecs' <c>base64</c> (RFC 4648).</summary>
internal sealed unsafe class Base64Codec : IBytesCodec
{
    public string Name => "base64";

    public long MaxEncoded(long length) => (length + 2) / 3 * 4;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        ReadOnlySpan<byte> text = source.Span;
        int padding =
            text.EndsWith("=="u8) ? 2
            : text.EndsWith("="u8) ? 1
            : 0;
        long room = Math.Max(0, source.Length / 4 * 3 - padding);
        if (room > capacity)
            throw new InvalidDataException($"it holds {room} bytes, more than {capacity}");
        byte* destination = into.Reserve(room);
        if (
            Base64.DecodeFromUtf8(text, new Span<byte>(destination, (int)room), out _, out int length)
            != System.Buffers.OperationStatus.Done
        )
        {
            throw new InvalidDataException("it is no text in Base64");
        }

        into.Length = length;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        long room = MaxEncoded(source.Length);
        if (room > int.MaxValue)
            throw new GchunkException("chunks of more than 1.5 GiB cannot be written in Base64");
        byte* destination = into.Reserve(room);
        _ = Base64.EncodeToUtf8(source.Span, new Span<byte>(destination, (int)room), out _, out int length);
        into.Length = length;
        return into.Bytes;
    }
}
