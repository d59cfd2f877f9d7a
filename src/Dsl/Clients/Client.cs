using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Worker;

namespace Gchunk.Dsl;

/// <summary>
/// Runs computations on worker processes of this machine, or on threads of this process. While a client is open, every
/// <c>Compute</c>, <c>Persist</c> and estimator uses it. Without a client, they use threads.
/// </summary>
/// <remarks>
/// Functions travel to worker processes with the current values of the variables that they capture. Blocks are in
/// shared memory and are not copied. A worker that dies for any reason is replaced, and the results that only it held
/// are recomputed.
/// </remarks>
/// <example><code>
/// using var client = new Client(workers: 2, processes: false);
/// int offset = 100;
/// Console.WriteLine(client.Gather(client.Map(v => v * v + offset, Enumerable.Range(0, 3))).Sum()); // 305
/// </code></example>
public sealed partial class Client : IDisposable, IRepresented
{
    private static Client? current;
    private static Client? nested;

    private static readonly List<WeakReference<Client>> all = [];

    private static long made;

    // The clients before this one are not kept: the workers of one that nobody can reach end.
    private readonly WeakReference<Client>? outer = current is null ? null : new WeakReference<Client>(current);
    private readonly RunOptions basis = current?.basis ?? RunOptions.Default;
    private readonly long? memoryBefore = RunOptions.Default.MemoryLimit;

    // Null if it was the outer client's.
    private readonly IExecutor? executorBefore = ReferenceEquals(RunOptions.Default.Executor, current?.executor)
        ? null
        : RunOptions.Default.Executor;
    private readonly long number = Interlocked.Increment(ref made);
    private readonly LocalCluster? cluster;
    private readonly bool ownsCluster;
    private readonly ICluster? several;
    private readonly WorkerPool? pool;
    private readonly ICallPool calls;
    private readonly IExecutor executor;
    private bool isClosed;

    /// <summary>Starts workers and computes on them from now on.</summary>
    /// <param name="workers">
    /// The number of worker processes. By default, the number of cores divided by <paramref name="threadsPerWorker"/>.
    /// </param>
    /// <param name="threadsPerWorker">The number of tasks that a worker runs at once.</param>
    /// <param name="processes">
    /// True for workers that are processes; false for threads of this process.
    /// </param>
    /// <param name="memoryLimit">
    /// The memory that each worker may use, such as <c>"2GB"</c>. By default, its share of 60 % of the memory that is
    /// free and not promised to other workers of this program.
    /// </param>
    /// <param name="resources">
    /// What each worker has of the resources that calls may need, such as one <c>"GPU"</c>; none by default.
    /// </param>
    /// <exception cref="GchunkException">A number is out of range, or the workers do not start.</exception>
    public Client(
        int? workers = null,
        int threadsPerWorker = 1,
        bool processes = true,
        string? memoryLimit = null,
        IReadOnlyDictionary<string, double>? resources = null
    )
        : this(new LocalCluster(workers, threadsPerWorker, processes, memoryLimit, resources)) => ownsCluster = true;

    /// <summary>Computes on the workers of a cluster from now on. They outlive the client.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <exception cref="GchunkException">The cluster was disposed.</exception>
    public Client(LocalCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (cluster.IsClosed)
            throw new GchunkException("the cluster was shut down; create a new one with new LocalCluster(…)");
        (this.cluster, pool, calls, executor) = (cluster, cluster.Pool, cluster.Calls, cluster.Executor);
        if (cluster.ThreadCalls is { } threads)
            threads.Client = this;
        RunOptions.Default = RunOptions.Default with
        {
            Executor = executor,
            MemoryLimit = cluster.MemoryLimit ?? memoryBefore,
        };
        Current = this;
        bool isOnly;
        lock (all)
        {
            isOnly = all.Count == 0;
            all.Add(new WeakReference<Client>(this));
        }
        // The one before may be one that nobody can reach now, and an idle program collects nothing.
        if (!isOnly)
            GC.Collect();
    }

