using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Lets HDF5 close a file that it cannot write to.</summary>
/// <remarks>
/// HDF5 does not close a file if it cannot write what it still holds in memory, for example because the disk is full. A
/// deleted file would stay open, and the disk full, until the process ends. So the descriptors of the file are replaced
/// by one of memory, where writing what is left succeeds.
/// </remarks>
internal static partial class AbandonedFile
{
    private const int CloseOnExec = 0x80000,
        MemoryCloseOnExec = 1;

    /// <summary>Replaces the descriptors of a file that will be deleted; called before HDF5 closes it.</summary>
    public static void Divert(AtomicFile file)
    {
        if (!OperatingSystem.IsLinux())
            return;
        // The descriptors of HDF5 stay as they are while the library is entered, and no other thread opens the file.
        using Lock.Scope noTrials = WriterLock.Trials.EnterScope();
        int[] descriptors = file.DescriptorsOfOthers();
        if (descriptors.Length == 0)
            return;
        int made = memfd_create("gchunk-discarded", MemoryCloseOnExec);
        using SafeFileHandle other =
            made >= 0
                ? new SafeFileHandle(made, ownsHandle: true)
                : File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        foreach (int descriptor in descriptors)
            _ = dup3(other, descriptor, CloseOnExec);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int dup3(SafeFileHandle from, int to, int flags);
}
