using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// A run whose calls end one by one, each in a future. A call that fails or is cancelled fails only the calls that need
/// it. Threads come when calls are ready and leave when there are none.
/// </summary>
internal sealed class BackgroundCallRun : CallRun
{
    private readonly ThreadCallPool pool;
    private readonly ThreadFuture?[] futures;
    private readonly Exception?[] errors;
    private readonly int[] ended;

    /// <summary>Prepares a run.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="pool">The threads that run them.</param>
    /// <param name="options">How they are run.</param>
    public BackgroundCallRun(CallGraph graph, ThreadCallPool pool, CallOptions options)
        : base(graph, new object?[graph.Nodes.Count], isBackground: true)
    {
        (this.pool, Options) = (pool, options);
        futures = new ThreadFuture?[graph.Nodes.Count];
        errors = new Exception?[graph.Nodes.Count];
        ended = new int[graph.Nodes.Count];
    }

    /// <summary>How the calls are run.</summary>
    public CallOptions Options { get; }

    /// <inheritdoc/>
    protected override int Retries => Options.Retries;

    /// <inheritdoc/>
    protected override bool MustYield => Options.Lane.TakesSlot && pool.MostUrgent > Options.Priority;

    /// <summary>Starts the run.</summary>
    /// <param name="calls">The roots of the graph.</param>
    /// <param name="threads">The number of threads that may work on it.</param>
    /// <returns>The futures of the roots.</returns>
    public FutureCall[] Start(IReadOnlyList<CallExpr> calls, int threads) => Start(calls, threads, null);

    // A call that is tried again keeps its future.
    private FutureCall[] Start(IReadOnlyList<CallExpr> calls, int threads, ThreadFuture? again)
    {
        var started = new FutureCall[calls.Count];
        for (int i = 0; i < started.Length; i++)
        {
            int root = Graph.Roots[i];
            started[i] =
                root < 0
                    ? ThreadFuture.Of((ConstantCall)calls[i])
                    : calls[i] as FutureCall ?? (futures[root] ??= again ?? new ThreadFuture(calls[i]));
            if (root >= 0)
                futures[root]?.Begin(this, root);
        }
        PublishStart();
        for (int n = 0; n < Graph.Nodes.Count; n++)
        {
            if (Graph.Nodes[n] is not FutureCall future)
                continue;
            int task = n;
            future.Observe(() =>
            {
                if (future.Error is { } error)
                    Fail(task, error);
                else
                    Push(task);
            });
        }
        for (int i = Math.Min(Leaves, threads); i > 0; i--)
            pool.Help(this);
        return started;
    }

    /// <summary>
    /// Cancels a call that has not ended. If it is running, it runs to its end and its result is dropped.
    /// </summary>
    public static void Cancel(FutureCall call) => (call as ThreadFuture)?.Cancel();

    /// <inheritdoc/>
    protected override Exception? WhyNotRun(int task) => Volatile.Read(ref errors[task]);

    /// <inheritdoc/>
    protected override bool Accept(int task, object? value, Exception? error)
    {
        if (Interlocked.Exchange(ref ended[task], 1) != 0)
            return false;
        if (error is null && IsUsed(task))
            Values[task] = value;
        if (error is not null)
        {
            errors[task] = error;
            foreach (int consumer in Graph.Consumers(task))
                Interlocked.CompareExchange(ref errors[consumer], error, null);
        }
        futures[task]?.End(value, error);
        return true;
    }

    /// <inheritdoc/>
    protected override void Wake() => pool.Help(this);

    /// <inheritdoc/>
    protected override void Completed() => PublishEnd(null);

    private void Cancel(int task) => Fail(task, new OperationCanceledException("the task was cancelled"));

    // Only the future refers to its value, so the value is freed together with the future.
    private sealed class ThreadFuture(CallExpr call) : FutureCall(call.Name)
    {
        private readonly Lock gate = new();
        private TaskCompletionSource<object?> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private BackgroundCallRun? run;
        private int task;

        // Kept until it succeeds, to be tried again.
        private CallExpr? call = call;
        private (ThreadCallPool Pool, CallOptions Options, int Threads)? last;

        public override bool IsFinished => Current.Task.IsCompleted;

        public override Exception? Error => Current.Task.Exception?.InnerException;

        private TaskCompletionSource<object?> Current
        {
            get
            {
                lock (gate)
                    return result;
            }
        }

        public static ThreadFuture Of(ConstantCall constant)
        {
            var future = new ThreadFuture(constant);
            future.result.SetResult(constant.Value);
            return future;
        }

        public void Begin(BackgroundCallRun by, int number)
        {
            lock (gate)
                (run, task, last) = (by, number, (by.pool, by.Options, by.Graph.Nodes.Count));
        }

        public override void Observe(Action observer) =>
            Current.Task.ContinueWith(_ => observer(), TaskScheduler.Default);

        public override object? Wait(CancellationToken cancellation)
        {
            Task<object?> awaited = Current.Task;
            if (!awaited.IsCompleted)
                CallSlots.Wait(() => Task.WaitAny([awaited], cancellation));
            return awaited.GetAwaiter().GetResult();
        }

        public override void Release() { }

        public override void Retry()
        {
            BackgroundCallRun again;
            lock (gate)
            {
                if (call is null || last is not { } how || result.Task.Exception is null)
                    return;
                result = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
                again = new BackgroundCallRun(CallGraph.Plan([call]), how.Pool, how.Options);
            }
            foreach (FutureCall input in again.Graph.Nodes.OfType<FutureCall>())
                input.Retry();
            again.Start([call], last.Value.Threads, this);
        }

        public void End(object? value, Exception? error)
        {
            TaskCompletionSource<object?> ended;
            lock (gate)
            {
                run = null;
                if (error is null)
                    call = null;
                ended = result;
            }
            if (error is null)
                ended.TrySetResult(value);
            else
                ended.TrySetException(error);
        }

        public void Cancel()
        {
            BackgroundCallRun? running;
            lock (gate)
                running = run;
            running?.Cancel(task);
        }
    }
}
