namespace Gchunk.Dsl.Clusters.Queues;

/// <summary>What a job that runs a node needs.</summary>
/// <param name="Folder">The folder of the cluster.</param>
/// <param name="Cluster">The name of the cluster.</param>
/// <param name="Cores">The cores, each of which runs a worker.</param>
/// <param name="Memory">The memory, in bytes.</param>
/// <param name="Walltime">The longest time that it runs, as the queue writes it.</param>
internal sealed record NodeJob(string Folder, string Cluster, int Cores, long Memory, string Walltime)
{
    /// <summary>The memory of the workers. The rest is for the node itself.</summary>
    public long NodeMemory => Memory * 9 / 10;

    /// <summary>The queue or partition; the default one if it is null.</summary>
    public string? Queue { get; init; }

    /// <summary>The account or project that is charged; the user's default one if it is null.</summary>
    public string? Account { get; init; }

    /// <summary>What to ask for in place of cores and memory, for queues that write that differently.</summary>
    public string? Resources { get; init; }

    /// <summary>Further directives, each on a line of its own.</summary>
    public IReadOnlyList<string> Directives { get; init; } = [];

    /// <summary>Lines of shell that run before the node.</summary>
    public string? Prologue { get; init; }

    /// <summary>The interface or address on which the node listens; that of the host's name if it is null.</summary>
    public string? Bind { get; init; }

    /// <summary>The seconds without a client after which the node ends.</summary>
    public int Idle { get; init; } = 600;
}
