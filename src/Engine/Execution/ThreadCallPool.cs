using System.Collections.Concurrent;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Runs calls in the background on threads of this process, for a client without worker processes.</summary>
/// <param name="threads">How many calls run at once.</param>
public sealed class ThreadCallPool(int threads) : ICallPool
{
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

    private void Help(BackgroundCallRun run)
    {
        waiting.Enqueue(run);
        if (TryEnter())
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
        do
        {
            while (waiting.TryDequeue(out BackgroundCallRun? run))
                run.Work();
            Interlocked.Decrement(ref active);
        }
        // A run may have been queued after the last look, when all threads were still counted.
        while (!waiting.IsEmpty && TryEnter());
    }
}
