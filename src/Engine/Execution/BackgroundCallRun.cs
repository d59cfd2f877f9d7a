using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// A run whose calls end one by one, each in a future. A call that fails or is cancelled fails only the calls that need
/// it. Threads come when calls are ready and leave when there are none.
/// </summary>
internal sealed class BackgroundCallRun : CallRun
{
    private readonly Action<BackgroundCallRun> help;
    private readonly ThreadFuture?[] futures;
    private readonly Exception?[] errors;
    private readonly int[] ended;

    /// <summary>Prepares a run.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="help">Has <see cref="CallRun.Work"/> called by one more thread, unless enough of them work.</param>
    public BackgroundCallRun(CallGraph graph, Action<BackgroundCallRun> help)
        : base(graph, new object?[graph.Nodes.Count], isBackground: true)
    {
        this.help = help;
        futures = new ThreadFuture?[graph.Nodes.Count];
        errors = new Exception?[graph.Nodes.Count];
        ended = new int[graph.Nodes.Count];
    }

    /// <summary>Starts the run.</summary>
    /// <param name="calls">The roots of the graph.</param>
    /// <param name="threads">The number of threads that may work on it.</param>
    /// <returns>The futures of the roots.</returns>
    public FutureCall[] Start(IReadOnlyList<CallExpr> calls, int threads)
    {
        var started = new FutureCall[calls.Count];
        for (int i = 0; i < started.Length; i++)
        {
            int root = Graph.Roots[i];
            started[i] =
                root < 0
                    ? ThreadFuture.Of((ConstantCall)calls[i])
                    : calls[i] as FutureCall ?? (futures[root] ??= new ThreadFuture(this, root, calls[i].Name));
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
            help(this);
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
    protected override void Wake() => help(this);

    /// <inheritdoc/>
    protected override void Completed() => PublishEnd(null);

    private void Cancel(int task) => Fail(task, new OperationCanceledException("the task was cancelled"));

    // Only the future refers to its value, so the value is freed together with the future.
    private sealed class ThreadFuture(BackgroundCallRun? run, int task, string name) : FutureCall(name)
    {
        private readonly TaskCompletionSource<object?> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private BackgroundCallRun? run = run;

        public override bool IsFinished => result.Task.IsCompleted;

        public override Exception? Error => result.Task.Exception?.InnerException;

        public static ThreadFuture Of(ConstantCall constant)
        {
            var future = new ThreadFuture(null, -1, constant.Name);
            future.result.SetResult(constant.Value);
            return future;
        }

        public override void Observe(Action observer) =>
            result.Task.ContinueWith(_ => observer(), TaskScheduler.Default);

        public override object? Wait(CancellationToken cancellation)
        {
            if (!result.Task.IsCompleted)
                ThreadCallPool.Wait(() => Task.WaitAny([result.Task], cancellation));
            return result.Task.GetAwaiter().GetResult();
        }

        public override void Release() { }

        public void End(object? value, Exception? error)
        {
            run = null;
            if (error is null)
                result.SetResult(value);
            else
                result.SetException(error);
        }

        public void Cancel() => Volatile.Read(ref run)?.Cancel(task);
    }
}
