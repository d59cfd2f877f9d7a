using System.Runtime.InteropServices;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>The process group of a worker: the worker and the programs that its tasks have started.</summary>
internal static partial class ProcessGroup
{
    private const int KillSignal = 9;

    /// <summary>Kills all processes of a group. Nothing happens if there are none.</summary>
    /// <param name="leader">The process that began the group, and has its number.</param>
    public static void Kill(int leader)
    {
        // 0 and 1 would mean this process's own group and all processes.
        if (leader > 1)
            _ = Signal(-leader, KillSignal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Signal(int process, int signal);
}
