namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// LZF, the filter of h5py: literal runs, and copies of bytes up to 8 KiB back. The format is that of Marc Lehmann's
/// LibLZF. It is read only.
/// </summary>
internal sealed unsafe class LzfCodec : IBytesCodec
{
    private const int LongestRun = 32,
        LongCopy = 7;

    // A copy of three bytes gives at most 264.
    private const long MaximumRatio = 88;

    public string Name => "lzf";

    public long MaxEncoded(long length) => length + length / LongestRun + 64;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        long most = Math.Min(capacity, source.Length * MaximumRatio + 64);
        byte* destination = into.Reserve(most);
        into.Length = Decode(source.Span, new Span<byte>(destination, checked((int)most)));
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into) =>
        throw new GchunkException("gchunk reads LZF but does not write it; use zlib, zstd or blosc");

    private static int Decode(ReadOnlySpan<byte> packed, Span<byte> plain)
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
            // The ranges may overlap, so the bytes are copied one by one.
            for (int i = 0; i < length; i++)
                plain[to + i] = plain[at + i];
            to += length;
        }
        return to;
    }

    private static InvalidDataException Damaged() => new("its LZF stream is corrupt");
}
