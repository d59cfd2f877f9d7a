using System.Buffers.Binary;
using System.Text;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.GeoTiff;

/// <summary>The entries of the first image of a TIFF or BigTIFF file.</summary>
/// <remarks>
/// "TIFF Revision 6.0" (Adobe, 1992), section 2. The file is not trusted: every count and offset is checked against its
/// length before it is used.
/// </remarks>
internal sealed unsafe class TiffDirectory
{
    // Overviews and masks that may come before the image, and the entries of one directory.
    private const int MaximumDirectories = 64,
        MaximumEntries = 4096;

    private readonly string path;
    private readonly FileHandles.Lease file;
    private readonly long length;
    private readonly bool isBig;
    private readonly Dictionary<int, (int Type, long Count, long At)> entries = [];

    private TiffDirectory(string path, FileHandles.Lease file, bool bigEndian, bool isBig)
    {
        (this.path, this.file, length, IsBigEndian, this.isBig) = (path, file, file.Length, bigEndian, isBig);
    }

    /// <summary>True if the numbers of the file are big-endian.</summary>
    public bool IsBigEndian { get; }

    /// <summary>Reads the directory of the first image that is neither an overview nor a mask.</summary>
    /// <exception cref="GchunkException">The file is not TIFF, or is damaged.</exception>
    public static TiffDirectory Read(string path, FileHandles.Lease file)
    {
        if (file.Length < 16)
            throw new GchunkException($"{path} is truncated: it has {file.Length} bytes, fewer than a TIFF header");
        byte[] start = Bytes(file, 0, 16);
        if (!FileSignature.IsTiff(start))
            throw new GchunkException($"{path} is not a TIFF file");
        bool bigEndian = start[0] == (byte)'M',
            isBig = start[2] == (byte)'+' || start[3] == (byte)'+';
        var directory = new TiffDirectory(path, file, bigEndian, isBig);
        long at = isBig ? directory.Offset(start.AsSpan(8)) : directory.UInt32(start.AsSpan(4));
        for (int i = 0; i < MaximumDirectories && at != 0; i++)
        {
            at = directory.ReadEntries(at);
            // Bit 0 is an overview, bit 2 a mask.
            if ((directory.Number(254, 0) & 5) == 0)
                return directory;
        }
        throw directory.Damaged("it has no image of full size");
    }

    private long ReadEntries(long at)
    {
        entries.Clear();
        int head = isBig ? 8 : 2,
            size = isBig ? 20 : 12;
        Demand(at, head, "a directory");
        byte[] counted = Bytes(file, at, head);
        ulong count =
            isBig ? (ulong)Offset(counted)
            : IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(counted)
            : BinaryPrimitives.ReadUInt16LittleEndian(counted);
        if (count > MaximumEntries)
            throw Damaged($"a directory claims {count} entries");
        int bytes = (int)count * size,
            link = isBig ? 8 : 4;
        Demand(at + head, bytes + link, "a directory");
        byte[] all = Bytes(file, at + head, bytes + link);
        for (int i = 0; i < (int)count; i++)
        {
            ReadOnlySpan<byte> entry = all.AsSpan(i * size, size);
            int tag = UInt16(entry),
                type = UInt16(entry[2..]),
                each = SizeOf(type);
            long n = isBig ? Offset(entry[4..]) : UInt32(entry[4..]);
            if (each == 0)
                continue;
            if (n < 0 || n > length / each)
                throw Damaged($"tag {tag} claims {n} values");
            int inlineAt = isBig ? 12 : 8;
            long place =
                n * each <= link ? at + head + i * size + inlineAt
                : isBig ? Offset(entry[inlineAt..])
                : UInt32(entry[inlineAt..]);
            Demand(place, n * each, $"tag {tag}");
            entries.TryAdd(tag, (type, n, place));
        }

        ReadOnlySpan<byte> next = all.AsSpan(bytes);
        return isBig ? Offset(next) : UInt32(next);
    }

