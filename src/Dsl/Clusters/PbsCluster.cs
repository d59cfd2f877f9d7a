using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>Machines that PBS starts (PBS Professional, OpenPBS, Torque): each node of the cluster is a job.</summary>
/// <remarks>
/// PBS sends a job a signal some seconds before it kills it at the end of its time (<c>kill_delay</c>, 10 s by default);
/// its node then leaves.
/// </remarks>
/// <example><code>
/// using var cluster = new PbsCluster(cores: 8, memory: "32GB", walltime: "02:00:00", queue: "short");
/// Console.WriteLine(cluster.JobScript());
/// // cluster.Scale(10);                        submits ten jobs
/// // cluster.WaitForNodes(4);                  begin with four; the others join when they start
/// // using Client client = cluster.GetClient();
/// </code></example>
public sealed class PbsCluster : JobQueueCluster
{
    /// <summary>Describes the jobs; <see cref="NodeCluster.Scale"/> submits them.</summary>
    /// <param name="cores">The cores of a job, each of which runs a worker.</param>
    /// <param name="memory">The memory of a job, such as <c>"32GB"</c>.</param>
    /// <param name="walltime">The longest time that a job runs, as PBS writes it: <c>"02:00:00"</c>.</param>
    /// <param name="nodes">The number of jobs to submit now; none by default.</param>
    /// <param name="queue">The queue (<c>-q</c>); the server's default if it is not given.</param>
    /// <param name="account">The account that is charged (<c>-A</c>).</param>
    /// <param name="prologue">Lines of shell that run before the node, such as <c>"module load dotnet"</c>.</param>
    /// <param name="bind">The name or address of the network interface on which nodes listen.</param>
    /// <param name="idle">The seconds without a client after which a node ends; 600 by default.</param>
    /// <param name="name">The name of the cluster; one is made if it is not given.</param>
    /// <param name="resourceSpec">
    /// What to ask PBS for (<c>-l</c>) in place of <c>select=1:ncpus=CORES:mem=MEMORY</c>; for Torque
    /// <c>"nodes=1:ppn=8,mem=32gb"</c>.
    /// </param>
    /// <param name="jobExtraDirectives">Further directives, such as <c>"-P climate"</c>.</param>
    /// <exception cref="Engine.GchunkException">A value cannot be right, or PBS refuses the jobs.</exception>
    public PbsCluster(
        int cores,
        string memory,
        string walltime,
        int nodes = 0,
        string? queue = null,
        string? account = null,
        string? prologue = null,
        string? bind = null,
        int idle = 600,
        string? name = null,
        string? resourceSpec = null,
        IReadOnlyList<string>? jobExtraDirectives = null
    )
        : base(
            new PbsQueue(),
            name,
            nodes,
            new NodeJob("", "", cores, MemoryBudget.Parse(memory), walltime)
            {
                Queue = queue,
                Account = account,
                Resources = resourceSpec,
                Directives = jobExtraDirectives ?? [],
                Prologue = prologue,
                Bind = bind,
                Idle = idle,
            }
        ) { }
}
