namespace Gchunk.Engine.Storage.Codecs.BitPacked;

/// <summary>Numbers of some bits each, the highest bit first. The caller has checked that there are as many.</summary>
internal ref struct BitStream(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int next,
        left;
    private uint current;

    /// <summary>Returns the next number of at most 64 bits.</summary>
    public ulong Next(int bits)
    {
        ulong value = 0;
        while (bits > 0)
        {
            if (left == 0)
                (current, left) = (bytes[next++], 8);
            int taken = Math.Min(left, bits);
            value = value << taken | (current >> (left - taken) & ((1u << taken) - 1));
            left -= taken;
            bits -= taken;
        }
        return value;
    }

    /// <summary>Writes the lowest bytes of a number, little-endian.</summary>
    public static void Write(Span<byte> element, ulong value)
    {
        foreach (ref byte part in element)
        {
            part = (byte)value;
            value >>= 8;
        }
    }
}
