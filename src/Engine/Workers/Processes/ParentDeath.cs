using System.Runtime.InteropServices;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>Ends this process with the one that started it.</summary>
internal static partial class ParentDeath
{
    private const int DeathSignal = 1,
        Kill = 9;

    /// <summary>Has the kernel end this process with the thread that started it.</summary>
    /// <param name="parent">The process that started this one.</param>
    /// <returns>False if that is gone already: then nobody waits for this process.</returns>
    public static bool EndsThisProcess(int parent)
    {
        _ = ProcessControl(DeathSignal, Kill, 0, 0, 0);
        return ParentProcess() == parent;
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ProcessControl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int ParentProcess();
}
