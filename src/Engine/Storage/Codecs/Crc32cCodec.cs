using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>A CRC-32C checksum (RFC 3720, appendix B.4) after the bytes, little-endian.</summary>
internal sealed unsafe class Crc32cCodec : IBytesCodec
{
    private const int Size = 4;

    public string Name => "crc32c";

    public long MaxEncoded(long length) => length + Size;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        long length = source.Length - Size;
        if (length < 0)
            throw new InvalidDataException("it is too short for a checksum");
        if (length > capacity)
            throw new InvalidDataException($"it holds {length} bytes, more than {capacity}");
        ReadOnlySpan<byte> all = source.Span;
        if (Compute(all[..^Size]) != BinaryPrimitives.ReadUInt32LittleEndian(all[^Size..]))
            throw new InvalidDataException("its CRC-32C checksum does not match");
        return new NativeBytes(source.Pointer, length);
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        byte* destination = into.Reserve(source.Length + Size);
        Buffer.MemoryCopy(source.Pointer, destination, source.Length, source.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(
            new Span<byte>(destination + source.Length, Size),
            Compute(source.Span)
        );
        into.Length = source.Length + Size;
        return into.Bytes;
    }

    /// <summary>Computes the checksum, with the processor's instruction for it if there is one.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(
                crc,
                BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)
            );
        }

        foreach (byte b in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
