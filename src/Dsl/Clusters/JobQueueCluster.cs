using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>
/// Machines that a system of batch jobs starts: <see cref="SlurmCluster"/>, <see cref="PbsCluster"/>,
/// <see cref="LsfCluster"/>, <see cref="KubernetesCluster"/>. Each node of the cluster is a job. A job that ends, because
/// its time is up or its machine fails, is replaced by a new one as long as the cluster is open.
/// </summary>
/// <remarks>
/// The nodes listen on the address of their host's name unless an interface is named. The cluster's folder must be on a
/// file system that the login node and the compute nodes share: below the home folder, or where
/// <c>GCHUNK_CLUSTERS</c> says.
/// </remarks>
/// <example><code>
/// using var cluster = new SlurmCluster(cores: 8, memory: "32GB", walltime: "02:00:00");
/// Console.WriteLine(cluster.JobScript());
/// // cluster.Scale(10);                        submits ten jobs
/// // cluster.WaitForNodes(4);                  begin with four; the others join when they start
/// // using Client client = cluster.GetClient();
/// </code></example>
public abstract class JobQueueCluster : NodeCluster
{
    private readonly QueuedJobs jobs;
    private readonly int cores;

    private protected JobQueueCluster(JobQueue queue, string? name, int nodes, NodeJob job)
        : base(name, queue.Kind)
    {
        cores = job.Cores;
        try
        {
            if (cores is < 1 or > 1024)
                throw new GchunkException($"a job has from 1 to 1024 cores; got {cores}");
            CheckIdle(job.Idle);
            string script = queue.Script(job with { Folder = Folder.Path, Cluster = Name });
            jobs = new QueuedJobs(queue, Folder, script);
            if (nodes > 0)
                Scale(nodes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Returns the script of each job, as it is submitted.</summary>
    public string JobScript() => jobs.Script;

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, IReadOnlyList<string>> LogLines(int most) =>
        jobs.LogLines(most);

    /// <summary>Returns the name, the number of machines and the cores of each.</summary>
    public override string ToString() => $"{base.ToString()}, {Quantity.Of(cores, "core")} each";

    /// <inheritdoc/>
    protected override int Started() => jobs.Alive(Patience).Count;

    /// <inheritdoc/>
    protected override void Launch(int number) => jobs.Submit(number, Patience);

    /// <inheritdoc/>
    protected override void Withdraw(int number, IReadOnlySet<string> ready) => jobs.CancelWaiting(number, Patience);

    /// <inheritdoc/>
    protected override void EndAll() => jobs?.CancelAll();
}
