namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// Takes LZF back, which h5py writes: runs of bytes as they are, and copies of what stands up to 8 KiB before. The
/// format is that of Marc Lehmann's LibLZF.
/// </summary>
internal static class Lzf
{
    private const int LongestRun = 32,
        LongCopy = 7;

    /// <summary>Decodes a chunk.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or does not fill the destination.</exception>
    public static void Decode(ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        int from = 0,
            to = 0;
        while (from < packed.Length)
        {
            int head = packed[from++];
            if (head < LongestRun)
            {
                int run = head + 1;
                if (run > packed.Length - from || run > plain.Length - to)
                    throw Damaged();
                packed.Slice(from, run).CopyTo(plain[to..]);
                from += run;
                to += run;
                continue;
            }
            int length = head >> 5;
            if (length == LongCopy)
            {
                if (from >= packed.Length)
                    throw Damaged();
                length += packed[from++];
            }
            length += 2;
            if (from >= packed.Length)
                throw Damaged();
            int at = to - ((head & 31) << 8) - packed[from++] - 1;
            if (at < 0 || length > plain.Length - to)
                throw Damaged();
            // What is copied may only just have been written.
            for (int i = 0; i < length; i++)
                plain[to + i] = plain[at + i];
            to += length;
        }
        if (to != plain.Length)
            throw new InvalidDataException($"it holds {to} bytes, not {plain.Length}");
    }

    private static InvalidDataException Damaged() => new("what LZF packed is damaged");
}
