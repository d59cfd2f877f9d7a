using System.Collections.Concurrent;
using System.Diagnostics;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// The state of one run of calls. A call may cost less than a lock, so there is none: what is missing is counted down,
/// and a thread goes on with what it made ready itself.
/// </summary>
internal sealed class CallRun : IDisposable
{
    private readonly CallGraph graph;
    private readonly object?[] values;
    private readonly int[] missing;
    private readonly int[] uses;
    private readonly int[] leaves;
    private readonly int mostInputs;
    private readonly ConcurrentStack<int> ready = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource cancellation;
    private readonly int number = RunEvents.NextRun();
    private readonly long started = Stopwatch.GetTimestamp();
    private int cursor;
    private int sleeping;
    private int remaining;
    private Exception? failure;

    /// <summary>Makes a run.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="values">
    /// For each call its value where there is one already (arrays); receives those of the roots.
    /// </param>
    /// <param name="token">Ends the run between calls.</param>
    public CallRun(CallGraph graph, object?[] values, CancellationToken token)
    {
        (this.graph, this.values) = (graph, values);
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(token);
        missing = (int[])graph.InputCount.Clone();
        uses = new int[graph.Nodes.Count];
        var free = new List<int>();
        for (int i = 0; i < uses.Length; i++)
        {
            uses[i] = graph.Consumers(i).Length;
            if (missing[i] == 0)
                free.Add(i);
            mostInputs = Math.Max(mostInputs, graph.Nodes[i].Inputs.Count);
        }
        foreach (int root in graph.Roots)
        {
            if (root >= 0)
                uses[root]++;
        }

        leaves = [.. free];
        remaining = graph.Nodes.Count;
    }

    /// <summary>Works on calls until there are none; many threads may do so at once.</summary>
    public void Work()
    {
        var arguments = new object?[mostInputs];
        int next = -1;
        try
        {
            while (next >= 0 || Take(out next))
            {
                cancellation.Token.ThrowIfCancellationRequested();
                next = Execute(next, arguments);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            cancellation.Cancel();
        }
    }

    /// <summary>Publishes the beginning.</summary>
    public void Begin() => Publish(RunEventKind.RunStarted, "", 0, TimeSpan.Zero, null);

    /// <summary>Publishes the end and throws what went wrong.</summary>
    public void End()
    {
        Exception? error =
            failure
            ?? (
                Volatile.Read(ref remaining) > 0
                    ? new OperationCanceledException("the computation was cancelled")
                    : null
            );
        Publish(RunEventKind.RunFinished, "", 0, Stopwatch.GetElapsedTime(started), error);
        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cancellation.Dispose();
        wake.Dispose();
    }

    // What others made ready first: it is nearest to being used. False when there will be no more.
    private bool Take(out int task)
    {
        while (true)
        {
            if (ready.TryPop(out task))
                return true;
            if (Volatile.Read(ref cursor) < leaves.Length)
            {
                int leaf = Interlocked.Increment(ref cursor) - 1;
                if (leaf < leaves.Length)
                {
                    task = leaves[leaf];
                    return true;
                }
            }
            if (Volatile.Read(ref remaining) == 0)
                return false;
            Interlocked.Increment(ref sleeping);
            try
            {
                // Whoever pushes after this look sees the sleeper.
                if (ready.IsEmpty && Volatile.Read(ref remaining) > 0)
                    wake.Wait(cancellation.Token);
            }
            finally
            {
                Interlocked.Decrement(ref sleeping);
            }
        }
    }

    // The call that is to be run next on this thread, or -1.
    private int Execute(int task, object?[] arguments)
    {
        CallExpr node = graph.Nodes[task];
        bool watched = RunEvents.IsWatched;
        long start = watched ? Stopwatch.GetTimestamp() : 0;
        if (watched)
            Publish(RunEventKind.TaskStarted, node.Name, task, TimeSpan.Zero, null);
        if (node is not ArrayCall)
            values[task] = Evaluate(task, node, arguments);
        int next = -1;
        foreach (int consumer in graph.Consumers(task))
        {
            if (Interlocked.Decrement(ref missing[consumer]) > 0)
                continue;
            if (next < 0)
            {
                next = consumer;
                continue;
            }
            ready.Push(consumer);
            if (Volatile.Read(ref sleeping) > 0)
                wake.Release();
        }
        foreach (int input in graph.Inputs(task))
        {
            if (input >= 0 && Interlocked.Decrement(ref uses[input]) == 0)
                values[input] = null;
        }

        bool last = Interlocked.Decrement(ref remaining) == 0;
        if (watched)
            Publish(RunEventKind.TaskFinished, node.Name, task, Stopwatch.GetElapsedTime(start), null);
        if (last)
            wake.Release(Environment.ProcessorCount + Volatile.Read(ref sleeping));
        return next;
    }

    private object? Evaluate(int task, CallExpr node, object?[] arguments)
    {
        ReadOnlySpan<int> inputs = graph.Inputs(task);
        for (int i = 0; i < inputs.Length; i++)
            arguments[i] = inputs[i] < 0 ? ((ConstantCall)node.Inputs[i]).Value : values[inputs[i]];
        try
        {
            return node.Evaluate(arguments.AsSpan(0, inputs.Length));
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            throw new UserFunctionException($"in the delayed call of {node.Name}", e);
        }
        finally
        {
            arguments.AsSpan(0, inputs.Length).Clear();
        }
    }

    private void Publish(RunEventKind kind, string stage, long task, TimeSpan elapsed, Exception? error)
    {
        if (!RunEvents.IsWatched)
            return;
        RunEvents.Publish(
            new RunEvent(
                kind,
                number,
                stage,
                task,
                graph.Nodes.Count,
                graph.Nodes.Count - Volatile.Read(ref remaining),
                0,
                elapsed,
                error
            )
        );
    }
}
