using System.Buffers.Binary;
using System.Text;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Manifests;

/// <summary>
/// A file that holds the bytes needed to open other files. It is not trusted: entries with a wrong checksum, or that
/// cannot belong to their file, are ignored.
/// </summary>
/// <remarks>
/// It begins with a header of 32 bytes: a magic number, the length of the file (int64), the length of the list (int32)
/// and the CRC-32C of header and list. The list has a row for each file: path, length, two times, and the offset of its
/// parts. The parts of all files follow: for each file the number of parts (int32), their offsets (int64) and lengths
/// (int32), and their bytes. All numbers are little-endian.
/// </remarks>
internal sealed unsafe class Manifest : IDisposable
{
    private const int HeadBytes = 32,
        PlaceBytes = 12,
        MostList = 1 << 26,
        MostBytes = 2 * KnownBytes.MostBytes;

    private readonly SafeFileHandle file;
    private readonly Dictionary<string, ManifestEntry> byPath = [];

    private Manifest(SafeFileHandle file) => this.file = file;

    private static ReadOnlySpan<byte> Magic => "gchunk manifest1"u8;

    /// <summary>The entries, the latest first.</summary>
    public List<ManifestEntry> Entries { get; } = [];

    /// <summary>Reads the list of a manifest; returns null if there is none or it is damaged.</summary>
    public static Manifest? TryOpen(string path)
    {
        Manifest? manifest = null;
        try
        {
            // No exception for a missing manifest: most sets of files are opened for the first time.
            if (!File.Exists(path))
                return null;
            manifest = new Manifest(
                File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            );
            if (manifest.ReadList())
                return manifest;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or ArgumentException
                        or OverflowException
            )
        { /* a damaged manifest counts as missing */
        }
        manifest?.Dispose();
        return null;
    }

    /// <summary>Returns the number of bytes that the manifest holds for a file.</summary>
    public int LengthOf(string path) => byPath.TryGetValue(path, out ManifestEntry entry) ? entry.Length : 0;

    /// <summary>
    /// Returns the parts of a file; null if there are none for its present stamp or they are damaged.
    /// </summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="stamp">The present stamp of the file.</param>
    /// <param name="memory">The memory for the parts.</param>
    public FilePart[]? Find(string path, FileStamp stamp, PartMemory memory)
    {
        if (!byPath.TryGetValue(path, out ManifestEntry entry) || entry.Stamp != stamp || entry.Length > MostBytes)
            return null;
        byte* bytes = memory.Take(entry.Length);
        return Read(entry, new Span<byte>(bytes, entry.Length)) ? Parts(bytes, entry.Length, stamp) : null;
    }

    /// <summary>Returns an entry's bytes as the manifest holds them; null if they are damaged.</summary>
    public byte[]? ReadBytes(ManifestEntry entry)
    {
        if (entry.Length > MostBytes)
            return null;
        var bytes = new byte[entry.Length];
        return Read(entry, bytes) ? bytes : null;
    }

