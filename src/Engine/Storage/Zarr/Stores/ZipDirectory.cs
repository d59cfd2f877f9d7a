using System.Buffers.Binary;
using System.Text;
using Gchunk.Engine.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>An entry of a zip file.</summary>
/// <param name="Header">The offset of its local header.</param>
/// <param name="Stored">The number of stored bytes.</param>
/// <param name="Length">The number of decompressed bytes.</param>
/// <param name="Method">0: not compressed; 8: deflate.</param>
/// <param name="Checksum">The CRC-32 of the decompressed bytes.</param>
internal readonly record struct ZipEntry(long Header, long Stored, long Length, int Method, uint Checksum);

/// <summary>
/// Reads the central directory of a zip file (PKWARE's APPNOTE 6.3.10, sections 4.3.12 to 4.3.16), also in the 64-bit
/// format; every value is checked.
/// </summary>
internal static class ZipDirectory
{
    private const int EndBytes = 22,
        LocatorBytes = 20,
        End64Bytes = 56,
        EntryBytes = 46,
        LongestComment = ushort.MaxValue;
    private const uint EndMark = 0x06054b50,
        LocatorMark = 0x07064b50,
        End64Mark = 0x06064b50,
        EntryMark = 0x02014b50;
    private const long LargestDirectory = 512L << 20;

    /// <summary>Returns the entries by their names.</summary>
    /// <exception cref="GchunkException">The file is not a zip file, truncated or damaged.</exception>
    public static Dictionary<string, ZipEntry> Read(string path, out string version)
    {
        using SafeFileHandle file = FileHandles.OpenFile(path);
        version = FileSignature.VersionOf(file);
        long length = RandomAccess.GetLength(file);
        (long offset, long size) = FindDirectory(file, length, path);
        if (size > LargestDirectory || offset < 0 || size < 0 || offset > length - size)
            throw Damaged(path, $"its directory of {size} bytes at {offset} is not in the file of {length} bytes");
        byte[] directory = ReadAt(file, offset, (int)size, path);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        for (
            ReadOnlySpan<byte> rest = directory;
            rest.Length >= EntryBytes && BinaryPrimitives.ReadUInt32LittleEndian(rest) == EntryMark;

        )
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]),
                extra = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]),
                comment = BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            if (rest.Length < EntryBytes + name + extra + comment)
                throw Damaged(path, "its directory ends within an entry");
            bool encrypted = (BinaryPrimitives.ReadUInt16LittleEndian(rest[8..]) & 1) != 0;
            ZipEntry entry = Entry(rest, rest.Slice(EntryBytes + name, extra));
            string key = Encoding.UTF8.GetString(rest.Slice(EntryBytes, name));
            if (!key.EndsWith('/') && !encrypted && StoreKey.IsSafe(key))
                entries[key] = entry;
            rest = rest[(EntryBytes + name + extra + comment)..];
        }
        foreach ((string key, ZipEntry entry) in entries)
        {
            if (entry.Header < 0 || entry.Stored < 0 || entry.Length < 0 || entry.Header > length - entry.Stored)
                throw Damaged(path, $"'{key}' is not inside it");
        }

        return entries;
    }

    private static ZipEntry Entry(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
            length = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]),
            header = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        // Numbers that do not fit are in an extra field, in this order.
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra),
                size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (id == 1)
            {
                ReadOnlySpan<byte> large = extra.Slice(4, size);
                length = Large(length, ref large);
                stored = Large(stored, ref large);
                header = Large(header, ref large);
            }
            extra = extra[(4 + size)..];
        }
        return new ZipEntry(
            header,
            stored,
            length,
            BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[16..])
        );
    }

    private static long Large(long small, ref ReadOnlySpan<byte> fields)
    {
        if (small != uint.MaxValue || fields.Length < 8)
            return small;
        long large = BinaryPrimitives.ReadInt64LittleEndian(fields);
        fields = fields[8..];
        return large;
    }

    private static (long Offset, long Size) FindDirectory(SafeFileHandle file, long length, string path)
    {
        int tail = (int)Math.Min(length, EndBytes + LongestComment + LocatorBytes);
        byte[] end = ReadAt(file, length - tail, tail, path);
        for (int at = tail - EndBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at)) != EndMark)
                continue;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 12)),
                offset = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 16));
            if (
                at < LocatorBytes
                || BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at - LocatorBytes)) != LocatorMark
            )
            {
                return (offset, size);
            }

            long end64 = BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(at - LocatorBytes + 8));
            if (end64 < 0 || end64 > length - End64Bytes)
                throw Damaged(path, "the offset of its directory is beyond its end");
            byte[] large = ReadAt(file, end64, End64Bytes, path);
            if (BinaryPrimitives.ReadUInt32LittleEndian(large) != End64Mark)
                throw Damaged(path, "the end record of its directory is not where it should be");
            return (
                BinaryPrimitives.ReadInt64LittleEndian(large.AsSpan(48)),
                BinaryPrimitives.ReadInt64LittleEndian(large.AsSpan(40))
            );
        }
        throw new GchunkException($"{path} is not a zip file, or it is truncated: it has no directory at its end");
    }

    private static byte[] ReadAt(SafeFileHandle file, long offset, int count, string path)
    {
        var bytes = new byte[count];
        for (int done = 0; done < count; )
        {
            int read;
            try
            {
                read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            }
            catch (IOException e)
            {
                throw new GchunkException($"cannot read {path}: {e.Message}", e);
            }
            if (read == 0)
                throw Damaged(path, "it is shorter than when it was opened");
            done += read;
        }
        return bytes;
    }

    private static GchunkException Damaged(string path, string how) => new($"{path} is damaged: {how}");
}
