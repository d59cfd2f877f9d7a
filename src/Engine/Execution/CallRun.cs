using System.Collections.Concurrent;
using System.Diagnostics;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// One run of a graph of calls on threads. A call may cost less than a lock, so there is none: each call counts down
/// its missing inputs, and a thread continues with a call that it made ready itself.
/// </summary>
internal abstract class CallRun
{
    private readonly int[] missing;
    private readonly int[] uses;
    private readonly int[] leaves;
    private readonly int mostInputs;
    private readonly ConcurrentStack<int> ready = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private int cursor;
    private int remaining;

    /// <summary>Prepares a run.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="values">
    /// The values of the calls that have one already; receives those that are still needed.
    /// </param>
    /// <param name="isBackground">
    /// True if the values of the roots go to futures rather than stay in <paramref name="values"/>, and if futures that
    /// calls use are not waited for: they become ready by <see cref="Push"/>.
    /// </param>
    protected CallRun(CallGraph graph, object?[] values, bool isBackground)
    {
        (Graph, Values) = (graph, values);
        missing = (int[])graph.InputCount.Clone();
        uses = new int[graph.Nodes.Count];
        var free = new List<int>();
        for (int i = 0; i < uses.Length; i++)
        {
            uses[i] = graph.Consumers(i).Length;
            if (missing[i] == 0 && !(isBackground && graph.Nodes[i] is FutureCall))
                free.Add(i);
            mostInputs = Math.Max(mostInputs, graph.Nodes[i].Inputs.Count);
        }
        foreach (int root in graph.Roots)
        {
            if (root >= 0 && !isBackground)
                uses[root]++;
        }

        leaves = [.. free];
        remaining = graph.Nodes.Count;
    }

    /// <summary>The number of the run in this process.</summary>
    protected int Number { get; } = RunEvents.NextRun();

    /// <summary>The calls.</summary>
    protected CallGraph Graph { get; }

    /// <summary>The values of the calls that are done and still needed.</summary>
    protected object?[] Values { get; }

    /// <summary>The number of calls that can start at once.</summary>
    protected int Leaves => leaves.Length;

    /// <summary>True if every call has ended.</summary>
    protected bool IsComplete => Volatile.Read(ref remaining) == 0;

    /// <summary>True if calls are ready that no thread has taken.</summary>
    protected bool HasReady => !ready.IsEmpty || Volatile.Read(ref cursor) < leaves.Length;

    /// <summary>True if the run was cancelled.</summary>
    protected virtual bool IsCancelled => false;

    /// <summary>How often a call that throws is tried again.</summary>
    protected virtual int Retries => 0;

    /// <summary>True if the threads are needed for more urgent calls.</summary>
    protected virtual bool MustYield => false;

    /// <summary>Runs calls until there are none to run. Many threads may do so at once.</summary>
    public void Work()
    {
        var arguments = new object?[mostInputs];
        int next = -1;
        while (next >= 0 || (!MustYield && Take(out next)))
            next = Execute(next, arguments);
        if (MustYield && HasReady)
            Wake();
    }

    /// <summary>Takes the next call for this thread; false if the thread is no longer needed.</summary>
    protected virtual bool Take(out int task) => TryTake(out task);

    /// <summary>The reason why a ready call must not run, or null.</summary>
    protected abstract Exception? WhyNotRun(int task);

    /// <summary>Accepts the outcome of a call; false if the calls that use it must not be told.</summary>
    protected abstract bool Accept(int task, object? value, Exception? error);

    /// <summary>Makes a thread look for ready calls.</summary>
    protected abstract void Wake();

    /// <summary>Called when the last call has ended.</summary>
    protected abstract void Completed();

    /// <summary>Takes a call that is ready: the newest one first, because its inputs are in the cache.</summary>
    protected bool TryTake(out int task)
    {
        if (ready.TryPop(out task))
            return true;
        if (Volatile.Read(ref cursor) >= leaves.Length)
            return false;
        int leaf = Interlocked.Increment(ref cursor) - 1;
        if (leaf >= leaves.Length)
            return ready.TryPop(out task);
        task = leaves[leaf];
        return true;
    }

    /// <summary>Queues a call that is ready.</summary>
    protected void Push(int task)
    {
        ready.Push(task);
        Wake();
    }