    /// <summary>
    /// Returns the parts of a file in the form of a manifest: sorted, with overlapping and adjacent parts joined.
    /// </summary>
    public static byte[] Pack(IReadOnlyList<FilePart> parts)
    {
        var joined = new List<(long Start, long End)>();
        FilePart[] sorted = [.. parts.OrderBy(p => p.Offset)];
        foreach (FilePart part in sorted)
        {
            if (joined.Count > 0 && part.Offset <= joined[^1].End)
                joined[^1] = (joined[^1].Start, Math.Max(joined[^1].End, part.End));
            else
                joined.Add((part.Offset, part.End));
        }
        int head = 4 + PlaceBytes * joined.Count;
        var bytes = new byte[head + joined.Sum(j => j.End - j.Start)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, joined.Count);
        int at = head,
            next = 0;
        for (int i = 0; i < joined.Count; i++)
        {
            var (start, end) = joined[i];
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4 + PlaceBytes * i), start);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 + PlaceBytes * i + 8), (int)(end - start));
            for (; next < sorted.Length && sorted[next].Offset < end; next++)
                sorted[next].Bytes.CopyTo(bytes.AsSpan(at + (int)(sorted[next].Offset - start)));
            at += (int)(end - start);
        }
        return bytes;
    }

    /// <summary>Writes a manifest.</summary>
    /// <param name="path">The file, which exists and is empty.</param>
    /// <param name="files">The entries, the latest first.</param>
    public static void Write(string path, IReadOnlyList<(string Path, FileStamp Stamp, byte[] Bytes)> files)
    {
        long listBytes = files.Sum(f => 4L + Encoding.UTF8.GetByteCount(f.Path) + 3 * 8 + 8 + 4 + 4),
            offset = HeadBytes + listBytes;
        using var head = new MemoryStream();
        using var writer = new BinaryWriter(head);
        writer.Write(Magic);
        writer.Write(offset + files.Sum(f => (long)f.Bytes.Length));
        writer.Write(checked((int)listBytes));
        writer.Write(0);
        foreach (var (name, stamp, bytes) in files)
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            writer.Write(text.Length);
            writer.Write(text);
            writer.Write(stamp.Length);
            writer.Write(stamp.Modified);
            writer.Write(stamp.Changed);
            writer.Write(offset);
            writer.Write(bytes.Length);
            writer.Write(Crc32cCodec.Compute(bytes));
            offset += bytes.Length;
        }
        byte[] first = head.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(first.AsSpan(HeadBytes - 4), Crc32cCodec.Compute(first));
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, first, 0);
        offset = first.Length;
        foreach (var (_, _, bytes) in files)
        {
            RandomAccess.Write(file, bytes, offset);
            offset += bytes.Length;
        }
    }

    public void Dispose() => file.Dispose();

    private bool ReadList()
    {
        long length = RandomAccess.GetLength(file);
        var head = new byte[HeadBytes];
        if (
            RandomAccess.Read(file, head, 0) != HeadBytes
            || !head.AsSpan().StartsWith(Magic)
            || BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(16)) != length
        )
        {
            return false;
        }

        int listBytes = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(24));
        if (listBytes < 0 || listBytes > Math.Min(MostList, length - HeadBytes))
            return false;
        var all = new byte[HeadBytes + listBytes];
        if (RandomAccess.Read(file, all, 0) != all.Length)
            return false;
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(HeadBytes - 4));
        all.AsSpan(HeadBytes - 4, 4).Clear();
        if (Crc32cCodec.Compute(all) != checksum)
            return false;
        using var reader = new BinaryReader(new MemoryStream(all, HeadBytes, listBytes));
        long next = all.Length;
        while (reader.BaseStream.Position < listBytes)
        {
            int textBytes = reader.ReadInt32();
            if (textBytes < 0 || textBytes > listBytes - reader.BaseStream.Position)
                return false;
            string path = Encoding.UTF8.GetString(reader.ReadBytes(textBytes));
            var stamp = new FileStamp(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
            var entry = new ManifestEntry(path, stamp, reader.ReadInt64(), reader.ReadInt32(), reader.ReadUInt32());
            if (entry.Offset != next || entry.Length < 0 || entry.Length > length - next)
                return false;
            next += entry.Length;
            Entries.Add(entry);
            byPath.TryAdd(path, entry);
        }
        return next == length;
    }

    private bool Read(ManifestEntry entry, Span<byte> into)
    {
        try
        {
            return RandomAccess.Read(file, into, entry.Offset) == into.Length
                && Crc32cCodec.Compute(into) == entry.Checksum;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static FilePart[]? Parts(byte* start, int size, FileStamp stamp)
    {
        var bytes = new ReadOnlySpan<byte>(start, size);
        int count = size < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (count < 0 || count > (size - 4) / PlaceBytes)
            return null;
        var parts = new FilePart[count];
        int at = 4 + PlaceBytes * count;
        long end = 0;
        for (int i = 0; i < count; i++)
        {
            long offset = BinaryPrimitives.ReadInt64LittleEndian(bytes[(4 + PlaceBytes * i)..]);
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 + PlaceBytes * i + 8)..]);
            if (offset < end || length <= 0 || length > size - at || offset > stamp.Length - length)
                return null;
            parts[i] = new FilePart(offset, start + at, length);
            at += length;
            end = offset + length;
        }
        return at == size ? parts : null;
    }
}
