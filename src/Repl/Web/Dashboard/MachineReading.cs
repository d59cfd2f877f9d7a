using System.Globalization;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>How busy the machine is; numbers that the system does not give are 0.</summary>
/// <param name="Load">The system's load average over one minute.</param>
/// <param name="MemoryTotal">The bytes of memory.</param>
/// <param name="MemoryFree">The bytes that programs can still get.</param>
internal readonly record struct MachineReading(double Load, long MemoryTotal, long MemoryFree)
{
    /// <summary>Reads the numbers of this machine.</summary>
    public static MachineReading Take()
    {
        try
        {
            long total = 0,
                free = 0;
            foreach (string line in File.ReadLines("/proc/meminfo").Take(3))
            {
                if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
                    total = Kilobytes(line);
                else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                    free = Kilobytes(line);
            }
            return new MachineReading(MachineLoad.Now(), total, free);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return default;
        }
    }

    private static long Kilobytes(string line) =>
        1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
