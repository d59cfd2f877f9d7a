using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Runs calls in the background on threads of this process, for a client without worker processes.</summary>
public sealed class ThreadCallPool : CallSlots, ICallPool
{
    // The run whose calls this thread runs.
    [ThreadStatic]
    private static BackgroundCallRun? running;

    private readonly int threads;
    private readonly IReadOnlyDictionary<string, double> resources;
    private readonly Dictionary<string, double> free;
    private readonly Coordinator coordinator = new();
    private readonly CallLanes lanes = new();
    private readonly Lock gate = new();
    private readonly PriorityQueue<BackgroundCallRun, (int Urgency, long Turn)> waiting = new();
    private readonly List<BackgroundCallRun> withoutResources = [];
    private long turn;
    private int active;
    private volatile int most = int.MinValue;

    /// <summary>Creates a pool.</summary>
    /// <param name="threads">How many calls run at once.</param>
    /// <param name="resources">The resources that the calls share; none by default.</param>
    public ThreadCallPool(int threads, IReadOnlyDictionary<string, double>? resources = null)
    {
        (this.threads, this.resources) = (threads, resources ?? new Dictionary<string, double>());
        free = new Dictionary<string, double>(this.resources);
    }

    /// <summary>The highest priority of the runs that wait for a thread.</summary>
    internal int MostUrgent => most;

    /// <inheritdoc/>
    public FutureCall[] Submit(IReadOnlyList<CallExpr> calls, CallOptions options)
    {
        options.Check(resources);
        // Calls within a call come before the calls that wait for them, so that few threads wait.
        if (running is { } outer)
            options = options with { Priority = options.Priority + outer.Options.Priority + 1 };
        calls = CapturedVariables.InCalls(calls);
        return new BackgroundCallRun(CallGraph.Plan(calls), this, options).Start(calls, threads);
    }

    /// <inheritdoc/>
    /// <remarks>A call that is running cannot be stopped: it runs to its end, and its result is dropped.</remarks>
    public void Cancel(IEnumerable<FutureCall> futures)
    {
        foreach (FutureCall future in futures)
            BackgroundCallRun.Cancel(future);
    }

    /// <inheritdoc/>
    public Task<object?> Ask(CoordinationRequest request, CancellationToken cancellation) =>
        coordinator.Ask(request, this, cancellation);

    /// <inheritdoc/>
    public (DateTime Time, object? Value)[] Events(string topic) => coordinator.Topics.Events(topic);

    /// <inheritdoc/>
    public IDisposable Subscribe(string topic, Action<object?> receive) => coordinator.Topics.Subscribe(topic, receive);

    /// <summary>Has one more thread work on a run, unless enough of them work.</summary>
    internal void Help(BackgroundCallRun run)
    {
        if (!run.Options.Lane.TakesSlot)
        {
            lanes.Add(run.Options.Lane, run.Work);
            return;
        }
        lock (gate)
            Queue(run);
        StartIfWaiting();
    }

    /// <inheritdoc/>
    protected override void Leave()
    {
        lock (gate)
            active--;
        StartIfWaiting();
    }

    /// <inheritdoc/>
    protected override void Return()
    {
        lock (gate)
            active++;
    }

    private void Queue(BackgroundCallRun run)
    {
        waiting.Enqueue(run, (-run.Options.Priority, turn++));
        most = Math.Max(most, run.Options.Priority);
    }

    private void StartIfWaiting()
    {
        lock (gate)
        {
            if (waiting.Count == 0 || active >= threads)
                return;
            active++;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static p => p.RunInSlot(p.Work), this, preferLocal: false);
    }

    private void Work()
    {
        while (Take() is { } run)
        {
            running = run;
            run.Work();
            running = null;
            GiveBack(run);
        }
    }

    // The most urgent run whose resources are free, or null: then the thread has left its slot.
    private BackgroundCallRun? Take()
    {
        lock (gate)
        {
            BackgroundCallRun? taken = null;
            while (taken is null && waiting.TryDequeue(out BackgroundCallRun? run, out _))
            {
                if (run.Options.Resources.All(r => free[r.Key] >= r.Value))
                    taken = run;
                else
                    withoutResources.Add(run);
            }
            most = waiting.TryPeek(out BackgroundCallRun? next, out _) ? next.Options.Priority : int.MinValue;
            if (taken is null)
            {
                active--;
                return null;
            }
            foreach ((string name, double needed) in taken.Options.Resources)
                free[name] -= needed;
            return taken;
        }
    }

    private void GiveBack(BackgroundCallRun run)
    {
        if (run.Options.Resources.Count == 0)
            return;
        lock (gate)
        {
            foreach ((string name, double needed) in run.Options.Resources)
                free[name] += needed;
            foreach (BackgroundCallRun other in withoutResources)
                Queue(other);
            withoutResources.Clear();
        }
        StartIfWaiting();
    }
}
