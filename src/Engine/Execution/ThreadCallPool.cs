using System.Collections.Concurrent;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Runs calls in the background on threads of this process, for a client without worker processes.</summary>
/// <param name="threads">How many calls run at once.</param>
public sealed class ThreadCallPool(int threads) : ICallPool
{
    // The pool whose call this thread runs.
    [ThreadStatic]
    private static ThreadCallPool? current;

    private readonly ConcurrentQueue<BackgroundCallRun> waiting = new();
    private int active;

    /// <inheritdoc/>
    public FutureCall[] Submit(IReadOnlyList<CallExpr> calls) =>
        new BackgroundCallRun(CallGraph.Plan(calls), Help).Start(calls, threads);

    /// <inheritdoc/>
    /// <remarks>A call that is running cannot be stopped: it runs to its end, and its result is dropped.</remarks>
    public void Cancel(IEnumerable<FutureCall> futures)
    {
        foreach (FutureCall future in futures)
            BackgroundCallRun.Cancel(future);
    }

    /// <summary>
    /// Waits for something. A call of a pool that waits, perhaps for a call that it submitted itself, leaves its place to
    /// another thread; otherwise calls that wait for each other's places would never end.
    /// </summary>
    internal static void Wait(Action wait)
    {
        if (current is not { } pool)
        {
            wait();
            return;
        }
        Interlocked.Decrement(ref pool.active);
        pool.StartIfWaiting();
        try
        {
            wait();
        }
        finally
        {
            // For a moment one more may run than there are places.
            Interlocked.Increment(ref pool.active);
        }
    }

    private void Help(BackgroundCallRun run)
    {
        waiting.Enqueue(run);
        StartIfWaiting();
    }

    private void StartIfWaiting()
    {
        if (!waiting.IsEmpty && TryEnter())
            ThreadPool.UnsafeQueueUserWorkItem(static p => p.Work(), this, preferLocal: false);
    }

    private bool TryEnter()
    {
        for (int now = Volatile.Read(ref active); now < threads; )
        {
            int before = Interlocked.CompareExchange(ref active, now + 1, now);
            if (before == now)
                return true;
            now = before;
        }
        return false;
    }

    private void Work()
    {
        current = this;
        try
        {
            do
            {
                while (waiting.TryDequeue(out BackgroundCallRun? run))
                    run.Work();
                Interlocked.Decrement(ref active);
            }
            // A run may have been queued after the last look, when all threads were still counted.
            while (!waiting.IsEmpty && TryEnter());
        }
        finally
        {
            current = null;
        }
    }
}
