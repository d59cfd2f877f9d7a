using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// A new folder under a temporary name, which replaces an existing one atomically.
/// </summary>
internal sealed partial class FolderTarget : ZarrTarget
{
    private const int CurrentFolder = -100,
        Exchange = 2;

    private readonly string path,
        temporary;
    private readonly DirectoryStore store;
    private readonly IDisposable registration;
    private readonly WriterLock? held;

    /// <summary>Makes the temporary folder of a Zarr store.</summary>
    /// <exception cref="GchunkException">
    /// The parent folder does not exist or cannot be written, or the path exists but is not a Zarr store.
    /// </exception>
    public FolderTarget(string path)
        : this(path, "a Zarr store", ZarrLocation.IsZarr) { }

    /// <summary>Makes the temporary folder.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="kind">What the folder is, for errors: <c>a Zarr store</c>.</param>
    /// <param name="mayReplace">Returns true for an existing folder that may be replaced.</param>
    /// <exception cref="GchunkException">
    /// The parent folder does not exist or cannot be written, or the path exists but is something else.
    /// </exception>
    public FolderTarget(string path, string kind, Func<string, bool> mayReplace)
    {
        this.path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (
            Directory.Exists(this.path)
            && new DirectoryInfo(this.path).ResolveLinkTarget(returnFinalTarget: true) is { } target
        )
        {
            this.path = target.FullName;
        }

        string parent =
            Path.GetDirectoryName(this.path)
            ?? throw new GchunkException($"cannot write {path}: it is the root of the file system");
        if (File.Exists(this.path))
        {
            throw new GchunkException(
                $"cannot write {path}: it is a file; {kind} is a folder{(kind == "a Zarr store" ? ", or a file whose name ends in .zip" : "")}"
            );
        }

        if (!Directory.Exists(parent))
        {
            throw new GchunkException(
                $"cannot write {path}: there is no folder {parent}; create it with: mkdir -p {parent}"
            );
        }

        if (
            Directory.Exists(this.path)
            && Directory.EnumerateFileSystemEntries(this.path).Any()
            && !mayReplace(this.path)
        )
        {
            throw new GchunkException(
                $"cannot write {path}: it is a folder but not {kind}, and would be deleted; choose another name"
            );
        }

        Leftovers.Sweep(this.path);
        while (true)
        {
            temporary = Leftovers.NameFor(this.path);
            registration = Interrupt.OnExit(() => Remove(temporary));
            try
            {
                Directory.CreateDirectory(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                registration.Dispose();
                throw new GchunkException(
                    $"cannot write {path}: no folder can be created in {parent} ({e.Message})",
                    e
                );
            }
            // Another writer may have taken it for a leftover before it was locked.
            if (WriterLock.HoldFolder(temporary, out held) && Directory.Exists(temporary))
                break;
            held?.Dispose();
            registration.Dispose();
        }
        store = new DirectoryStore(temporary) { IsRead = false };
    }

    public override string Location => path;

    /// <summary>The temporary folder, for files that are written in parts.</summary>
    public string Folder => temporary;

    public override void Write(string key, ReadOnlySpan<byte> value) => store.Write(key, value);

    public override void Delete(string key) => store.Delete(key);

    public override void Commit()
    {
        try
        {
            if (held?.HasMoved == true || !Directory.Exists(temporary))
            {
                throw new GchunkException(
                    $"cannot write {path}: its temporary folder {temporary} was deleted while it was being written; write it again"
                );
            }
            DiskSync.All(temporary);
            if (!Directory.Exists(path))
            {
                Directory.Move(temporary, path);
            }
            else if (!Swap())
            {
                // If the system cannot exchange two names, the old store has another name for a moment.
                string old = temporary + ".old";
                Directory.Move(path, old);
                Directory.Move(temporary, path);
                Remove(old);
            }
            DiskSync.Folder(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot write {path}: {e.Message}", e);
        }
        finally
        {
            // After an exchange the old store has the temporary name.
            Dispose();
        }
    }

    private bool Swap()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return renameat2(CurrentFolder, temporary, CurrentFolder, path, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        Remove(temporary);
        held?.Dispose();
        registration.Dispose();
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* it is hidden and has a telling name; a later write deletes it */
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int renameat2(int fromFolder, string from, int toFolder, string to, uint flags);
}
