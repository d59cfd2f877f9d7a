using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Calls;
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

    private readonly RunOptions before = RunOptions.Default;
    private readonly WorkerPool? pool;
    private readonly ICallPool calls;
    private readonly IExecutor executor;
    private readonly int threads;
    private readonly long memory;
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
    /// The memory that each worker may use, such as <c>"2GB"</c>. By default, its share of 60 % of the free memory.
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
    {
        if (threadsPerWorker < 1)
            throw new GchunkException($"a worker needs at least one thread; got {threadsPerWorker}");
        int number = workers ?? Math.Max(1, Environment.ProcessorCount / threadsPerWorker);
        if (number < 1)
            throw new GchunkException($"a client needs at least one worker; got {number}");
        threads = threadsPerWorker;
        memory = memoryLimit is null ? MemoryBudget.Free() / number : MemoryBudget.Parse(memoryLimit);
        if (processes)
        {
            pool = new WorkerPool(number, threadsPerWorker, memory, resources);
            (executor, calls) = (pool, pool);
        }
        else
        {
            var slots = new ThreadCallPool(
                number * threadsPerWorker,
                resources?.ToDictionary(r => r.Key, r => r.Value * number)
            )
            {
                Client = this,
            };
            (executor, calls) = (new ThreadsExecutor(number * threadsPerWorker), slots);
        }

        RunOptions.Default = before with
        {
            Executor = executor,
            MemoryLimit = memoryLimit is null ? before.MemoryLimit : memory * number,
        };
        Current = this;
    }

    // The client of the calls on a worker process.
    private Client(ICallPool calls) => (this.calls, executor, threads) = (calls, before.Executor, 1);

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

    private bool IsNested => ReferenceEquals(this, nested);

    /// <summary>
    /// The name, process, threads, memory, finished tasks and state of each worker process. Empty for a client on
    /// threads.
    /// </summary>
    public IReadOnlyList<WorkerInfo> Workers => pool?.Workers ?? [];

    /// <summary>The address that workers connect to. Empty for a client on threads.</summary>
    public string Address => pool is null ? "" : $"unix:@{pool.Address}";

    /// <summary>
    /// Starts or ends workers until there are as many as given. Those that end finish their tasks first; the results
    /// that only they hold are recomputed when they are needed.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The number is out of range, new workers do not start, or the client runs on threads.
    /// </exception>
    public void Scale(int workers) => Pool("Scale").Scale(workers);

    /// <summary>
    /// Computes an array and keeps its blocks on the workers, where later computations use them.
    /// </summary>
    /// <remarks>A block that is lost with its worker is recomputed.</remarks>
    public ChunkedArray Persist(ChunkedArray array)
    {
        CheckOpen();
        return array.Persist();
    }

    /// <summary>Computes a labelled array and keeps its blocks on the workers.</summary>
    public DataArray Persist(DataArray array)
    {
        CheckOpen();
        return array.Persist();
    }

    /// <summary>Computes a data set and keeps its blocks on the workers.</summary>
    public Dataset Persist(Dataset dataset)
    {
        CheckOpen();
        return dataset.Persist();
    }

    /// <summary>
    /// Cancels all calls and replaces all workers. Persisted arrays are recomputed when they are needed.
    /// </summary>
    public void Restart() => Pool("Restart").Restart();

    /// <summary>Cancels all calls and ends all workers. Computations run on threads again.</summary>
    public void Shutdown() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isClosed || IsNested)
            return;
        isClosed = true;
        if (ReferenceEquals(RunOptions.Default.Executor, executor))
        {
            RunOptions.Default = RunOptions.Default with
            {
                Executor = before.Executor,
                MemoryLimit = before.MemoryLimit,
            };
        }

        if (ReferenceEquals(Current, this))
            Current = null;
        pool?.Dispose();
    }

    /// <summary>Returns the number of workers, their threads, memory and address, and a line for each worker.</summary>
    public override string ToString()
    {
        if (isClosed)
            return "Client, shut down";
        if (IsNested)
            return $"Client of a call on {CurrentWorker.Name}";
        if (pool is null)
            return $"Client on threads: {executor.Name}, memory {MemoryBudget.Format(RunOptions.Default.MemoryLimit ?? memory)}";
        IReadOnlyList<WorkerInfo> all = Workers;
        string head =
            $"Client: {all.Count} worker process{(all.Count == 1 ? "" : "es")} x {threads} thread{(threads == 1 ? "" : "s")}, memory {MemoryBudget.Format(memory * all.Count)}, {Address}";
        return string.Join(
            Environment.NewLine,
            [
                head,
                .. all.Select(w =>
                    $"  {w.Name}  pid {w.Pid}  {w.Threads} thread{(w.Threads == 1 ? "" : "s")}  {MemoryBudget.Format(w.Memory)} of {MemoryBudget.Format(w.MemoryLimit)}  {w.TasksDone} tasks done  {w.State}"
                ),
            ]
        );
    }

    private WorkerPool Pool(string what)
    {
        CheckOpen();
        if (IsNested)
        {
            throw new GchunkException(
                $"{what} is for the program that started the workers; a function on a worker can submit calls, wait for them and gather them"
            );
        }
        return pool
            ?? throw new GchunkException(
                $"{what} needs worker processes, and this client runs on threads; create one with new Client(processes: true)"
            );
    }

    private void CheckOpen()
    {
        if (isClosed)
            throw new GchunkException("the client was shut down; create a new one with new Client(…)");
    }

    // What travels in place of a client: each process has its own.
    private sealed record CurrentClient : IStandIn
    {
        public object Counterpart() =>
            Current ?? throw new GchunkException("a client arrived where there is none; it was shut down meanwhile");
    }
}