    /// <summary>Returns a tag's first value as an integer.</summary>
    public long Number(int tag, long missing) => Numbers(tag) is [var first, ..] ? first : missing;

    /// <summary>Returns a tag's values as integers, or null if there is no such tag.</summary>
    /// <exception cref="GchunkException">They are not integers.</exception>
    public long[]? Numbers(int tag)
    {
        if (!entries.TryGetValue(tag, out var entry))
            return null;
        (int type, long count, _) = entry;
        if (type is not (1 or 3 or 4 or 6 or 8 or 9 or 13 or 16 or 17 or 18))
            throw Damaged($"tag {tag} has the type {type}, not that of integers");
        byte[] bytes = Value(entry);
        var values = new long[count];
        int size = SizeOf(type);
        for (long i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> b = bytes.AsSpan((int)(i * size), size);
            values[i] = type switch
            {
                1 => b[0],
                6 => (sbyte)b[0],
                3 => UInt16(b),
                8 => (short)UInt16(b),
                4 or 13 => UInt32(b),
                9 => (int)UInt32(b),
                _ => Offset(b),
            };
        }

        return values;
    }

    /// <summary>Returns a tag's values as floats, or null if there is no such tag.</summary>
    public double[]? Floats(int tag)
    {
        if (!entries.TryGetValue(tag, out var entry))
            return null;
        if (entry.Type is not (11 or 12))
            return Array.ConvertAll(Numbers(tag)!, n => (double)n);
        byte[] bytes = Value(entry);
        int size = SizeOf(entry.Type);
        var values = new double[entry.Count];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> b = bytes.AsSpan(i * size, size);
            values[i] =
                size == 4
                    ? BitConverter.UInt32BitsToSingle((uint)UInt32(b))
                    : BitConverter.Int64BitsToDouble(Signed(b));
        }

        return values;
    }

    /// <summary>Returns a tag's text without trailing NULs, or null if there is no such tag.</summary>
    public string? Text(int tag) =>
        entries.TryGetValue(tag, out var entry) && entry.Type is 1 or 2 or 7
            ? Encoding.UTF8.GetString(Value(entries[tag]).AsSpan().TrimEnd((byte)0))
            : null;

    /// <summary>The error of a damaged file.</summary>
    public GchunkException Damaged(string how) => new($"{path} is damaged: {how}");

    private byte[] Value((int Type, long Count, long At) entry)
    {
        long bytes = entry.Count * SizeOf(entry.Type);
        return bytes <= int.MaxValue / 2
            ? Bytes(file, entry.At, (int)bytes)
            : throw Damaged($"a tag has {bytes} bytes");
    }

    private void Demand(long at, long count, string what)
    {
        if (at < 8 || count < 0 || at > length - count)
            throw Damaged($"{what} of {count} bytes should be at {at}, but the file has {length} bytes");
    }

    private int UInt16(ReadOnlySpan<byte> b) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(b) : BinaryPrimitives.ReadUInt16LittleEndian(b);

    private long UInt32(ReadOnlySpan<byte> b) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(b) : BinaryPrimitives.ReadUInt32LittleEndian(b);

    private long Signed(ReadOnlySpan<byte> b) =>
        IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(b) : BinaryPrimitives.ReadInt64LittleEndian(b);

    private long Offset(ReadOnlySpan<byte> b) =>
        Signed(b) is >= 0 and var value ? value : throw Damaged("an offset is negative");

    private static int SizeOf(int type) =>
        type switch
        {
            1 or 2 or 6 or 7 => 1,
            3 or 8 => 2,
            4 or 9 or 11 or 13 => 4,
            5 or 10 or 12 or 16 or 17 or 18 => 8,
            _ => 0,
        };

    private static byte[] Bytes(FileHandles.Lease file, long at, int count)
    {
        var bytes = new byte[count];
        fixed (byte* p = bytes)
            file.Read(p, count, at);
        return bytes;
    }
}
