using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Processes;

// The runs of array expressions and calls.
public sealed partial class WorkerPool
{
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
        CallGraphRun run = Prepare(graph, values, failsAsOne: true, CallOptions.Default);
        FutureCall[] futures = [.. roots.Select(r => FutureOf(run, r, graph.Nodes[r]))];
        try
        {
            run.Start();
            for (int i = 0; i < roots.Length; i++)
                values[roots[i]] = futures[i].Wait(cancellation);
        }
        catch
        {
            scheduler.Close(run, new OperationCanceledException("the computation was cancelled"));
            Stop(run);
            throw;
        }
        finally
        {
            scheduler.Close(run);
            GC.KeepAlive(futures);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Results stay with the workers until somebody waits for them.</remarks>
    public FutureCall[] Submit(IReadOnlyList<CallExpr> calls, CallOptions options)
    {
        CheckOpen();
        Check(options);
        CallExpr[] roots = [.. calls.Select(c => c is ConstantCall ? new PassedCall([c]) : c)];
        CallGraph graph = CallGraph.Plan(roots);
        object?[] values = Computation.ComputeArrays(graph);
        CallGraphRun run = Prepare(graph, values, failsAsOne: false, options);
        FutureCall[] futures = [.. graph.Roots.Select((r, i) => FutureOf(run, r, roots[i]))];
        run.Start();
        return futures;
    }

    private CallGraphRun Prepare(CallGraph graph, object?[] values, bool failsAsOne, CallOptions options) =>
        new(
            scheduler,
            SerializedCalls.Of(graph, values, static f => f is RemoteFuture, new ValueSerializer(arrays?.Captures)),
            failsAsOne,
            options
        );

    // A call that was submitted before has its future already.
    private FutureCall FutureOf(CallGraphRun run, int number, CallExpr call) =>
        call as FutureCall ?? new RemoteFuture(scheduler, run.TaskOf(number), call.Name, () => !isClosed);

    private void Check(CallOptions options)
    {
        options.Check(resources);
        // An actor's worker may be gone: its calls fail with the reason.
        if (options.Workers.Count == 0 || !options.Lane.TakesSlot)
            return;
        string[] known = [.. scheduler.Workers.Where(w => !w.IsLeaving).Select(w => w.Name)];
        if (!options.Workers.Any(known.Contains))
        {
            throw new GchunkException(
                $"there is no worker {string.Join(" or ", options.Workers)}; there are {string.Join(", ", known)}"
            );
        }
    }

    /// <inheritdoc/>
    /// <remarks>A worker whose call does not stop within half a second is replaced.</remarks>
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

    private ArrayRun RunArrays(TaskGraph graph, IReadOnlyList<IBlockSink>? sinks, CancellationToken cancellation)
    {
        CheckOpen();
        foreach (HeldStage stage in graph.Stages.OfType<HeldStage>())
        {
            if (stage.Held.Holder is not PersistedBlocks blocks || !ReferenceEquals(blocks.Scheduler, scheduler))
            {
                throw new GchunkException(
                    "an array was persisted by another client; compute it on that client, or persist it again on this one"
                );
            }
        }

        var walk = new BottomUp(node => node is HeldExpr held ? held.Bare : node);
        var serialized = SerializedValue.Of(
            new ValueSerializer(arrays),
            graph.Expressions.Select(walk.Visit).ToArray(),
            "the expression"
        );
        var run = new ArrayRun(scheduler, graph, sinks, serialized, cancellation);
        try
        {
            scheduler.Start(run);
            run.Wait(cancellation);
            return run;
        }
        catch
        {
            scheduler.Close(run);
            Stop(run);
            throw;
        }
    }

    // Waits until nothing of a closed run is running any more. Workers on which its tasks do not stop are ended.
    private void Stop(ScheduledRun run)
    {
        if (run.WaitForEnd(StopTime))
            return;
        foreach (WorkerState worker in scheduler.StillRunning(run))
            End(worker, "it ran a task that was cancelled and did not stop", isBlamed: false);
        run.WaitForEnd(EndTime);
    }
}
