using System.Runtime.InteropServices;

namespace Gchunk.Repl.Submissions;

/// <summary>The memory that the C library keeps for the program.</summary>
internal static partial class NativeHeap
{
    /// <summary>
    /// Returns freed memory to the system. Loading an assembly leaves small blocks between the large ones that the
    /// compiler has freed, so that the large ones do not fit there again (about 200 kB an input).
    /// </summary>
    public static void Trim()
    {
        try
        {
            _ = TrimMemory(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException) { } // not glibc
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int TrimMemory(nuint kept);
}
