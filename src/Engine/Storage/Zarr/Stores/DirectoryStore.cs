using System.Collections.Concurrent;
using System.Globalization;
using Gchunk.Engine.Storage.Codecs;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>A folder whose files are the values.</summary>
internal sealed class DirectoryStore(string path) : IZarrStore
{
    // The folders where leftovers of killed writers have been deleted.
    private readonly ConcurrentDictionary<string, bool> swept = new();

    public string Location { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    public bool IsWritable => true;

    public bool CanList => true;

    public int Concurrency => 1;

    public unsafe bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        string file = PathOf(key);
        // An exception for each missing chunk would cost more than reading a chunk.
        if (!File.Exists(file))
            return false;
        try
        {
            using SafeFileHandle handle = File.OpenHandle(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            (long start, long length) = range.In(RandomAccess.GetLength(handle));
            if (length > limit)
            {
                throw new GchunkException(
                    $"{file} is damaged: it has {length} bytes where at most {limit} are expected"
                );
            }

            byte* destination = into.Reserve(length);
            long done = 0;
            while (done < length)
            {
                int read = RandomAccess.Read(
                    handle,
                    new Span<byte>(destination + done, (int)Math.Min(length - done, 1 << 30)),
                    start + done
                );
                if (read == 0)
                    break;
                done += read;
            }
            into.Length = done;
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot read {file}: {e.Message}", e);
        }
    }

    public void Write(string key, ReadOnlySpan<byte> value)
    {
        string file = PathOf(key),
            folder = Path.GetDirectoryName(file)!;
        if (swept.TryAdd(folder, true) && Directory.Exists(folder))
            Leftovers.SweepFolder(folder);
        try
        {
            try
            {
                AtomicFile.Replace(file, value);
            }
            // If another thread makes the folder just after the failure, .NET reports a missing file instead.
            catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
            {
                Directory.CreateDirectory(folder);
                AtomicFile.Replace(file, value);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot write {file}: {e.Message}", e);
        }
    }

    public void Delete(string key)
    {
        string file = PathOf(key);
        if (!File.Exists(file))
            return;
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot delete {file}: {e.Message}", e);
        }
    }

    public IReadOnlyList<string> Children(string folder)
    {
        string path = folder.Length == 0 ? Location : PathOf(folder);
        try
        {
            return Directory.Exists(path)
                ?
                [
                    .. Directory
                        .EnumerateFileSystemEntries(path)
                        .Select(p => Path.GetFileName(p)!)
                        .Order(StringComparer.Ordinal),
                ]
                : [];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot list {path}: {e.Message}", e);
        }
    }

    public string? Stamp(string key)
    {
        var file = new FileInfo(PathOf(key));
        return file.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}-{file.LastWriteTimeUtc.Ticks:x}")
            : null;
    }

    public void Dispose() { }

    private string PathOf(string key) => Path.Combine(Location, key);
}
