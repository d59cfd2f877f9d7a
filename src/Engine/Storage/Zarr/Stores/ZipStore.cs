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
                // A part of a compressed entry cannot be read alone, so the whole entry is read.
                if (entry.Length > limit && range.IsAll || entry.Length > int.MaxValue)
                    throw Damaged(key, $"it has {entry.Length} bytes where at most {limit} are expected");
                using (var whole = new Scratch())
                {
                    Inflate(file, key, data, entry, whole);
                    Buffer.MemoryCopy(whole.Pointer + start, into.Reserve(count), count, count);
                    into.Length = count;
                }
                return true;
            default:
                throw Damaged(
                    key,
                    $"it is compressed by method {entry.Method}; stored and deflated entries can be read"
                );
        }
    }

    private void Inflate(FileHandles.Lease file, string key, long data, ZipEntry entry, Scratch whole)
    {
        using var stored = new Scratch();
        file.Read(stored.Reserve(entry.Stored), entry.Stored, data);
        using var input = new UnmanagedMemoryStream(stored.Pointer, entry.Stored);
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        // Memory is allocated as bytes come, because the length in the directory may be wrong.
        var buffer = new byte[1 << 16];
        whole.Length = 0;
        try
        {
            for (int read; (read = inflate.Read(buffer)) > 0; )
            {
                if (whole.Length + read > entry.Length)
                    throw Damaged(key, $"it gives more than {entry.Length} bytes");
                whole.Append(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged(key, "its deflate stream is corrupt");
        }
        whole.Grow(1);
        if (whole.Length != entry.Length || Crc32.HashToUInt32(whole.Span) != entry.Checksum)
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
