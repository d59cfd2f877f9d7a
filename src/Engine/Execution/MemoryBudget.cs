using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>The memory that a run may hold, and the notation of sizes.</summary>
public static class MemoryBudget
{
    private const double Share = 0.6;

    // To read it takes longer than a small computation does; in so short a time little memory is taken.
    private const long LastsMilliseconds = 10;

    private static volatile Reading? last;

    /// <summary>60 % of the memory that the machine or container has free now.</summary>
    public static long Free()
    {
        long now = Environment.TickCount64;
        if (last is { } reading && now - reading.Milliseconds < LastsMilliseconds)
            return reading.Free;
        long free = FreeBeside(0);
        last = new Reading(free, now);
        return free;
    }

    /// <summary>60 % of the memory that the machine or container has free now beside what is promised to others.</summary>
    internal static long FreeBeside(long promised) =>
        (long)(Share * Math.Max(0, Math.Min(MachineFree(), ContainerFree()) - promised));

    /// <summary>Returns the limit that <c>GCHUNK_MEMORY</c> sets, or null.</summary>
    public static long? FromEnvironment() =>
        Environment.GetEnvironmentVariable("GCHUNK_MEMORY") is { Length: > 0 } text ? Parse(text) : null;

    /// <summary>Parses a size: <c>"2GB"</c>, <c>"512 MiB"</c>, <c>"1000000"</c>.</summary>
    /// <exception cref="GchunkException">The text is not a size.</exception>
    public static long Parse(string text)
    {
        string trimmed = text.Trim();
        int split = 0;
        while (split < trimmed.Length && (char.IsAsciiDigit(trimmed[split]) || trimmed[split] == '.'))
            split++;
        double factor = trimmed[split..].Trim().ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "K" or "KB" => 1e3,
            "M" or "MB" => 1e6,
            "G" or "GB" => 1e9,
            "T" or "TB" => 1e12,
            "KIB" => 1L << 10,
            "MIB" => 1L << 20,
            "GIB" => 1L << 30,
            "TIB" => 1L << 40,
            _ => double.NaN,
        };
        if (
            !double.TryParse(
                trimmed[..split],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double number
            )
            || double.IsNaN(factor)
            || number <= 0
        )
        {
            throw new GchunkException($"'{text}' is not a size; write it like \"2GB\" or \"512 MiB\"");
        }

        return (long)(number * factor);
    }

    /// <summary>Checks that each task of a graph fits a limit.</summary>
    /// <exception cref="GchunkException">One does not; the message says which chunks would.</exception>
    internal static void CheckFits(TaskGraph graph, long memoryLimit)
    {
        // Far more than the tasks of a quick graph need.
        const long Plenty = 64 << 20;
        if (memoryLimit >= Plenty && graph.IsQuick)
            return;
        foreach (Stage stage in graph.Stages)
            CheckFits(stage, memoryLimit);
    }

    /// <summary>Checks that one task of a stage fits a limit.</summary>
    /// <exception cref="GchunkException">It does not; the message says which chunks would.</exception>
    internal static void CheckFits(Stage stage, long memoryLimit)
    {
        if (stage.Tasks == 0)
            return;
        // The first block is among the largest of a regular grid; a larger one is detected when it is admitted.
        long needs = stage.OutputBytes(0) + stage.ScratchBytes(0);
        if (needs <= memoryLimit)
            return;
        Shape block = stage.Node.Chunks.MaxBlock;
        long fits = Math.Max(1, (long)(block.Size * (memoryLimit / (4.0 * needs))));
        throw new GchunkException(
            $"one task of {stage.Name} ({stage.Node.Shape} {stage.Node.DType.Name} in chunks {stage.Node.Chunks}) needs {Format(needs)}, but the memory limit is {Format(memoryLimit)}; "
                + $"use chunks of at most {fits} elements (Rechunk, or chunks: when opening), or raise the limit (--memory, Configure or GCHUNK_MEMORY)"
        );
    }

    /// <summary>Formats a number of bytes: <c>6.4 GB</c>.</summary>
    public static string Format(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        double size = bytes;
        int unit = 0;
        while (size >= 1000 && unit < units.Length - 1)
        {
            size /= 1000;
            unit++;
        }
        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{size:0.##} {units[unit]}");
    }

    private static long MachineFree()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/meminfo"))
            {
                if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(13).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture)
                        * 1024;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException) { }
        return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    private static long ContainerFree()
    {
        try
        {
            string limit = File.ReadAllText("/sys/fs/cgroup/memory.max").Trim();
            if (limit != "max")
            {
                return long.Parse(limit, CultureInfo.InvariantCulture)
                    - long.Parse(
                        File.ReadAllText("/sys/fs/cgroup/memory.current").Trim(),
                        CultureInfo.InvariantCulture
                    );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException) { }
        return long.MaxValue;
    }

    private sealed record Reading(long Free, long Milliseconds);
}
