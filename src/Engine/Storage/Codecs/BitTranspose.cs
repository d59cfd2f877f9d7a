namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// The bit shuffle of bitshuffle and c-blosc: for each byte of an element and each of its bits, a row with this bit of
/// all elements.
/// </summary>
internal static unsafe class BitTranspose
{
    /// <summary>Elements are shuffled in groups of this number.</summary>
    public const int Group = 8;

    /// <summary>Undoes the shuffle of a number of elements that is a multiple of 8.</summary>
    public static void Undo(byte* source, byte* destination, long count, int elementSize)
    {
        long row = count / Group;
        for (int b = 0; b < elementSize; b++)
        {
            byte* rows = source + b * Group * row;
            byte* target = destination + b;
            for (long j = 0; j < row; j++)
            {
                ulong bits = 0;
                for (int bit = 0; bit < Group; bit++)
                    bits |= (ulong)rows[bit * row + j] << Group * bit;
                bits = Transpose(bits);
                for (int i = 0; i < Group; i++, bits >>= Group, target += elementSize)
                    *target = (byte)bits;
            }
        }
    }

    // An 8 x 8 matrix of bits; Warren, "Hacker's Delight", section 7-3.
    private static ulong Transpose(ulong x)
    {
        ulong t = (x ^ x >> 7) & 0x00AA00AA00AA00AA;
        x ^= t ^ t << 7;
        t = (x ^ x >> 14) & 0x0000CCCC0000CCCC;
        x ^= t ^ t << 14;
        t = (x ^ x >> 28) & 0x00000000F0F0F0F0;
        return x ^ t ^ t << 28;
    }
}
