using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage;

/// <summary>
/// A file being written under a temporary name in its folder: it appears whole under its own name, or not at all.
/// </summary>
public sealed class PendingFile : IDisposable
{
    private static int count;
    private readonly IDisposable registration;
    private bool done;

    private PendingFile(string path, string temporaryPath)
    {
        (Path, TemporaryPath) = (path, temporaryPath);
        registration = Interrupt.OnExit(() => Delete(temporaryPath));
    }

    /// <summary>The name that it will have.</summary>
    public string Path { get; }

    /// <summary>The name that it has until then.</summary>
    public string TemporaryPath { get; }

    /// <summary>
    /// Makes the empty temporary file, and deletes those that killed processes of this machine left of the same file.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The folder does not exist or cannot be written, or the path is that of a folder.
    /// </exception>
    public static PendingFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full) || path.EndsWith('/'))
            throw new GchunkException($"cannot write {path}: it is a folder; name a file in it");
        // A link stays one: what it points to is replaced.
        if (File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target)
            full = target.FullName;
        string folder = System.IO.Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            throw new GchunkException(
                $"cannot write {path}: there is no folder {folder}; create it with: mkdir -p {folder}"
            );
        }

        Leftovers.Sweep(full);
        string temporary = Leftovers.NameFor(full, Interlocked.Increment(ref count));
        var pending = new PendingFile(full, temporary);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write);
            return pending;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            pending.Dispose();
            throw new GchunkException(
                $"cannot write {path}: the folder {folder} does not let files be created in it ({e.Message})",
                e
            );
        }
    }

    /// <summary>Waits until the content is on the disk and gives the file its name.</summary>
    /// <param name="flush">
    /// False where the file is checked when it is read, and may be damaged after a crash of the system.
    /// </param>
    /// <exception cref="GchunkException">That failed; nothing is left behind.</exception>
    public void Commit(bool flush = true)
    {
        try
        {
            if (flush)
            {
                using SafeFileHandle handle = File.OpenHandle(TemporaryPath, FileMode.Open, FileAccess.ReadWrite);
                RandomAccess.FlushToDisk(handle);
            }
            File.Move(TemporaryPath, Path, overwrite: true);
            done = true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot write {Path}: {e.Message}", e);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Deletes the temporary file, unless it was committed.</summary>
    public void Dispose()
    {
        if (!done)
            Delete(TemporaryPath);
        registration.Dispose();
    }

    /// <summary>": the disk is full" where it is, for errors; otherwise nothing.</summary>
    internal string WhyFull()
    {
        try
        {
            long free = new DriveInfo(System.IO.Path.GetDirectoryName(Path)!).AvailableFreeSpace;
            return free < 1 << 20 ? ": the disk is full" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* it is hidden, and named for what it is */
        }
    }
}
