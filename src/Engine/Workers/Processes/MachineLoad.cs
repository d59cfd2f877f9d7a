using System.Globalization;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>What the system says about how busy the machine is, and what it has killed.</summary>
internal static class MachineLoad
{
    /// <summary>True if many more threads want to run than there are processors.</summary>
    public static bool IsHigh() => Now() > 3 * Environment.ProcessorCount;

    /// <summary>
    /// Returns the system's load average over one minute; 0 if the system does not say.
    /// </summary>
    public static double Now()
    {
        try
        {
            string first = File.ReadAllText("/proc/loadavg").Split(' ')[0];
            return double.Parse(first, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Returns how many processes the system has killed because memory was short, or null if it does not say.
    /// </summary>
    public static long? MemoryKills()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/vmstat"))
            {
                if (line.StartsWith("oom_kill ", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(9), CultureInfo.InvariantCulture);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException) { }
        return null;
    }
}
