using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>Machines that IBM Spectrum LSF starts: each node of the cluster is a job on one host.</summary>
/// <remarks>LSF sends a job a signal 2 minutes before the end of its time; its node then leaves.</remarks>
/// <example><code>
/// using var cluster = new LsfCluster(cores: 8, memory: "32GB", walltime: "02:00", queue: "short");
/// Console.WriteLine(cluster.JobScript());
/// // cluster.Scale(10);                        submits ten jobs
/// // cluster.WaitForNodes(4);                  begin with four; the others join when they start
/// // using Client client = cluster.GetClient();
/// </code></example>
public sealed class LsfCluster : JobQueueCluster
{
    /// <summary>Describes the jobs; <see cref="NodeCluster.Scale"/> submits them.</summary>
    /// <param name="cores">The cores of a job, each of which runs a worker.</param>
    /// <param name="memory">The memory of a job, such as <c>"32GB"</c>.</param>
    /// <param name="walltime">The longest time that a job runs: <c>"02:00"</c>, or <c>"02:00:00"</c>.</param>
    /// <param name="nodes">The number of jobs to submit now; none by default.</param>
    /// <param name="queue">The queue (<c>-q</c>); LSF's default if it is not given.</param>
    /// <param name="project">The project that is charged (<c>-P</c>).</param>
    /// <param name="prologue">Lines of shell that run before the node, such as <c>"module load dotnet"</c>.</param>
    /// <param name="bind">The name or address of the network interface on which nodes listen.</param>
    /// <param name="idle">The seconds without a client after which a node ends; 600 by default.</param>
    /// <param name="name">The name of the cluster; one is made if it is not given.</param>
    /// <param name="jobExtraDirectives">
    /// Further directives, such as <c>"-R \"rusage[mem=32GB]\""</c> where LSF reserves memory so.
    /// </param>
    /// <exception cref="Engine.GchunkException">A value cannot be right, or LSF refuses the jobs.</exception>
    public LsfCluster(
        int cores,
        string memory,
        string walltime,
        int nodes = 0,
        string? queue = null,
        string? project = null,
        string? prologue = null,
        string? bind = null,
        int idle = 600,
        string? name = null,
        IReadOnlyList<string>? jobExtraDirectives = null
    )
        : base(
            new LsfQueue(),
            name,
            nodes,
            new NodeJob("", "", cores, MemoryBudget.Parse(memory), walltime)
            {
                Queue = queue,
                Account = project,
                Directives = jobExtraDirectives ?? [],
                Prologue = prologue,
                Bind = bind,
                Idle = idle,
            }
        ) { }
}
