using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>Runs calls on threads of this process: what a client without worker processes does.</summary>
/// <param name="threads">How many calls run at once.</param>
public sealed class ThreadCalls(int threads) : ICallPool
{
    private readonly TaskFactory factory = new(
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler
    );

    /// <inheritdoc/>
    public FutureCall[] Submit(IReadOnlyList<CallExpr> calls)
    {
        var graph = CallGraph.Plan(calls);
        var futures = new Dictionary<CallExpr, FutureCall>(ReferenceEqualityComparer.Instance);
        foreach (CallExpr node in graph.Nodes)
        {
            futures[node] =
                node as FutureCall
                ?? new ThreadCall(node, Begin(node, [.. node.Inputs.Select(i => futures.GetValueOrDefault(i))]));
        }

        return
        [
            .. calls.Select(c =>
                futures.GetValueOrDefault(c)
                ?? new ThreadCall(c, (Task.FromResult(c.Evaluate([])), new CancellationTokenSource()))
            ),
        ];
    }

    /// <inheritdoc/>
    /// <remarks>A call that has begun cannot be stopped: it ends by itself, and its result is dropped.</remarks>
    public void Cancel(IEnumerable<FutureCall> futures)
    {
        foreach (FutureCall future in futures)
            (future as ThreadCall)?.Cancel();
    }

    private (Task<object?> Task, CancellationTokenSource Cancellation) Begin(CallExpr node, FutureCall?[] inputs)
    {
        var cancellation = new CancellationTokenSource();
        return (BeginWhenReady(node, inputs, cancellation.Token), cancellation);
    }

    private async Task<object?> BeginWhenReady(CallExpr node, FutureCall?[] inputs, CancellationToken cancellation)
    {
        foreach (FutureCall? input in inputs)
        {
            if (input is not null)
            {
                var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                input.Observe(() => ready.TrySetResult());
                await ready.Task.ConfigureAwait(false);
            }
        }

        return await factory.StartNew(() => Evaluate(node, inputs), cancellation).ConfigureAwait(false);
    }

    private static object? Evaluate(CallExpr node, FutureCall?[] inputs)
    {
        if (node is ArrayCall array)
            return Computation.Compute(array.Array);
        var values = new object?[inputs.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = inputs[i] is { } input
                ? input.Wait(CancellationToken.None)
                : ((ConstantCall)node.Inputs[i]).Value;
        }

        try
        {
            return node.Evaluate(values);
        }
        catch (Exception e)
        {
            throw new UserFunctionException($"in the delayed call of {node.Name}", e);
        }
    }

    private sealed class ThreadCall(CallExpr node, (Task<object?> Task, CancellationTokenSource Cancellation) begun)
        : FutureCall(node.Name)
    {
        private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool IsFinished => begun.Task.IsCompleted || cancelled.Task.IsCompleted;

        public override Exception? Error =>
            cancelled.Task.IsCompleted || begun.Task.IsCanceled
                ? new OperationCanceledException("the task was cancelled")
                : begun.Task.Exception?.InnerException;

        public override void Observe(Action observer) =>
            Task.WhenAny(begun.Task, cancelled.Task).ContinueWith(_ => observer(), TaskScheduler.Default);

        public override object? Wait(CancellationToken cancellation)
        {
            Task.WhenAny(begun.Task, cancelled.Task).Wait(cancellation);
            if (cancelled.Task.IsCompleted)
                throw new OperationCanceledException("the task was cancelled");
            return begun.Task.GetAwaiter().GetResult();
        }

        public override void Release() { }

        public void Cancel()
        {
            if (begun.Task.IsCompleted)
                return;
            begun.Cancellation.Cancel();
            cancelled.TrySetResult();
        }
    }
}
