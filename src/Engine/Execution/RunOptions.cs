using System.Globalization;

namespace Gchunk.Engine.Execution;

/// <summary>How expressions are computed.</summary>
public sealed record RunOptions
{
    /// <summary>
    /// What is used where nothing else is said; changed by <c>Configure</c>-like calls and by the environment at the
    /// start.
    /// </summary>
    public static RunOptions Default { get; set; } = new();

    /// <summary>Who runs the tasks.</summary>
    public IExecutor Executor { get; init; } = new ThreadsExecutor(ThreadsFromEnvironment());

    /// <summary>
    /// Bytes that a run may hold; null for 60 % of what the machine or container has free when the run begins.
    /// </summary>
    public long? MemoryLimit { get; init; } = MemoryBudget.FromEnvironment();

    /// <summary>Optimiser passes that are left out, by name.</summary>
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
