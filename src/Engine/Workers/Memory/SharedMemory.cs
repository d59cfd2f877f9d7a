using System.Runtime.InteropServices;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>
/// The system calls for shared memory. A memory file has no name in any folder, so nothing is left of it when its last
/// user is gone, however that ended.
/// </summary>
internal static unsafe partial class SharedMemory
{
    public const int PageSize = 4096;
    public const int None = 0,
        ReadOnly = 1,
        ReadWrite = 3;

    private const int CloseOnExec = 1;
    private const int MapShared = 1,
        NoReserve = 0x4000;
    private const int End = 2;
    private const int KeepSize = 1,
        PunchHole = 2;
    private const int OpenReadOnly = 0,
        OpenReadWrite = 2,
        OpenCloseOnExec = 0x80000,
        OpenTemporary = 0x410000,
        OpenWithoutWaiting = 0x800;

    /// <summary>Creates a memory file, in a folder if one is given (a tmpfs of limited size, or a disk).</summary>
    /// <returns>Its descriptor, and whether it may be full before the machine's memory is.</returns>
    /// <exception cref="GchunkException">The system refuses.</exception>
    public static (int Descriptor, bool IsLimited) Create(string? folder)
    {
        int fd = folder is null
            ? MemfdCreate("gchunk", CloseOnExec)
            : Open(folder, OpenReadWrite | OpenTemporary | OpenCloseOnExec, 0x180);
        bool limited = folder is not null || fd < 0;
        // If the system has no memory files, a nameless file in /dev/shm or in the folder for temporary files does.
        if (fd < 0 && folder is null)
            fd = Open("/dev/shm", OpenReadWrite | OpenTemporary | OpenCloseOnExec, 0x180);
        if (fd < 0 && folder is null)
            fd = Open(Path.GetTempPath(), OpenReadWrite | OpenTemporary | OpenCloseOnExec, 0x180);
        return fd >= 0
            ? (fd, limited)
            : throw new GchunkException(
                $"shared memory cannot be created{(folder is null ? "" : " in " + folder)}: {Error()}; name a folder for it with GCHUNK_SHM"
            );
    }

    /// <summary>Opens another process's memory file.</summary>
    /// <exception cref="GchunkException">The process is gone, or the system refuses.</exception>
    public static int OpenOf(int process, int descriptor, bool isWritable = false)
    {
        // A descriptor of a pipe would let the client wait for ever.
        int mode = (isWritable ? OpenReadWrite : OpenReadOnly) | OpenCloseOnExec | OpenWithoutWaiting,
            fd = Open($"/proc/{process}/fd/{descriptor}", mode, 0);
        return fd >= 0
            ? fd
            : throw new GchunkException($"the shared memory of process {process} cannot be opened: {Error()}");
    }

    /// <summary>Sets the length of the file without allocating memory.</summary>
    public static bool SetLength(int descriptor, long bytes) => Truncate(descriptor, bytes) == 0;

    /// <summary>Maps a file. Null if the address space does not suffice.</summary>
    public static byte* Map(int descriptor, long bytes, int protection)
    {
        nint address = MapFile(0, (nuint)bytes, protection, MapShared | NoReserve, descriptor, 0);
        return address == -1 ? null : (byte*)address;
    }

    public static void Unmap(byte* address, long bytes) => _ = UnmapFile((nint)address, (nuint)bytes);

    /// <summary>Changes how a part of a mapping may be used.</summary>
    public static void Protect(byte* address, long bytes, int protection) =>
        _ = ChangeProtection((nint)address, (nuint)bytes, protection);

    /// <summary>
    /// Allocates memory for a part of the file, so that touching it later cannot fail. False if there is none left.
    /// </summary>
    public static bool Reserve(int descriptor, long offset, long bytes) => Allocate(descriptor, 0, offset, bytes) == 0;

    /// <summary>Returns the memory of a part of the file to the system.</summary>
    public static void Discard(int descriptor, long offset, long bytes) =>
        _ = Allocate(descriptor, KeepSize | PunchHole, offset, bytes);

    /// <summary>Returns the length of a file; negative if it cannot be known.</summary>
    public static long LengthOf(int descriptor) => Seek(descriptor, 0, End);

    public static void CloseFile(int descriptor) => _ = Close(descriptor);

    public static string Error() => Marshal.GetLastPInvokeErrorMessage();

    [LibraryImport(
        "libc",
        EntryPoint = "memfd_create",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Truncate(int descriptor, long bytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint MapFile(
        nint address,
        nuint bytes,
        int protection,
        int flags,
        int descriptor,
        long offset
    );

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int UnmapFile(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "lseek")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ChangeProtection(nint address, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Allocate(int descriptor, int mode, long offset, long bytes);
}
