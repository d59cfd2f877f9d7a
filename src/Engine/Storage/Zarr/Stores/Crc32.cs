using System.Buffers.Binary;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>The checksum of zip files (ISO 3309), eight bytes a step.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        uint[] t = Table;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc,
                high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc =
                t[0x700 + (low & 0xFF)]
                ^ t[0x600 + (low >> 8 & 0xFF)]
                ^ t[0x500 + (low >> 16 & 0xFF)]
                ^ t[0x400 + (low >> 24)]
                ^ t[0x300 + (high & 0xFF)]
                ^ t[0x200 + (high >> 8 & 0xFF)]
                ^ t[0x100 + (high >> 16 & 0xFF)]
                ^ t[high >> 24];
        }
        foreach (byte b in bytes)
            crc = t[(crc ^ b) & 0xFF] ^ crc >> 8;
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = crc >> 1 ^ (crc & 1) * Polynomial;
            table[i] = crc;
        }
        for (int i = 256; i < table.Length; i++)
            table[i] = table[i - 256] >> 8 ^ table[table[i - 256] & 0xFF];
        return table;
    }
}
