using System.Net.Sockets;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>
/// Worker processes on this machine, and everything that runs on them. A worker that ends is replaced.
/// </summary>
[DoesNotTravel("it is a pool of worker processes, which belongs to its client")]
public sealed partial class WorkerPool : IPersistingExecutor, ICallPool, IDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60),
        StopTime = TimeSpan.FromSeconds(1);

    private readonly Scheduler scheduler = new(
        "make room on its disk, name another folder with GCHUNK_TMP, or give workers more memory"
    );
    private readonly SharedArena arena = SharedArena.Start();
    private readonly ClientArrays arrays;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] secret = Hello.NewSecret();
    private readonly object gate = new();
    private readonly Dictionary<int, WorkerProcess> processes = [];
    private readonly Timer watch;
    private int lastTicket;
    private int wanted;
    private int failedStarts;
    private Exception? startFailure;
    private volatile bool isClosed;

    /// <summary>Starts workers and waits until they are ready.</summary>
    /// <param name="workers">How many.</param>
    /// <param name="threadsPerWorker">Tasks that each runs at once.</param>
    /// <param name="memoryLimit">Bytes that each may take.</param>
    /// <exception cref="GchunkException">A number is wrong, or they do not start.</exception>
    public WorkerPool(int workers, int threadsPerWorker, long memoryLimit)
    {
        CheckNumber(workers);
        if (threadsPerWorker < 1)
            throw new GchunkException($"a worker needs at least one thread; got {threadsPerWorker}");
        if (memoryLimit < LeastMemory)
        {
            throw new GchunkException(
                $"a worker needs at least {MemoryBudget.Format(LeastMemory)} of memory; got {MemoryBudget.Format(memoryLimit)}"
            );
        }

        (ThreadsPerWorker, MemoryLimit) = (threadsPerWorker, memoryLimit);
        arrays = new ClientArrays(arena);
        scheduler.MustEnd = (worker, why) => End(worker, why, isBlamed: true);
        Address = Hello.NewAddress();
        listener.Bind(Hello.EndPoint(Address));
        listener.Listen(64);
        new Thread(Accept) { IsBackground = true, Name = "gchunk workers" }.Start();
        watch = new Timer(_ => Watch(), null, WatchMilliseconds, WatchMilliseconds);
        try
        {
            Scale(workers);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The least memory that a worker may be limited to: the program itself takes a part.</summary>
    public const long LeastMemory = 128_000_000;

    /// <summary>Where workers connect: a Unix socket without a file.</summary>
    public string Address { get; }

    /// <summary>Tasks that each worker runs at once.</summary>
    public int ThreadsPerWorker { get; }

    /// <summary>Bytes that each worker may take.</summary>
    public long MemoryLimit { get; }

    /// <summary>Whether it was shut down.</summary>
    public bool IsClosed => isClosed;

    /// <inheritdoc/>
    public string Name =>
        $"{wanted} worker process{(wanted == 1 ? "" : "es")} x {ThreadsPerWorker} thread{(ThreadsPerWorker == 1 ? "" : "s")}";

    /// <summary>What each worker does.</summary>
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
                )),
        ];

    /// <summary>Starts or ends workers until there are so many; those that end finish their tasks first.</summary>
    /// <exception cref="GchunkException">The number is wrong, or new ones do not start.</exception>
    public void Scale(int workers)
    {
        CheckNumber(workers);
        CheckOpen();
        lock (gate)
        {
            wanted = workers;
            (failedStarts, startFailure) = (0, null);
            Adjust();
            long end = Environment.TickCount64 + (long)StartTime.TotalMilliseconds;
            while (processes.Values.Count(p => p.Worker is { IsLeaving: false }) < wanted)
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

    /// <inheritdoc/>
    public void Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, CancellationToken cancellation)
    {
        scheduler.Close(RunArrays(graph, sinks, cancellation));
    }

    /// <inheritdoc/>
    public ArrayExpr[] Persist(TaskGraph graph, IReadOnlyList<ArrayExpr> lineage, CancellationToken cancellation)
    {
        // The run stays open until nobody refers to the arrays any more.
        ArrayRun run = RunArrays(graph, null, cancellation);
        return
        [
            .. lineage.Select(
                (e, i) => (ArrayExpr)new HeldExpr(e, new PersistedBlocks(scheduler, run, i, () => !isClosed))
            ),
        ];
    }

    /// <inheritdoc/>
    public void Run(CallGraph graph, object?[] values, CancellationToken cancellation)
    {
        CheckOpen();
        int[] roots = [.. graph.Roots.Where(r => r >= 0 && graph.Nodes[r] is not ArrayCall).Distinct()];
        var run = new CallGraphRun(scheduler, graph, values, failsAsOne: true, new ValuePacker(arrays));
        FutureCall[] futures =
        [
            .. roots.Select(r => new RemoteFuture(
                scheduler,
                run.TaskOf(graph.Nodes[r]),
                graph.Nodes[r].Name,
                () => !isClosed
            )),
        ];
        try
        {
            run.Start();
            for (int i = 0; i < roots.Length; i++)
                values[roots[i]] = futures[i].Wait(cancellation);
        }
        catch
        {
            scheduler.Close(run, new OperationCanceledException("the computation was cancelled"));
            if (!run.WaitForEnd(StopTime))
                EndStuck(run);
            throw;
        }
        finally
        {
            scheduler.Close(run);
            GC.KeepAlive(futures);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Results stay with the workers until they are asked for.</remarks>
    public FutureCall[] Submit(IReadOnlyList<CallExpr> calls)
    {
        CheckOpen();
        CallGraph graph = CallGraph.Plan(calls);
        var values = new object?[graph.Nodes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (graph.Nodes[i] is ArrayCall array)
                values[i] = Computation.Compute(array.Array);
        }

        var run = new CallGraphRun(scheduler, graph, values, failsAsOne: false, new ValuePacker(arrays));
        FutureCall[] futures =
        [
            .. calls.Select(c => new RemoteFuture(scheduler, run.TaskOf(c), c.Name, () => !isClosed)),
        ];
        run.Start();
        return futures;
    }

    /// <inheritdoc/>
    /// <remarks>A worker that does not listen within half a second is replaced.</remarks>
    public void Cancel(IEnumerable<FutureCall> futures)
    {
        var stopping = new List<StoppingTask>();
        foreach (FutureCall future in futures)
        {
            if ((future as RemoteFuture)?.Cancel() is { } task)
                stopping.Add(task);
        }
        if (Task.WaitAll([.. stopping.Select(t => t.Stopped)], StopTime / 2))
            return;
        foreach (WorkerState worker in stopping.Where(t => !t.Stopped.IsCompleted).Select(t => t.Worker).Distinct())
            End(worker, "it ran a call that was cancelled and did not stop", isBlamed: false);
    }

    /// <summary>
    /// Ends all work and replaces all workers; persisted arrays are computed again when they are needed.
    /// </summary>
    public void Restart()
    {
        CheckOpen();
        scheduler.CloseAll(new OperationCanceledException("the client was restarted"));
        WorkerProcess[] old;
        lock (gate)
            old = [.. processes.Values];
        foreach (WorkerProcess process in old)
            End(process, "the client was restarted", isBlamed: false);
        lock (gate)
        {
            while (processes.Values.Any(old.Contains))
                Monitor.Wait(gate, 100);
        }
        Scale(wanted);
    }

    /// <summary>Ends all work and all workers.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isClosed)
                return;
            isClosed = true;
        }
        scheduler.Break(new OperationCanceledException("the client was shut down"));
        watch.Dispose();
        listener.Dispose();
        var stop = new MessageWriter(MessageKind.Stop);
        long patience = Environment.TickCount64 + (long)StopTime.TotalMilliseconds;
        lock (gate)
        {
            foreach (WorkerProcess process in processes.Values)
            {
                process.Reason = "the client was shut down";
                if (process.Worker is { } worker)
                    worker.Link.Send(stop);
                else
                    process.Kill();
            }
            // Each takes itself out when it has ended.
            while (processes.Count > 0)
            {
                if (Environment.TickCount64 > patience)
                {
                    foreach (WorkerProcess process in processes.Values)
                        process.Kill();
                }

                Monitor.Wait(gate, 50);
            }
        }
    }

    private ArrayRun RunArrays(TaskGraph graph, IReadOnlyList<IBlockSink>? sinks, CancellationToken cancellation)
    {
        CheckOpen();
        foreach (HeldStage stage in graph.Stages.OfType<HeldStage>())
        {
            if (stage.Held.Holder is not PersistedBlocks blocks || !ReferenceEquals(blocks.Scheduler, scheduler))
            {
                throw new GchunkException(
                    "an array that another client persisted is used here; compute it on that client, or persist it again on this one"
                );
            }
        }

        var walk = new BottomUp(node => node is HeldExpr held ? held.Bare : node);
        var packed = SerializedValue.Of(
            new ValuePacker(arrays),
            graph.Expressions.Select(walk.Visit).ToArray(),
            "the expression"
        );
        var run = new ArrayRun(scheduler, graph, sinks, packed, cancellation);
        scheduler.Start(run);
        try
        {
            run.Wait(cancellation);
            return run;
        }
        catch
        {
            scheduler.Close(run);
            if (!run.WaitForEnd(StopTime))
                EndStuck(run);
            throw;
        }
    }

    private void EndStuck(ScheduledRun run)
    {
        foreach (WorkerState worker in scheduler.StillRunning(run))
            End(worker, "it ran a task that was cancelled and did not stop", isBlamed: false);
    }

    private static void CheckNumber(int workers)
    {
        if (workers < 1)
            throw new GchunkException($"a client needs at least one worker; got {workers}");
        if (workers > 1024)
        {
            throw new GchunkException(
                $"{workers} worker processes on one machine are more than 1024; fewer workers with more threads serve better"
            );
        }
    }

    private void CheckOpen()
    {
        if (isClosed)
            throw new GchunkException("the client was shut down; make a new one with new Client(…)");
    }
}

/// <summary>What a worker does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Threads">Tasks that it runs at once.</param>
/// <param name="Memory">Bytes that it takes now.</param>
/// <param name="MemoryLimit">Bytes that it may take.</param>
/// <param name="TasksDone">Tasks that it has done.</param>
/// <param name="State"><c>idle</c>, <c>running</c>, or <c>paused</c> where it takes too much memory.</param>
public sealed record WorkerInfo(
    string Name,
    int Pid,
    int Threads,
    long Memory,
    long MemoryLimit,
    long TasksDone,
    string State
);
