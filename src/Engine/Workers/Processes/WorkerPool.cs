using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Nested;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>
/// A pool of worker processes on this machine, and the runs on them. A worker that dies is replaced.
/// </summary>
[DoesNotTravel("it is a pool of worker processes, which belongs to its client")]
public sealed partial class WorkerPool : IPersistingExecutor, ICallPool, IDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60),
        StopTime = TimeSpan.FromSeconds(1),
        EndTime = TimeSpan.FromSeconds(5);

    private readonly Scheduler scheduler = new(
        "free some disk space, name another folder with GCHUNK_TMP, or give the workers more memory"
    );
    private readonly SharedArena arena = SharedArena.Start();

    // Carries large values through shared memory, which workers of other machines do not see.
    private readonly ClientArrays? arrays;
    private readonly NestedCalls nested;
    private readonly IReadOnlyDictionary<string, double> resources;
    private readonly Doorway doorway;
    private readonly byte[] secret = Hello.NewSecret();
    private readonly object gate = new();
    private readonly Dictionary<int, WorkerHandle> processes = [];
    private readonly Timer watch;
    private int lastTicket;
    private int wanted;
    private int failedStarts;
    private int joins;

    // When the first of the workers was killed that have been killed while starting since the last one joined.
    private long? killedSince;
    private Exception? startFailure;
    private volatile bool isClosed;
    private volatile bool isAbandoned;
    private static readonly HashSet<WorkerPool> Open = [];

    /// <summary>Starts workers and waits until they are ready.</summary>
    /// <param name="workers">The number of workers.</param>
    /// <param name="threadsPerWorker">The number of tasks that each runs at once.</param>
    /// <param name="memoryLimit">The memory that each may use, in bytes.</param>
    /// <param name="resources">The resources of each, which calls may need; none by default.</param>
    /// <param name="isPromised">
    /// Whether the first workers have the limit in any case. False if it is a share of the free memory, of which other
    /// pools may have been promised a part.
    /// </param>
    /// <exception cref="GchunkException">A number is out of range, or the workers do not start.</exception>
    public WorkerPool(
        int workers,
        int threadsPerWorker,
        long memoryLimit,
        IReadOnlyDictionary<string, double>? resources = null,
        bool isPromised = true
    )
        : this(null, threadsPerWorker, memoryLimit, resources)
    {
        try
        {
            CheckNumber(workers);
            mostTogether = Math.Max(workers * memoryLimit, MemoryBudget.Free());
            leastTogether = workers * (isPromised ? memoryLimit : LeastMemory);
            Scale(workers);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private WorkerPool(
        NodeSet? nodes,
        int threadsPerWorker,
        long memoryLimit,
        IReadOnlyDictionary<string, double>? resources
    )
    {
        (this.nodes, this.resources) = (nodes, resources ?? new Dictionary<string, double>());
        if (threadsPerWorker < 1)
            throw new GchunkException($"a worker needs at least one thread; got {threadsPerWorker}");
        if (memoryLimit < LeastMemory)
        {
            throw new GchunkException(
                $"a worker needs at least {MemoryBudget.Format(LeastMemory)} of memory; got {MemoryBudget.Format(memoryLimit)}"
            );
        }

        (ThreadsPerWorker, MemoryLimit, share) = (threadsPerWorker, memoryLimit, memoryLimit);
        arrays = nodes is null ? new ClientArrays(arena) : null;
        coordinator = new Coordinator
        {
            Workers = () => [.. scheduler.Workers.Where(w => !w.IsLeaving).OrderBy(w => w.Number).Select(w => w.Name)],
        };
        nested = new NestedCalls(scheduler, coordinator, arrays, () => !isClosed, Check) { Cancel = Cancel };
        scheduler.MustEnd = End;
        doorway = new Doorway(secret, Admit);
        lock (Open)
            Open.Add(this);
        watch = new Timer(_ => Watch(), null, WorkerSilence.WatchMilliseconds, WorkerSilence.WatchMilliseconds);
    }

    /// <summary>The least memory limit of a worker: the program itself needs a part.</summary>
    public const long LeastMemory = 128_000_000;

    /// <summary>The address of the Unix socket that workers connect to, in the abstract namespace.</summary>
    public string Address => doorway.Address;

    /// <summary>The number of tasks that each worker runs at once.</summary>
    public int ThreadsPerWorker { get; }

    /// <summary>True if it was shut down.</summary>
    public bool IsClosed => isClosed;

    /// <summary>False if it ends soon, because nobody can reach its client or its results.</summary>
    public bool IsInUse => !isAbandoned || scheduler.HasRuns;

    /// <summary>The pools of this process that were not shut down.</summary>
    public static IReadOnlyList<WorkerPool> AllOpen
    {
        get
        {
            lock (Open)
                return [.. Open];
        }
    }

    /// <inheritdoc/>
    public string Name =>
        $"{Quantity.Of(wanted, "worker process", "worker processes")} x {Quantity.Of(ThreadsPerWorker, "thread")}";

    /// <summary>The state of each worker.</summary>
    public IReadOnlyList<WorkerInfo> Workers =>
        [
            .. scheduler
                .Workers.Where(w => !w.IsLeaving)
                .OrderBy(w => w.Number)
                .Select(w => new WorkerInfo(
                    w.Name,
                    w.Process,
                    w.Threads,
                    w.ProcessBytes,
                    w.MemoryLimit,
                    w.TasksDone,
                    w.Condition
                )
                {
                    Node = (w.Memory as RemoteMemory)?.Node.Name ?? "",
                    MachineLoad = w.MachineLoad,
                }),
        ];

    /// <summary>
    /// Starts or ends workers until there are as many as given. Those that end finish their tasks first.
    /// </summary>
    /// <exception cref="GchunkException">The number is out of range, or new workers do not start.</exception>
    public void Scale(int workers)
    {
        CheckNumber(workers);
        CheckOpen();
        CheckLocal("Scale");
        Reach(workers);
    }

    private void Reach(int workers)
    {
        lock (gate)
        {
            Share(workers);
            Retry();
            int missing = wanted - Connected,
                before = joins;
            long end = Environment.TickCount64 + (long)StartTime.TotalMilliseconds;
            // Those that have connected may have been killed since. They are being replaced.
            while (Connected < wanted && (joins - before < missing || Connected == 0))
            {
                if (startFailure is not null)
                    throw startFailure;
                long left = end - Environment.TickCount64;
                if (left <= 0)
                {
                    throw new GchunkException(
                        $"worker processes were started and did not connect within {StartTime.TotalSeconds:0} s"
                    );
                }

                Monitor.Wait(gate, (int)Math.Min(left, 200));
            }
        }
    }

    /// <summary>
    /// Ends all runs and replaces all workers. Persisted arrays are recomputed when they are needed.
    /// </summary>
    public void Restart()
    {
        CheckOpen();
        scheduler.CloseAll(new OperationCanceledException("the client was restarted"));
        WorkerHandle[] old;
        lock (gate)
            old = [.. processes.Values];
        foreach (WorkerHandle process in old)
            End(process, "the client was restarted", isBlamed: false);
        lock (gate)
        {
            while (processes.Values.Any(old.Contains))
                Monitor.Wait(gate, 100);
        }
        Reach(wanted);
    }

    /// <summary>
    /// Lets the workers end when no result of theirs is in use any more: nobody can reach their client.
    /// </summary>
    public void Abandon() => isAbandoned = true;

    /// <summary>Ends all runs and all workers.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isClosed)
                return;
            isClosed = true;
        }
        lock (Open)
            Open.Remove(this);
        scheduler.Break(new OperationCanceledException("the client was shut down"));
        watch.Dispose();
        nodes?.Dispose();
        doorway.Dispose();
        var stop = new MessageWriter(MessageKind.Stop);
        long patience = Environment.TickCount64 + (long)StopTime.TotalMilliseconds;
        lock (gate)
        {
            foreach (WorkerHandle process in processes.Values)
            {
                process.Reason = "the client was shut down";
                if (process.Worker is { } worker)
                    worker.Link.Send(stop);
                else
                    process.Kill();
            }
            // Each process removes itself when it has ended.
            while (processes.Count > 0)
            {
                if (Environment.TickCount64 > patience)
                {
                    foreach (WorkerHandle process in processes.Values)
                        process.Kill();
                }

                Monitor.Wait(gate, 50);
            }
        }
        foreach (WorkerPool other in AllOpen)
            other.Regain();
    }

    private int Connected => processes.Values.Count(p => p.Worker is { IsLeaving: false, IsGone: false });

    // Starts workers again after they could not be started. Called under the gate.
    private void Retry()
    {
        (failedStarts, killedSince, startFailure) = (0, null, null);
        Adjust();
    }

    private static void CheckNumber(int workers)
    {
        if (workers < 1)
            throw new GchunkException($"a client needs at least one worker; got {workers}");
        if (workers > 1024)
        {
            throw new GchunkException(
                $"a client has at most 1024 workers; got {workers}; use fewer workers with more threads"
            );
        }
    }

    private void CheckOpen()
    {
        if (isClosed)
            throw new GchunkException("the client was shut down; create a new one with new Client(…)");
        lock (gate)
        {
            if (startFailure is null)
                return;
            scheduler.Mend();
            Retry();
        }
    }
}
