using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// Where a writer puts keys, to be seen by others all at once or, in a store that is there, one by one.
/// </summary>
internal abstract class ZarrTarget : IDisposable
{
    /// <summary>What messages call it.</summary>
    public abstract string Location { get; }

    /// <summary>Writes a key; called from many threads at once.</summary>
    public abstract void Write(string key, ReadOnlySpan<byte> value);

    /// <summary>Removes a key, if it is there.</summary>
    public abstract void Delete(string key);

    /// <summary>Makes all that was written visible.</summary>
    public abstract void Commit();

    /// <summary>Drops what has been written, where it is not visible yet.</summary>
    public abstract void Dispose();
}

/// <summary>A store that others may read meanwhile: what is written is seen at once.</summary>
internal sealed class OpenTarget(IZarrStore store) : ZarrTarget
{
    public override string Location => store.Location;

    public override void Write(string key, ReadOnlySpan<byte> value) => store.Write(key, value);

    public override void Delete(string key) => store.Delete(key);

    public override void Commit() { }

    public override void Dispose() { }
}

/// <summary>A new zip file, its entries not compressed again; it appears whole.</summary>
internal sealed class ZipTarget : ZarrTarget
{
    private readonly PendingFile file;
    private readonly ZipArchive archive;
    private readonly Lock gate = new();

    public ZipTarget(string path)
    {
        file = PendingFile.Create(path);
        try
        {
            archive = new ZipArchive(File.Create(file.TemporaryPath), ZipArchiveMode.Create);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new GchunkException($"cannot write {path}: {e.Message}", e);
        }
    }

    public override string Location => file.Path;

    public override void Write(string key, ReadOnlySpan<byte> value)
    {
        try
        {
            lock (gate)
            {
                using Stream entry = archive.CreateEntry(key, CompressionLevel.NoCompression).Open();
                entry.Write(value);
            }
        }
        catch (IOException e)
        {
            throw new GchunkException($"cannot write {file.Path}: {e.Message}{file.WhyFull()}", e);
        }
    }

    // Every key is written once.
    public override void Delete(string key) { }

    public override void Commit()
    {
        try
        {
            archive.Dispose();
        }
        catch (IOException e)
        {
            throw new GchunkException($"cannot write {file.Path}: {e.Message}{file.WhyFull()}", e);
        }
        file.Commit();
    }

    public override void Dispose()
    {
        try
        {
            archive.Dispose();
        }
        catch (IOException)
        { /* what is dropped need not be whole */
        }
        file.Dispose();
    }
}

/// <summary>
/// A new folder under a temporary name beside its own, which takes the place of an old one in one step.
/// </summary>
internal sealed partial class FolderTarget : ZarrTarget
{
    private const int CurrentFolder = -100,
        Exchange = 2;
    private static int count;

    private readonly string path,
        temporary;
    private readonly DirectoryStore store;
    private readonly IDisposable registration;

    /// <summary>Makes the temporary folder.</summary>
    /// <exception cref="GchunkException">
    /// The parent does not exist or cannot be written, or what has the name is no Zarr store.
    /// </exception>
    public FolderTarget(string path)
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
                $"cannot write {path}: it is a file; a Zarr store is a folder, or a file whose name ends in .zip"
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
            && !ZarrLocation.IsZarr(this.path)
        )
        {
            throw new GchunkException(
                $"cannot write {path}: it is a folder that is no Zarr store, and would be deleted; write to another name"
            );
        }

        Leftovers.Sweep(this.path);
        temporary = Leftovers.NameFor(this.path, Interlocked.Increment(ref count));
        registration = Interrupt.OnExit(() => Remove(temporary));
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            registration.Dispose();
            throw new GchunkException(
                $"cannot write {path}: the folder {parent} does not let folders be created in it ({e.Message})",
                e
            );
        }
        store = new DirectoryStore(temporary);
    }

    public override string Location => path;

    public override void Write(string key, ReadOnlySpan<byte> value) => store.Write(key, value);

    public override void Delete(string key) => store.Delete(key);

    public override void Commit()
    {
        try
        {
            if (!Directory.Exists(path))
            {
                Directory.Move(temporary, path);
            }
            else if (!Swap())
            {
                // Where the system cannot exchange two names, the old store is for a moment under another one.
                string old = temporary + ".old";
                Directory.Move(path, old);
                Directory.Move(temporary, path);
                Remove(old);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot write {path}: {e.Message}", e);
        }
        finally
        {
            // After an exchange it is the old store that has the temporary name.
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
        { /* it is hidden, and named for what it is */
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int renameat2(int fromFolder, string from, int toFolder, string to, uint flags);
}
