using System.Buffers.Binary;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// The checksum of HDF5's Fletcher-32 filter: J. G. Fletcher, "An Arithmetic Checksum for Serial Transmissions" (1982),
/// over big-endian words of 16 bits.
/// </summary>
internal static class Fletcher32
{
    // So many words can be added before 32 bits run over.
    private const int Block = 360;

    /// <summary>The checksum of some bytes; an odd last byte counts as the high one of a word.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
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

    /// <summary>
    /// Whether bytes have a stored checksum; files of HDF5 before 1.6.3 hold it with the bytes of each half swapped.
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> stored)
    {
        uint checksum = Of(bytes),
            found = BinaryPrimitives.ReadUInt32LittleEndian(stored);
        return found == checksum || found == ((checksum & 0x00FF00FF) << 8 | (checksum >> 8 & 0x00FF00FF));
    }

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);
}
