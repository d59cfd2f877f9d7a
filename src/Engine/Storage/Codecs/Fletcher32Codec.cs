using System.Buffers.Binary;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// HDF5's Fletcher-32 filter: a checksum after the bytes, little-endian. J. G. Fletcher, "An Arithmetic Checksum for
/// Serial Transmissions" (1982), over big-endian words of 16 bits.
/// </summary>
internal sealed unsafe class Fletcher32Codec : IBytesCodec
{
    private const int Size = 4;

    // The number of words that can be added before 32 bits overflow.
    private const int Block = 360;

    public string Name => "fletcher32";

    public long MaxEncoded(long length) => length + Size;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        long length = source.Length - Size;
        if (length < 0)
            throw new InvalidDataException("it is too short for a checksum");
        if (length > capacity)
            throw new InvalidDataException($"it holds {length} bytes, more than {capacity}");
        ReadOnlySpan<byte> all = source.Span;
        if (!Matches(all[..^Size], all[^Size..]))
            throw new InvalidDataException("its Fletcher-32 checksum does not match");
        return new NativeBytes(source.Pointer, length);
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        into.Reserve(source.Length + Size);
        source.Span.CopyTo(new Span<byte>(into.Pointer, checked((int)source.Length)));
        BinaryPrimitives.WriteUInt32LittleEndian(
            new Span<byte>(into.Pointer + source.Length, Size),
            Compute(source.Span)
        );
        into.Length = source.Length + Size;
        return into.Bytes;
    }

    /// <summary>Computes the checksum; an odd last byte counts as the high byte of a word.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint a = 0,
            b = 0;
        int words = bytes.Length / 2;
        for (int i = 0; i < words; )
        {
            for (int end = Math.Min(words, i + Block); i < end; i++)
            {
                a += BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
                b += a;
            }
            (a, b) = (Fold(a), Fold(b));
        }
        if (bytes.Length % 2 != 0)
        {
            a += (uint)bytes[^1] << 8;
            b += a;
            (a, b) = (Fold(a), Fold(b));
        }
        return Fold(b) << 16 | Fold(a);
    }

    // HDF5 before 1.6.3 stored the checksum with the bytes of each half swapped.
    private static bool Matches(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> stored)
    {
        uint checksum = Compute(bytes),
            found = BinaryPrimitives.ReadUInt32LittleEndian(stored);
        return found == checksum || found == ((checksum & 0x00FF00FF) << 8 | (checksum >> 8 & 0x00FF00FF));
    }

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);
}
