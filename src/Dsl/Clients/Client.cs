using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Processes;

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
[DoesNotTravel("it is a client, which belongs to the process that created it; use it outside the function")]
public sealed partial class Client : IDisposable
{
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
    /// <exception cref="GchunkException">A number is out of range, or the workers do not start.</exception>
    public Client(int? workers = null, int threadsPerWorker = 1, bool processes = true, string? memoryLimit = null)
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
            pool = new WorkerPool(number, threadsPerWorker, memory);
            (executor, calls) = (pool, pool);
        }
        else
        {
            (executor, calls) = (
                new ThreadsExecutor(number * threadsPerWorker),
                new ThreadCallPool(number * threadsPerWorker)
            );
        }

        RunOptions.Default = before with
        {
            Executor = executor,
            MemoryLimit = memoryLimit is null ? before.MemoryLimit : memory * number,
        };
        Current = this;
    }

    /// <summary>The client in use, or null.</summary>
    public static Client? Current { get; private set; }

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
        if (isClosed)
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
}
