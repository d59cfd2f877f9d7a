using System.Runtime.InteropServices;

namespace Gchunk.Engine.Workers.Cluster.Stores;

/// <summary>A folder that all machines see, also over NFS. Nothing in it is locked.</summary>
/// <param name="root">The folder.</param>
internal sealed partial class FolderStore(string root) : IClusterStore
{
    private static readonly Lock Appending = new();
    private const string Draft = "draft-",
        Gone = ".gone-";
    private static readonly TimeSpan DraftAge = TimeSpan.FromMinutes(10);

    private readonly Lazy<bool> isLocked = new(() => WriterLock.AreSeenByAll(root));

    /// <inheritdoc/>
    public string Address => root;

    /// <inheritdoc/>
    public byte[]? Read(string name)
    {
        try
        {
            return File.ReadAllBytes(PathOf(name));
        }
        // If the whole folder is gone, the file system is away.
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && Directory.Exists(root))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Write(string name, ReadOnlySpan<byte> content, bool flush = true) =>
        AtomicFile.WriteBytes(PathOf(name), content, isPrivate: true, flush);

    /// <inheritdoc/>
    public void WriteBlock(string name, ReadOnlySpan<byte> content)
    {
        string path = PathOf(name);
        AtomicFile.Replace(path, content, isLocked.Value, flush: true);
        DiskSync.Folder(Path.GetDirectoryName(path)!);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The file is prepared under a name of its own and gets the other one by a hard link, which the system makes for
    /// exactly one of several writers, also over NFS. A writer that is killed leaves at most the file of its own, which
    /// later writers delete.
    /// </remarks>
    public bool TryAdd(string name, ReadOnlySpan<byte> content)
    {
        string path = PathOf(name),
            folder = Path.GetDirectoryName(path)!,
            draft = Path.Combine(folder, $"{Draft}{Guid.NewGuid():N}");
        try
        {
            using (
                FileStream file = AtomicFile.CreateNew(
                    draft,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    FileAccess.Write
                )
            )
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            // A lost answer of a file server may report an error for a link that was made: the file itself tells.
            if (Link(draft, path) != 0 && !IsThere(path, content))
                return false;
            DiskSync.Folder(folder);
            return true;
        }
        finally
        {
            // What stays is deleted by later writers.
            Leftovers.TryDelete(draft);
            DeleteOldDrafts(folder);
        }
    }

    /// <inheritdoc/>
    public void Append(string name, string text)
    {
        // A file that one thread has open to append to cannot be opened by another.
        lock (Appending)
            File.AppendAllText(PathOf(name), text);
    }

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(PathOf(name));

    /// <inheritdoc/>
    public IReadOnlyList<string> Names(string folder) => Entries(folder, Directory.EnumerateFiles);

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string folder) => Entries(folder, Directory.EnumerateDirectories);

    /// <inheritdoc/>
    public bool Has(string folder) => Directory.Exists(PathOf(folder));

    /// <inheritdoc/>
    public void Create(string folder)
    {
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"the folder {root} is gone");
        string path = PathOf(folder);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        for (string? above = Path.GetDirectoryName(path); above?.Length >= root.Length; )
        {
            DiskSync.Folder(above);
            above = Path.GetDirectoryName(above);
        }
    }

    /// <inheritdoc/>
    public void DeleteFolder(string folder)
    {
        string path = PathOf(folder),
            above = Path.GetDirectoryName(path)!;
        try
        {
            // At once, so that nobody sees a part of it; files are deleted one by one.
            Directory.Move(path, Path.Combine(above, Gone + Guid.NewGuid().ToString("N")));
        }
        catch (DirectoryNotFoundException) when (Directory.Exists(above)) { } // somebody else has deleted it
        // Those too of which a deletion did not come to its end.
        foreach (string gone in Directory.EnumerateDirectories(above, Gone + "*"))
            ClusterFolder.Delete(gone);
    }

    /// <inheritdoc/>
    public DateTime? Changed(string folder) => Directory.GetLastWriteTimeUtc(PathOf(folder));

    /// <inheritdoc/>
    public DateTime Now(string folder)
    {
        string file = Path.Combine(PathOf(folder), $".clock-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(file, []);
            DateTime written = File.GetLastWriteTimeUtc(file);
            return File.Exists(file) ? written : throw new FileNotFoundException("the file is gone", file);
        }
        finally
        {
            Leftovers.TryDelete(file);
        }
    }

    private string PathOf(string name) => Path.Combine(root, name);

    // A file that is being written has a hidden name.
    private List<string> Entries(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            return
            [
                .. enumerate(PathOf(folder))
                    .Select(p => Path.GetFileName(p))
                    .Where(n => n[0] != '.' && !n.StartsWith(Draft, StringComparison.Ordinal)),
            ];
        }
        catch (DirectoryNotFoundException) when (Directory.Exists(root))
        {
            return [];
        }
    }

    private static bool IsThere(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return content.SequenceEqual(File.ReadAllBytes(path));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void DeleteOldDrafts(string folder)
    {
        try
        {
            foreach (string draft in Directory.EnumerateFiles(folder, Draft + "*"))
            {
                // A file that is gone has the year 1601.
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(draft) is var age && age > DraftAge)
                    Leftovers.TryDelete(draft);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // the folder is away
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Link(string from, string to);
}