    /// <summary>Ends a call: tells the calls that use its value.</summary>
    /// <returns>One call that became ready, for the calling thread to run next, or -1.</returns>
    protected int End(int task, object? value, Exception? error)
    {
        if (!Accept(task, value, error))
            return -1;
        int next = -1;
        foreach (int consumer in Graph.Consumers(task))
        {
            if (Interlocked.Decrement(ref missing[consumer]) > 0)
                continue;
            if (next < 0)
                next = consumer;
            else
                Push(consumer);
        }
        if (Interlocked.Decrement(ref remaining) == 0)
            Completed();
        return next;
    }

    /// <summary>
    /// Ends a call with an error, and every call that this keeps from running. No thread of the pool is needed for it:
    /// all of them may be busy with long calls.
    /// </summary>
    protected void Fail(int task, Exception error)
    {
        var failed = new Stack<int>();
        failed.Push(task);
        while (failed.TryPop(out int call))
        {
            // A thread that takes the first call later releases its inputs. No thread is ever given the others.
            if (call != task)
                ReleaseInputs(call);
            if (!Accept(call, null, call == task ? error : WhyNotRun(call) ?? error))
                continue;
            foreach (int consumer in Graph.Consumers(call))
            {
                if (Interlocked.Decrement(ref missing[consumer]) == 0)
                    failed.Push(consumer);
            }
            if (Interlocked.Decrement(ref remaining) == 0)
                Completed();
        }
    }

    /// <summary>True if calls that have not ended use the value of a call.</summary>
    protected bool IsUsed(int task) => Volatile.Read(ref uses[task]) > 0;

    /// <summary>Publishes the start of the run.</summary>
    protected void PublishStart() => Publish(RunEventKind.RunStarted, "", 0, TimeSpan.Zero, null, 0);

    /// <summary>Publishes the end of the run.</summary>
    protected void PublishEnd(Exception? error) =>
        Publish(RunEventKind.RunFinished, "", 0, Stopwatch.GetElapsedTime(started), error, 0);

    // Returns the call to run next on this thread, or -1.
    private int Execute(int task, object?[] arguments)
    {
        CallExpr node = Graph.Nodes[task];
        bool watched = RunEvents.IsWatched;
        long start = watched ? Stopwatch.GetTimestamp() : 0;
        if (watched)
            Publish(RunEventKind.TaskStarted, node.Name, task, TimeSpan.Zero, null, 0);
        object? value = null;
        Exception? error = WhyNotRun(task);
        bool tries = error is null;
        for (int left = Retries; tries; left--)
        {
            tries = false;
            try
            {
                value = Evaluate(task, node, arguments);
            }
            catch (Exception e) when (left > 0 && e is UserFunctionException)
            {
                error = WhyNotRun(task);
                tries = error is null;
            }
            catch (Exception e)
            {
                error = e;
            }
        }
        // Before the calls that use it are told: the last one of them ends the run.
        if (watched && error is null)
            Publish(RunEventKind.TaskFinished, node.Name, task, Stopwatch.GetElapsedTime(start), null, 1);
        int next = End(task, value, error);
        ReleaseInputs(task);
        return next;
    }

    private void ReleaseInputs(int task)
    {
        foreach (int input in Graph.Inputs(task))
        {
            if (input >= 0 && Interlocked.Decrement(ref uses[input]) == 0)
                Values[input] = null;
        }
    }

    private object? Evaluate(int task, CallExpr node, object?[] arguments)
    {
        if (node is ArrayCall array)
            return Values[task] ?? Computation.Compute(array.Array);
        // What it throws says already which call it was.
        if (node is FutureCall future)
            return future.Wait(CancellationToken.None);
        ReadOnlySpan<int> inputs = Graph.Inputs(task);
        for (int i = 0; i < inputs.Length; i++)
            arguments[i] = inputs[i] < 0 ? ((ConstantCall)node.Inputs[i]).Value : Values[inputs[i]];
        try
        {
            return node.Evaluate(arguments.AsSpan(0, inputs.Length));
        }
        catch (Exception e) when (!(e is OperationCanceledException && IsCancelled))
        {
            throw new UserFunctionException($"in the delayed call of {node.Name}", e);
        }
        finally
        {
            arguments.AsSpan(0, inputs.Length).Clear();
        }
    }

    private void Publish(RunEventKind kind, string stage, long task, TimeSpan elapsed, Exception? error, int more)
    {
        if (!RunEvents.Wants(kind))
            return;
        int done = Graph.Nodes.Count - Volatile.Read(ref remaining) + more;
        RunEvents.Publish(new RunEvent(kind, Number, stage, task, Graph.Nodes.Count, done, 0, elapsed, error));
    }
}