    /// <summary>Computes on the workers of several machines from now on. The machines outlive the client.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <exception cref="GchunkException">The cluster was shut down, or no machine is ready within a minute.</exception>
    public Client(NodeCluster cluster)
        : this(new LocalCluster(WorkerPool.Over(cluster.Folder)))
    {
        ownsCluster = true;
        several = cluster;
    }

    /// <summary>Computes on the workers of a cluster of a gateway from now on. The machines outlive the client.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <exception cref="GchunkException">
    /// The cluster was shut down, no machine is ready within a minute, or its machines cannot be reached from here.
    /// </exception>
    public Client(GatewayCluster cluster)
        : this(new LocalCluster(WorkerPool.Over(cluster.Folder, cluster.IssueAuthority())))
    {
        ownsCluster = true;
        several = cluster;
    }

    /// <summary>Computes on the workers of a cluster that another program has started.</summary>
    /// <param name="address"><c>cluster:NAME</c>, as <c>gchunk cluster list</c> names it.</param>
    /// <exception cref="GchunkException">There is no such cluster, or no machine is ready within a minute.</exception>
    public Client(string address)
        : this(Named(address)) { }

    // Of the scheduler of a run, too.
    internal Client(ClusterFolder folder)
        : this(new LocalCluster(WorkerPool.Over(folder))) => ownsCluster = true;

    private static ClusterFolder Named(string address)
    {
        const string Scheme = "cluster:";
        return address.StartsWith(Scheme, StringComparison.Ordinal)
            ? ClusterFolder.Find(address[Scheme.Length..])
            : throw new GchunkException(
                $"the address of a cluster is {Scheme}NAME, such as {Scheme}slurm-1; got '{VisibleText.Of(address)}'"
            );
    }

    // The client of the calls on a worker process.
    private Client(ICallPool calls) => (this.calls, executor) = (calls, RunOptions.Default.Executor);

    /// <summary>
    /// The client in use, or null. Within a function on a worker process, it runs calls on all workers of the client
    /// that submitted the function, and a call that waits for another one leaves its slot to it.
    /// </summary>
    /// <example><code>
    /// using var client = new Client(workers: 1, processes: false);
    /// Console.WriteLine(client.Submit(() => Client.Current!.Submit(() => 6 * 7).Result()).Result()); // 42
    /// </code></example>
    public static Client? Current
    {
        get
        {
            if (CallSlots.Current?.Client is Client ours)
                return ours;
            if (current is not null || CurrentWorker.Calls is not { } calls)
                return current;
            return nested ?? Interlocked.CompareExchange(ref nested, new Client(calls), null) ?? nested;
        }
        private set => current = value;
    }

    /// <inheritdoc/>
    IStandIn IRepresented.StandIn => new CurrentClient();

    /// <summary>
    /// The name, process, threads, memory, finished tasks and state of each worker process. Empty for a client on
    /// threads.
    /// </summary>
    public IReadOnlyList<WorkerInfo> Workers => pool?.Workers ?? [];

    /// <summary>
    /// The address that workers connect to, or the cluster whose workers they are. Empty for a client on threads.
    /// </summary>
    public string Address =>
        pool is null ? ""
        : pool.Cluster is { } folder ? $"cluster:{folder.Name}"
        : $"unix:@{pool.Address}";

    /// <summary>
    /// The runs of the cluster that go on without the programs that submitted them. Empty for workers of this machine.
    /// </summary>
    /// <exception cref="GchunkException">The client was shut down.</exception>
    public ClusterRuns Runs
    {
        get
        {
            CheckOpen();
            return new ClusterRuns(pool?.Cluster);
        }
    }

    /// <summary>
    /// The address of the dashboard, a page that shows computations while they run; see
    /// <see cref="Prelude.Dashboard"/>.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The client was shut down, this is not the gchunk program, or no port can be opened.
    /// </exception>
    public string Dashboard
    {
        get
        {
            CheckOpen();
            return Prelude.Dashboard();
        }
    }

