using Gchunk.Dsl.Clusters;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>
/// Machines that SLURM starts: each node of the cluster is a job of an array. A job that ends, because its time is up or
/// its machine fails, is replaced by a new one as long as the cluster is open.
/// </summary>
/// <remarks>
/// The nodes listen on the address of their host's name unless an interface is named. The cluster's folder must be on a
/// file system that the login node and the compute nodes share: below the home folder, or where
/// <c>GCHUNK_CLUSTERS</c> says.
/// </remarks>
public sealed class SlurmCluster : NodeCluster
{
    private readonly SlurmJobs jobs;
    private readonly int cores;
    private readonly string script;

    /// <summary>Describes the jobs; <see cref="NodeCluster.Scale"/> submits them.</summary>
    /// <param name="cores">The cores of a job, each of which runs a worker.</param>
    /// <param name="memory">The memory of a job, such as <c>"32GB"</c>.</param>
    /// <param name="walltime">The longest time that a job runs, as SLURM writes it: <c>"02:00:00"</c>.</param>
    /// <param name="nodes">The number of jobs to submit now; none by default.</param>
    /// <param name="partition">The partition; SLURM's default if it is not given.</param>
    /// <param name="account">The account that is charged; the user's default if it is not given.</param>
    /// <param name="prologue">Lines of shell that run before the node, such as <c>"module load dotnet"</c>.</param>
    /// <param name="bind">The name or address of the network interface on which nodes listen.</param>
    /// <param name="idle">The seconds without a client after which a node ends; 600 by default.</param>
    /// <param name="name">The name of the cluster; one is made if it is not given.</param>
    /// <exception cref="GchunkException">A value cannot be right, or SLURM refuses the jobs.</exception>
    public SlurmCluster(
        int cores,
        string memory,
        string walltime,
        int nodes = 0,
        string? partition = null,
        string? account = null,
        string? prologue = null,
        string? bind = null,
        int idle = 600,
        string? name = null
    )
        : base(name, "slurm")
    {
        this.cores = cores;
        try
        {
            if (cores is < 1 or > 1024)
                throw new GchunkException($"a job has from 1 to 1024 cores; got {cores}");
            script = SlurmScript.Of(
                new SlurmScript.Job(
                    Folder.Path,
                    Name,
                    cores,
                    MemoryBudget.Parse(memory),
                    walltime,
                    partition,
                    account,
                    prologue,
                    bind,
                    idle
                )
            );
            jobs = new SlurmJobs(Folder, script);
            if (nodes > 0)
                Scale(nodes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Returns the script that is given to <c>sbatch</c>.</summary>
    public string JobScript() => script;

    /// <summary>Returns the name, the number of machines and the cores of each.</summary>
    public override string ToString() => $"{base.ToString()}, {Quantity.Of(cores, "core")} each";

    /// <inheritdoc/>
    protected override int Started() => jobs.Alive().Count;

    /// <inheritdoc/>
    protected override void Launch(int number) => jobs.Submit(number);

    /// <inheritdoc/>
    protected override void Withdraw(int number, IReadOnlySet<string> ready) => jobs.CancelWaiting(number);

    /// <inheritdoc/>
    protected override void EndAll() => jobs?.CancelAll();
}
