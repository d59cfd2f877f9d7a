using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.GeoTiff;

/// <summary>The compressions of TIFF that gchunk reads.</summary>
internal static unsafe class TiffCompression
{
    private static readonly DeflateCodec Deflate = new(gzip: false, level: 6);
    private static readonly ZstdCodec Zstd = new(3, checksum: false);

    /// <summary>Returns why a compression is not read, or null if it is.</summary>
    public static string? WhyNot(long compression) =>
        compression switch
        {
            1 or 5 or 8 or 32946 or 32773 or 50000 => null,
            _ =>
                $"its compression is {Name(compression)}, which is not supported; convert the file with: gdal_translate -co COMPRESS=DEFLATE IN OUT",
        };

    private static string Name(long compression) =>
        compression switch
        {
            2 or 3 or 4 => "CCITT fax",
            6 or 7 => "JPEG",
            34712 => "JPEG 2000",
            34887 => "LERC",
            34925 => "LZMA",
            50001 => "WebP",
            _ => $"number {compression}",
        };

    /// <summary>Decompresses a strip or a tile, which may be shorter than its place but not longer.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Decode(long compression, NativeBytes source, byte* destination, long capacity)
    {
        using var into = new Scratch(destination, capacity);
        switch (compression)
        {
            case 1:
                Buffer.MemoryCopy(source.Pointer, destination, capacity, Math.Min(source.Length, capacity));
                into.Length = Math.Min(source.Length, capacity);
                break;
            case 5:
                into.Length = Lzw(source.Span, destination, capacity);
                break;
            case 32773:
                into.Length = PackBits(source.Span, destination, capacity);
                break;
            default:
                // A codec may return the bytes in a place of its own.
                using (var decoded = new Scratch())
                {
                    NativeBytes bytes =
                        compression == 50000
                            ? Zstd.Decode(source, decoded, capacity)
                            : Deflate.Decode(source, decoded, capacity);
                    Buffer.MemoryCopy(bytes.Pointer, destination, capacity, bytes.Length);
                    into.Length = bytes.Length;
                }

                break;
        }

        if (into.Length < capacity)
            throw new InvalidDataException($"a strip or tile gives {into.Length} bytes instead of {capacity}");
    }

    // TIFF 6.0, section 13: codes of 9 to 12 bits, the first bit first; the width grows one code early.
    private static long Lzw(ReadOnlySpan<byte> source, byte* destination, long capacity)
    {
        const int Clear = 256,
            End = 257;
        // Each code is the text of another, which came at a place of the output, and one byte more.
        Span<long> starts = stackalloc long[4096];
        Span<int> lengths = stackalloc int[4096];
        int next = 258,
            width = 9,
            bits = 0,
            at = 0;
        uint buffer = 0;
        long done = 0,
            lastStart = -1;
        int lastLength = 0;
        while (done < capacity)
        {
            while (bits < width)
            {
                if (at == source.Length)
                    return done;
                buffer = buffer << 8 | source[at++];
                bits += 8;
            }
            int code = (int)(buffer >> (bits - width)) & ((1 << width) - 1);
            bits -= width;
            if (code == End)
                return done;
            if (code == Clear)
            {
                (next, width, lastStart) = (258, 9, -1);
                continue;
            }
            long start = done;
            if (code < 256)
            {
                destination[done++] = (byte)code;
            }
            else if (code < next || (code == next && lastStart >= 0 && next < 4096))
            {
                bool isNew = code == next;
                long from = isNew ? lastStart : starts[code];
                int length = isNew ? lastLength + 1 : lengths[code];
                length = (int)Math.Min(length, capacity - done);
                // The text of a new code ends with its own first byte, so the copy may overlap.
                for (int i = 0; i < length; i++)
                    destination[done + i] = destination[from + i];
                done += length;
            }
            else
            {
                throw new InvalidDataException($"its LZW stream has the unknown code {code}");
            }
            if (lastStart >= 0 && next < 4096)
            {
                (starts[next], lengths[next]) = (lastStart, lastLength + 1);
                next++;
                if (next + 1 >= 1 << width && width < 12)
                    width++;
            }
            (lastStart, lastLength) = (start, (int)(done - start));
        }
        return done;
    }

    // TIFF 6.0, section 9.
    private static long PackBits(ReadOnlySpan<byte> source, byte* destination, long capacity)
    {
        long done = 0;
        for (int at = 0; at < source.Length && done < capacity; )
        {
            int n = (sbyte)source[at++];
            if (n == -128)
                continue;
            int count = (int)Math.Min(n >= 0 ? n + 1 : 1 - n, capacity - done),
                taken = n >= 0 ? count : 1;
            if (source.Length - at < taken)
                throw new InvalidDataException("its PackBits stream is truncated");
            var target = new Span<byte>(destination + done, count);
            if (n >= 0)
                source.Slice(at, count).CopyTo(target);
            else
                target.Fill(source[at]);
            at += taken;
            done += count;
        }
        return done;
    }
}
