using System.Globalization;

namespace Gchunk.Engine.Execution;

/// <summary>The options of a computation.</summary>
public sealed record RunOptions
{
    /// <summary>
    /// The default options; set by <c>Configure</c>-like calls and, at the start, by the environment.
    /// </summary>
    public static RunOptions Default { get; set; } = new();

    /// <summary>The executor of the tasks.</summary>
    public IExecutor Executor { get; init; } = new ThreadsExecutor(ThreadsFromEnvironment());

    /// <summary>
    /// The bytes that a run may hold; null for 60 % of what the machine or container has free when the run starts.
    /// </summary>
    public long? MemoryLimit { get; init; } = MemoryBudget.FromEnvironment();

    /// <summary>The names of optimizer passes that are skipped.</summary>
    public IReadOnlySet<string> DisabledPasses { get; init; } = new HashSet<string>();

    private static int ThreadsFromEnvironment() =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GCHUNK_THREADS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int threads
        )
        && threads > 0
            ? threads
            : Environment.ProcessorCount;
}
