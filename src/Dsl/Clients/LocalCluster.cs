using Gchunk.Dsl.Clusters;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Dsl;

/// <summary>
/// Workers of this machine that a client uses: <c>new Client(cluster)</c>. They live until the cluster is disposed,
/// whatever clients come and go.
/// </summary>
/// <example><code>
/// using var cluster = new LocalCluster(workers: 2, processes: false);
/// using var client = new Client(cluster);
/// Console.WriteLine(client.Submit(() => 6 * 7).Result()); // 42
/// </code></example>
public sealed class LocalCluster : ICluster
{
    /// <summary>Starts workers.</summary>
    /// <param name="workers">
    /// The number of worker processes. By default, the number of cores divided by <paramref name="threadsPerWorker"/>.
    /// </param>
    /// <param name="threadsPerWorker">The number of tasks that a worker runs at once.</param>
    /// <param name="processes">True for workers that are processes; false for threads of this process.</param>
    /// <param name="memoryLimit">
    /// The memory that each worker may use, such as <c>"2GB"</c>. By default, its share of 60 % of the memory that is
    /// free and not promised to other workers of this program.
    /// </param>
    /// <param name="resources">
    /// What each worker has of the resources that calls may need, such as one <c>"GPU"</c>; none by default.
    /// </param>
    /// <param name="machines">
    /// More than one, to try a cluster of several machines: so many nodes on this machine, each with
    /// <paramref name="workers"/> worker processes, which reach each other only by the network.
    /// </param>
    /// <exception cref="GchunkException">A number is out of range, or the workers do not start.</exception>
    public LocalCluster(
        int? workers = null,
        int threadsPerWorker = 1,
        bool processes = true,
        string? memoryLimit = null,
        IReadOnlyDictionary<string, double>? resources = null,
        int machines = 1
    )
    {
        if (machines is < 1 or > 64)
            throw new GchunkException($"a local cluster has from 1 to 64 machines; got {machines}");
        if (machines > 1 && (threadsPerWorker != 1 || !processes || resources is not null))
        {
            throw new GchunkException(
                "a local cluster of several machines has worker processes with one thread each, and no resources"
            );
        }
        if (threadsPerWorker < 1)
            throw new GchunkException($"a worker needs at least one thread; got {threadsPerWorker}");
        int number = workers ?? Math.Max(1, Environment.ProcessorCount / threadsPerWorker);
        if (number < 1)
            throw new GchunkException($"a client needs at least one worker; got {number}");
        (Threads, Memory) = (
            threadsPerWorker,
            memoryLimit is null ? MemoryBudget.Free() / (number * machines) : MemoryBudget.Parse(memoryLimit)
        );
        MemoryLimit = memoryLimit is null ? null : Memory * number;
        if (machines > 1)
        {
            this.machines = new LocalMachines(machines, number, Memory * number);
            try
            {
                Pool = WorkerPool.Over(this.machines.Folder);
            }
            catch
            {
                this.machines.Dispose();
                throw;
            }
            (Executor, Calls) = (Pool, Pool);
            return;
        }
        if (processes)
        {
            Pool = new WorkerPool(number, threadsPerWorker, Memory, resources, isPromised: memoryLimit is not null);
            (Executor, Calls) = (Pool, Pool);
            return;
        }
        ThreadCalls = new ThreadCallPool(
            number * threadsPerWorker,
            resources?.ToDictionary(r => r.Key, r => r.Value * number)
        );
        (Executor, Calls) = (new ThreadsExecutor(number * threadsPerWorker), ThreadCalls);
    }

    // The workers of a cluster of several machines, for one client.
    internal LocalCluster(WorkerPool pool)
    {
        (Pool, Executor, Calls) = (pool, pool, pool);
        (Threads, Memory) = (pool.ThreadsPerWorker, pool.MemoryLimit);
    }

    private readonly LocalMachines? machines;

    /// <summary>The state of each worker process. Empty for threads.</summary>
    public IReadOnlyList<WorkerInfo> Workers => Pool?.Workers ?? [];

    /// <summary>True if it was disposed.</summary>
    public bool IsClosed { get; private set; }

    internal WorkerPool? Pool { get; }

    internal ThreadCallPool? ThreadCalls { get; }

    internal IExecutor Executor { get; }

    internal ICallPool Calls { get; }

    internal int Threads { get; }

    internal long Memory { get; }

    // What a run may hold, or null for what is free.
    internal long? MemoryLimit { get; }

    /// <inheritdoc/>
    public IReadOnlyList<NodeInfo> Nodes => Pool?.Nodes ?? [];

    /// <inheritdoc/>
    public ClusterRuns Runs => new(Pool?.Cluster);

    /// <summary>
    /// Starts or ends worker processes until there are as many as given; of a cluster of several machines, machines.
    /// </summary>
    /// <param name="number">The number of workers or machines.</param>
    /// <exception cref="GchunkException">The number is out of range, or these are threads.</exception>
    public void Scale(int number)
    {
        if (machines is not null)
            machines.Scale(number);
        else
            Processes("Scale").Scale(number);
    }

    /// <summary>
    /// Adapts the number of worker processes to the load, as <c>Client.Adapt</c> does; of a cluster of several machines,
    /// machines.
    /// </summary>
    /// <param name="minimum">The least number of workers, or of machines, which may be 0.</param>
    /// <param name="maximum">The greatest number of workers or machines.</param>
    /// <exception cref="GchunkException">A number is out of range, or these are threads.</exception>
    public void Adapt(int minimum, int maximum)
    {
        if (machines is not null)
            machines.Adapt(minimum, maximum);
        else
            Processes("Adapt").Adapt(minimum, maximum);
    }

    /// <summary>Returns the last lines that each worker process, or machine, has written.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs() => machines?.Logs() ?? Processes("Logs").Logs();

    /// <inheritdoc/>
    public Client GetClient() => new(this);

    /// <inheritdoc/>
    public void Shutdown() => Dispose();

    /// <summary>Ends the workers, as <see cref="Dispose"/> does.</summary>
    public void Close() => Dispose();

    /// <summary>Ends all calls and all workers.</summary>
    public void Dispose()
    {
        IsClosed = true;
        Pool?.Dispose();
        machines?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Ends the workers, which nobody can reach any more, once nobody can reach the results of their calls and their
    /// persisted arrays either.
    /// </summary>
    ~LocalCluster()
    {
        if (IsClosed)
            return;
        Pool?.Abandon();
        if (machines is not null)
            ThreadPool.UnsafeQueueUserWorkItem(static m => m.Dispose(), machines, preferLocal: false);
    }

    /// <summary>Returns the number of workers.</summary>
    public override string ToString() => $"LocalCluster: {(IsClosed ? "shut down" : Executor.Name)}";

    internal WorkerPool Processes(string what) =>
        Pool
        ?? throw new GchunkException(
            $"{what} needs worker processes, and this client runs on threads; create one with new Client(processes: true)"
        );
}