    /// <summary>The clients of this program that are open, the oldest first.</summary>
    internal static IReadOnlyList<Client> AllOpen
    {
        get
        {
            lock (all)
            {
                all.RemoveAll(c => !c.TryGetTarget(out var client) || !client.IsOpen);
                return [.. all.Select(c => c.TryGetTarget(out var client) ? client : null).OfType<Client>()];
            }
        }
    }

    internal bool IsOpen => !isClosed && cluster is not { IsClosed: true };

    private bool IsNested => ReferenceEquals(this, nested);

    /// <summary>
    /// Computes an array and keeps its blocks on the workers, where later computations use them.
    /// </summary>
    /// <param name="array">The array.</param>
    /// <remarks>A block that is lost with its worker is recomputed.</remarks>
    public ChunkedArray Persist(ChunkedArray array)
    {
        CheckOpen();
        return array.Persist();
    }

    /// <summary>Computes a labelled array and keeps its blocks on the workers.</summary>
    /// <param name="array">The array.</param>
    public DataArray Persist(DataArray array)
    {
        CheckOpen();
        return array.Persist();
    }

    /// <summary>Computes a data set and keeps its blocks on the workers.</summary>
    /// <param name="dataset">The data set.</param>
    public Dataset Persist(Dataset dataset)
    {
        CheckOpen();
        return dataset.Persist();
    }

    /// <summary>
    /// Cancels all calls and replaces all workers. Persisted arrays are recomputed when they are needed.
    /// </summary>
    public void Restart() => Pool("Restart").Restart();

    /// <summary>
    /// Cancels all calls and ends all workers, those of a <see cref="LocalCluster"/> included. Computations run on threads
    /// again.
    /// </summary>
    public void Shutdown()
    {
        Dispose();
        if (!IsNested)
            cluster?.Dispose();
        several?.Dispose();
    }

    /// <summary>Ends the client and its workers, as <see cref="Dispose"/> does.</summary>
    public void Close() => Dispose();

    /// <summary>
    /// Ends the client, and its workers unless they are a <see cref="LocalCluster"/>'s. Computations run on threads again.
    /// </summary>
    public void Dispose()
    {
        if (isClosed || IsNested)
            return;
        if (IsOpen)
            TearDownPlugins();
        isClosed = true;
        // What was before this client may have ended since, or cannot be reached any more.
        Client? rest = AllOpen.LastOrDefault(c => c.number < number);
        if (ReferenceEquals(RunOptions.Default.Executor, executor))
            RunOptions.Default = Rest(rest);
        if (ReferenceEquals(current, this))
            Current = rest;
        if (ownsCluster)
            cluster?.Dispose();
    }

    // What runs use once this client has ended.
    private RunOptions Rest(Client? rest)
    {
        if (rest is null)
            return RunOptions.Default with { Executor = basis.Executor, MemoryLimit = basis.MemoryLimit };
        bool isOuter = outer is not null && outer.TryGetTarget(out Client? client) && ReferenceEquals(client, rest);
        return RunOptions.Default with
        {
            Executor = (isOuter ? executorBefore : null) ?? rest.executor,
            MemoryLimit = isOuter ? memoryBefore : rest.cluster?.MemoryLimit ?? rest.memoryBefore,
        };
    }

    private WorkerPool Pool(string what)
    {
        CheckOpen();
        if (IsNested || cluster is null)
        {
            throw new GchunkException(
                $"{what} is for the program that started the workers; a function on a worker can submit calls, wait for them and gather them"
            );
        }
        return cluster.Processes(what);
    }

    private void CheckOpen()
    {
        if (!IsOpen)
            throw new GchunkException("the client was shut down; create a new one with new Client(…)");
    }

    // What travels in place of a client: each process has its own.
    private sealed record CurrentClient : IStandIn
    {
        public object Counterpart() => Here;
    }
}
