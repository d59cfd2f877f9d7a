using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine;

/// <summary>
/// An atomic write: a file is written under a temporary name in its folder and then renamed, so that it appears whole
/// or not at all.
/// </summary>
/// <remarks>
/// The temporary file is created anew under an unpredictable name, never through a link, and nobody else can write to
/// it. It is deleted if the write fails or the process is interrupted; what a killed process leaves behind is deleted
/// by the next write to the same name.
/// </remarks>
/// <example><code>
/// using AtomicFile file = AtomicFile.Create("notes.txt");
/// System.IO.File.WriteAllText(file.TemporaryPath, "all or nothing");
/// file.Commit();
/// </code></example>
public sealed class AtomicFile : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        Protected = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // The permissions that the user's umask adds to those of a protected file, or none.
    private static readonly Lazy<UnixFileMode?> Final = new(FindFinalMode);

    private readonly IDisposable registration;
    private readonly bool isPrivate;

    // Holds the lock of the temporary file.
    private FileStream? held;
    private bool done;

    private AtomicFile(string path, string temporaryPath, bool isPrivate)
    {
        (Path, TemporaryPath, this.isPrivate) = (path, temporaryPath, isPrivate);
        registration = Interrupt.OnExit(() => Leftovers.TryDelete(temporaryPath));
    }

    /// <summary>The final name.</summary>
    public string Path { get; }

    /// <summary>The name until <see cref="Commit"/>.</summary>
    public string TemporaryPath { get; }

    /// <summary>
    /// Creates the empty temporary file, and deletes those that dead processes of this machine left for the same name.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The folder does not exist or cannot be written, or the path names a folder, a pipe, a device or a socket.
    /// </exception>
    public static AtomicFile Create(string path) => Create(path, isPrivate: false);

    /// <summary>As <see cref="Create(string)"/>.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="isPrivate">True if nobody else may read the file.</param>
    internal static AtomicFile Create(string path, bool isPrivate)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = RegularFile.FullPath(path);
        if (Directory.Exists(full) || path.EndsWith('/'))
            throw new GchunkException($"cannot write {path}: it is a folder; name a file in it");
        // A link is kept: its target is replaced.
        if (File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target)
            full = target.FullName;
        RegularFile.Demand(full, "write");
        string folder = System.IO.Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            throw new GchunkException(
                $"cannot write {path}: there is no folder {folder}; create it with: mkdir -p {folder}, or Directory.CreateDirectory(\"{folder}\")"
            );
        }

        Leftovers.Sweep(full);
        bool isLocked = WriterLock.AreSeenByAll(folder);
        while (true)
        {
            var file = new AtomicFile(full, Leftovers.NameFor(full), isPrivate);
            try
            {
                file.held = CreateNew(file.TemporaryPath, isPrivate ? Private : Protected);
                // HDF5 takes the same lock as .NET. On a network file system, all kinds of locks are the same.
                WriterLock.ReleaseSharing(file.held.SafeFileHandle);
                bool isHeld = !isLocked || WriterLock.Hold(file.held.SafeFileHandle);
                // Another writer may have taken it for a leftover before it was locked.
                if (isHeld && File.Exists(file.TemporaryPath))
                    return file;
                file.Dispose();
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                file.Dispose();
                throw new GchunkException($"cannot write {path}: no file can be created in {folder} ({e.Message})", e);
            }
        }
    }

    /// <summary>Writes a whole file of text, in UTF-8.</summary>
    /// <exception cref="GchunkException">The file cannot be written; nothing is left behind.</exception>
    /// <param name="path">The file.</param>
    /// <param name="text">The text.</param>
    /// <param name="isPrivate">True if only the user may read the file.</param>
    public static void WriteText(string path, string text, bool isPrivate = false) =>
        WriteBytes(path, Encoding.UTF8.GetBytes(text), isPrivate);

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="GchunkException">The file cannot be written; nothing is left behind.</exception>
    /// <param name="path">The file.</param>
    /// <param name="content">The content.</param>
    /// <param name="isPrivate">True if only the user may read the file.</param>
    /// <param name="flush">As in <see cref="Commit"/>.</param>
    public static void WriteBytes(string path, ReadOnlySpan<byte> content, bool isPrivate = false, bool flush = true)
    {
        using AtomicFile file = Create(path, isPrivate);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(file.TemporaryPath, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(handle, content, 0);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot write {path}: {e.Message}{file.WhyFull()}", e);
        }
        file.Commit(flush);
    }

    /// <summary>
    /// Replaces one of many small files: as <see cref="WriteBytes"/>, but without following a link or looking for
    /// leftovers, and without waiting for the disk unless it is asked to.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; nothing is left behind.</exception>
    /// <param name="path">The file.</param>
    /// <param name="content">The content.</param>
    /// <param name="isLocked">True if locks are seen by all (<see cref="WriterLock.AreSeenByAll"/>).</param>
    /// <param name="flush">True to wait until the content is on the disk before the file gets its name.</param>
    internal static void Replace(string path, ReadOnlySpan<byte> content, bool isLocked, bool flush = false)
    {
        const int MostAttempts = 5;
        for (int attempt = 1; ; attempt++)
        {
            string temporary = Leftovers.NameFor(path);
            try
            {
                using FileStream stream = CreateNew(temporary, Protected);
                if (isLocked && !WriterLock.Hold(stream.SafeFileHandle))
                    throw new FileNotFoundException("another writer deletes it", temporary);
                RandomAccess.Write(stream.SafeFileHandle, content, 0);
                if (flush)
                    RandomAccess.FlushToDisk(stream.SafeFileHandle);
                if (Final.Value is { } mode && !OperatingSystem.IsWindows())
                    File.SetUnixFileMode(stream.SafeFileHandle, mode);
                File.Move(temporary, path, overwrite: true);
                return;
            }
            // Another writer took it for a leftover before it was locked, or another thread made the folder just now.
            catch (FileNotFoundException)
                when (attempt < MostAttempts && Directory.Exists(System.IO.Path.GetDirectoryName(path))) { }
            catch
            {
                Leftovers.TryDelete(temporary);
                throw;
            }
        }
    }

    /// <summary>Waits until the content is on the disk and gives the file its final name.</summary>
    /// <param name="flush">
    /// False if readers check the content themselves, so that it may be lost when the system crashes.
    /// </param>
    /// <exception cref="GchunkException">The file cannot be written; nothing is left behind.</exception>
    public void Commit(bool flush = true)
    {
        try
        {
            if (flush)
            {
                using SafeFileHandle handle = File.OpenHandle(TemporaryPath, FileMode.Open, FileAccess.ReadWrite);
                RandomAccess.FlushToDisk(handle);
            }
            if (!isPrivate && Final.Value is { } mode && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(TemporaryPath, mode);
            File.Move(TemporaryPath, Path, overwrite: true);
            done = true;
            if (flush)
                DiskSync.Folder(System.IO.Path.GetDirectoryName(Path)!);
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

    /// <summary>Copies another file, which is whole, and commits it.</summary>
    /// <exception cref="GchunkException">The file cannot be written; nothing is left behind.</exception>
    public void CommitCopyOf(string finished)
    {
        try
        {
            using FileStream from = File.OpenRead(finished),
                to = File.OpenWrite(TemporaryPath);
            from.CopyTo(to);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GchunkException($"cannot write {Path}: {e.Message}{WhyFull()}", e);
        }
        Commit();
    }

    /// <summary>Deletes the temporary file, unless it was committed.</summary>
    public void Dispose()
    {
        if (!done)
            Leftovers.TryDelete(TemporaryPath);
        held?.Dispose();
        registration.Dispose();
    }

    /// <summary>Returns the descriptors, other than that of the lock, by which this process has the file open.</summary>
    internal int[] DescriptorsOfOthers()
    {
        const string All = "/proc/self/fd";
        if (held is null || !Directory.Exists(All))
            return [];
        string own = held.SafeFileHandle.DangerousGetHandle().ToString(CultureInfo.InvariantCulture);
        if (new FileInfo($"{All}/{own}").LinkTarget is not { } place)
            return [];
        return
        [
            .. new DirectoryInfo(All)
                .EnumerateFileSystemInfos()
                .Where(d => d.Name != own && d.LinkTarget == place)
                .Select(d => int.Parse(d.Name, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>Returns ": the disk is full" for error messages if it is, otherwise an empty text.</summary>
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

    /// <summary>Creates a file for writing that did not exist, never through a link, with the permissions given.</summary>
    internal static FileStream CreateNew(string path, UnixFileMode mode, FileAccess access = FileAccess.Write)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = access,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }

    // A umask that lets groups write (002) is respected once the file is whole.
    private static UnixFileMode? FindFinalMode()
    {
        try
        {
            string? line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("Umask:"));
            if (line is null)
                return null;
            var mask = (UnixFileMode)Convert.ToInt32(line["Umask:".Length..].Trim(), 8);
            UnixFileMode all = Protected | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite,
                final = all & ~mask;
            return final == (Protected & ~mask) ? null : final;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
