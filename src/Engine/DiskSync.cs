using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine;

/// <summary>
/// Waits until names and contents are on the disk, so that what was written is there after a loss of power. On systems
/// other than Linux it does nothing.
/// </summary>
internal static partial class DiskSync
{
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_DIRECTORY, O_CLOEXEC

    /// <summary>Waits until the names in a folder are on the disk.</summary>
    public static void Folder(string path) => Act(path, static f => fsync(f));

    /// <summary>
    /// Waits until everything in the file system of a folder is on the disk: one wait for many small files.
    /// </summary>
    public static void All(string path) => Act(path, static f => syncfs(f));

    // A file system that cannot do it keeps what it keeps.
    private static void Act(string path, Func<SafeFileHandle, int> action)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using SafeFileHandle folder = open(path, ReadOnlyFolder);
        if (!folder.IsInvalid)
            _ = action(folder);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int syncfs(SafeFileHandle file);
}
