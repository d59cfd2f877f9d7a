using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>A zip file whose entries are the values; read-only.</summary>
internal sealed unsafe class ZipStore : IZarrStore
{
    private const int HeaderBytes = 30;

    // Deflate encodes at most 258 bytes in two bits.
    private const long MaximumRatio = 1032;
    private const uint HeaderMark = 0x04034b50;

    private readonly Dictionary<string, ZipEntry> entries;
    private readonly string version;

    /// <summary>Reads the directory of the file.</summary>
    /// <exception cref="GchunkException">The file is not a zip file, truncated or damaged.</exception>
    public ZipStore(string path)
    {
        Location = Path.GetFullPath(path);
        entries = ZipDirectory.Read(Location, out version);
    }

    public string Location { get; }

    public bool IsWritable => false;

    public bool CanList => true;

    public int Concurrency => 1;

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        if (!entries.TryGetValue(key, out ZipEntry entry))
            return false;
        (long start, long count) = range.In(entry.Length);
        if (count > limit)
            throw Damaged(key, $"it has {count} bytes where at most {limit} are expected");
        using FileHandles.Lease file = FileHandles.Rent(Location, version);
        byte* header = stackalloc byte[HeaderBytes];
        file.Read(header, HeaderBytes, entry.Header);
        var fields = new ReadOnlySpan<byte>(header, HeaderBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(fields) != HeaderMark)
            throw Damaged(key, "it is not where the directory says");
        long data =
            entry.Header
            + HeaderBytes
            + BinaryPrimitives.ReadUInt16LittleEndian(fields[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(fields[28..]);
        switch (entry.Method)
        {
            case 0 when entry.Stored == entry.Length:
                file.Read(into.Reserve(count), count, data + start);
                into.Length = count;
                if (count == entry.Length && Crc32.HashToUInt32(into.Span) != entry.Checksum)
                    throw Damaged(key, "its CRC-32 checksum does not match");
                return true;
            case 8:
                Inflate(file, key, data, entry, start, count, into);
                return true;
            default:
                throw Damaged(
                    key,
                    $"it is compressed by method {entry.Method}; stored and deflated entries can be read"
                );
        }
    }

    // A part of a compressed entry is found by decompressing what is before it, of which nothing is kept. Memory is
    // allocated as bytes come, because the length in the directory may be wrong.
    private void Inflate(
        FileHandles.Lease file,
        string key,
        long data,
        ZipEntry entry,
        long start,
        long count,
        Scratch into
    )
    {
        if (entry.Length / MaximumRatio > entry.Stored)
            throw Damaged(key, $"it has {entry.Length} bytes, which {entry.Stored} compressed ones cannot give");
        using var input = new PartStream(file, data, entry.Stored);
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        var checksum = new Crc32();
        long at = 0;
        into.Clear();
        try
        {
            for (
                int read;
                (at < start + count || count == entry.Length) && (read = inflate.Read(buffer)) > 0;
                at += read
            )
            {
                if (at + read > entry.Length)
                    throw Damaged(key, $"it gives more than {entry.Length} bytes");
                checksum.Append(buffer.AsSpan(0, read));
                int from = (int)Math.Clamp(start - at, 0, read),
                    to = (int)Math.Clamp(start + count - at, 0, read);
                if (to > from)
                    into.Append(buffer.AsSpan(from, to - from));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged(key, "its deflate stream is corrupt");
        }
        if (into.Length != count || (count == entry.Length && checksum.GetCurrentHashAsUInt32() != entry.Checksum))
            throw Damaged(key, "its length or checksum does not match");
    }

    public void Write(string key, ReadOnlySpan<byte> value) =>
        throw new GchunkException(
            $"{Location} is a zip file, which cannot be changed: write a new file, or use a folder"
        );

    public void Delete(string key) =>
        throw new GchunkException(
            $"{Location} is a zip file, which cannot be changed: write a new file, or use a folder"
        );

    public IReadOnlyList<string> Children(string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        return
        [
            .. entries
                .Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
                .Select(k => k[prefix.Length..].Split('/')[0])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    // A version of the file never changes.
    public string? Stamp(string key) => entries.ContainsKey(key) ? version : null;

    public void Dispose() { }

    private GchunkException Damaged(string key, string how) => new($"{Location} is damaged: '{key}': {how}");
}
