using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine;

/// <summary>What is known of the writer of a temporary file or folder.</summary>
internal enum WriterState
{
    /// <summary>The file system has no locks, or they are not seen by every computer that shares it.</summary>
    Unknown,

    /// <summary>A process holds the lock.</summary>
    Alive,

    /// <summary>No process holds the lock.</summary>
    Dead,
}

/// <summary>
/// The lock that a writer holds on its temporary file or folder from its creation to its end, so that others see that
/// the writer is alive.
/// </summary>
/// <remarks>
/// The system releases the lock when the process ends, however it ends. All containers of a computer see it, unlike the
/// numbers of processes. Files have locks of the open file description (<c>F_OFD_SETLK</c>), which neither .NET nor HDF5
/// takes, and folders have those of <c>flock</c>. Who wants to delete a file takes its lock first.
/// </remarks>
internal sealed partial class WriterLock : IDisposable
{
    private const int ReadOnly = 0,
        ReadWrite = 2,
        // Waits for no pipe, and is not inherited by child processes.
        Opening = 0x800 | 0x80000;

    private const int Exclusive = 2,
        AtOnce = 4,
        Release = 8;

    private const int SetOpenFileLock = 37,
        WriteLock = 1,
        Interrupted = 4,
        NotNow = 11,
        Denied = 13;

    private readonly SafeFileHandle handle;

    // Where the folder was when it was locked, as the system names it.
    private readonly string? place;

    private WriterLock(SafeFileHandle handle, bool isFolder)
    {
        this.handle = handle;
        place = isFolder ? Place() : null;
    }

    /// <summary>
    /// Held while a thread of this process has the file of a living writer open to try its lock. Who works with the
    /// numbers of descriptors holds it too: such a number may be that of another file a moment later.
    /// </summary>
    public static Lock Trials { get; } = new();

    private static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>True if the locks of the file system of a folder are seen by all who can see its files.</summary>
    /// <remarks>Network file systems may keep locks to one computer, whatever they answer.</remarks>
    public static bool AreSeenByAll(string folder)
    {
        if (!IsSupported)
            return false;
        try
        {
            return new DriveInfo(folder).DriveType is DriveType.Fixed or DriveType.Ram;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Locks a file as its writer, for as long as the handle is open.</summary>
    /// <returns>
    /// False if another has the lock: it took the file for a leftover before it was locked, and deletes it.
    /// </returns>
    public static bool Hold(SafeFileHandle file) => !IsSupported || LockFile(file) == 0 || !IsTaken();

    /// <summary>
    /// Releases the lock that .NET takes when it opens a file, which HDF5 would take for that of another writer.
    /// </summary>
    public static void ReleaseSharing(SafeFileHandle file)
    {
        if (IsSupported)
            _ = flock(file, Release);
    }

    /// <summary>Locks a folder as its writer.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="held">The lock, or null if the file system has none.</param>
    /// <returns>
    /// False if another has the lock: it took the folder for a leftover before it was locked, and deletes it.
    /// </returns>
    public static bool HoldFolder(string path, out WriterLock? held)
    {
        held = null;
        if (!IsSupported || Open(path, ReadOnly) is not { } handle)
            return true;
        int status = flock(handle, Exclusive | AtOnce);
        bool isTaken = status != 0 && IsTaken();
        if (Keep(handle, status))
            held = new WriterLock(handle, isFolder: true);
        return !isTaken;
    }

    /// <summary>Locks a folder, waiting for others; returns null if that is not possible.</summary>
    public static WriterLock? WaitForFolder(string path)
    {
        if (!AreSeenByAll(path) || Open(path, ReadOnly) is not { } handle)
            return null;
        int status;
        do
        {
            status = flock(handle, Exclusive);
        } while (status != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return Keep(handle, status) ? new WriterLock(handle, isFolder: true) : null;
    }

    /// <summary>Takes the lock of a file or folder whose writer may be dead.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="isFolder">True for a folder.</param>
    /// <param name="taken">The lock if the writer is dead, to be held while the file is deleted.</param>
    public static WriterState Take(string path, bool isFolder, out WriterLock? taken)
    {
        taken = null;
        if (!AreSeenByAll(Path.GetDirectoryName(path)!))
            return WriterState.Unknown;
        lock (Trials)
        {
            if (Open(path, isFolder ? ReadOnly : ReadWrite) is not { } handle)
                return WriterState.Unknown;
            int status = isFolder ? flock(handle, Exclusive | AtOnce) : LockFile(handle);
            bool isTaken = status != 0 && IsTaken();
            if (!Keep(handle, status))
                return isTaken ? WriterState.Alive : WriterState.Unknown;
            taken = new WriterLock(handle, isFolder);
            return WriterState.Dead;
        }
    }

    /// <summary>True if the folder was deleted or has another name since it was locked.</summary>
    public bool HasMoved => Place() != place;

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    // The system adds " (deleted)" to the name of what was deleted.
    private string? Place() =>
        new FileInfo(FormattableString.Invariant($"/proc/self/fd/{handle.DangerousGetHandle()}")).LinkTarget;

    private static bool IsTaken() => Marshal.GetLastPInvokeError() is NotNow or Denied;

    private static bool Keep(SafeFileHandle handle, int status)
    {
        if (status != 0)
            handle.Dispose();
        return status == 0;
    }

    private static SafeFileHandle? Open(string path, int access)
    {
        int descriptor = open(path, access | Opening);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    // Locks all bytes.
    private static int LockFile(SafeFileHandle file)
    {
        var all = new LockedBytes { Kind = WriteLock };
        return fcntl(file, SetOpenFileLock, ref all);
    }

    // The layout on 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct LockedBytes
    {
        public short Kind,
            Whence;
        public long Start,
            Length;
        public int Process;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int fcntl(SafeFileHandle file, int command, ref LockedBytes bytes);
}
