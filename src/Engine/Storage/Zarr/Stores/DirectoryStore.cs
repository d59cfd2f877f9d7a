using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>A folder whose files are the values.</summary>
internal sealed partial class DirectoryStore : IZarrStore
{
    private const int Everyone = 0x1FF,
        ThereAlready = 17;

    // The folders where leftovers of killed writers have been deleted.
    private readonly ConcurrentDictionary<string, bool> swept = new();
    private readonly Lazy<bool> isLocked;

    public DirectoryStore(string path)
    {
        Location = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        isLocked = new(() => WriterLock.AreSeenByAll(Location));
    }

    public string Location { get; }

    /// <summary>
    /// False if nobody reads the folder before it is complete. Otherwise metadata are on the disk before they appear.
    /// </summary>
    public bool IsRead { get; init; } = true;

    public bool IsWritable => true;

    public bool CanList => true;

    public int Concurrency => 1;

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        string file = PathOf(key);
        // A file beside the arrays of a group has no metadata.
        if (StoreKey.IsMetadata(key) && key.Contains('/') && File.Exists(Path.GetDirectoryName(file)))
            return false;
        return FileRange.Read(
            file,
            range,
            limit,
            into,
            length => new GchunkException(
                $"{file} is damaged: it has {length} bytes where at most {limit} are expected"
            )
        );
    }

    public void Write(string key, ReadOnlySpan<byte> value)
    {
        string file = PathOf(key),
            folder = Path.GetDirectoryName(file)!;
        bool flush = IsRead && StoreKey.IsMetadata(key);
        if (swept.TryAdd(folder, true) && Directory.Exists(folder))
            Leftovers.SweepFolder(folder);
        try
        {
            try
            {
                AtomicFile.Replace(file, value, isLocked.Value, flush);
            }
            // If another thread makes the folder just after the failure, .NET reports a missing file instead.
            catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
            {
                MakeFolders(key);
                AtomicFile.Replace(file, value, isLocked.Value, flush);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot write {file}: {e.Message}", e);
        }
    }

    // Makes the folders of a key one by one, so that the store itself is never made anew: it would lack what was written
    // before it was deleted.
    private void MakeFolders(string key)
    {
        int error = 0;
        for (int slash = key.IndexOf('/'); slash >= 0; slash = key.IndexOf('/', slash + 1))
        {
            string folder = PathOf(key[..slash]);
            if (OperatingSystem.IsWindows())
            {
                if (Directory.Exists(Location))
                    Directory.CreateDirectory(folder);
            }
            else if (mkdir(folder, Everyone) != 0 && (error = Marshal.GetLastPInvokeError()) != ThereAlready)
            {
                break;
            }
        }
        if (!Directory.Exists(Location))
        {
            throw new GchunkException(
                $"cannot write {key}: the folder {Location} was deleted while it was being written; write all of it again"
            );
        }
        if (error is not (0 or ThereAlready))
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
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

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int mkdir(string path, uint mode);
}
