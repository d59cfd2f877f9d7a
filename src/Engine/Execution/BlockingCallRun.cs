using System.Runtime.ExceptionServices;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// A run that its caller waits for: its threads stay until it ends, and the first error or a cancellation ends it.
/// </summary>
internal sealed class BlockingCallRun : CallRun, IDisposable
{
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource cancellation;
    private int sleeping;
    private Exception? failure;

    /// <summary>Prepares a run.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="values">The values of the arrays; receives those of the roots.</param>
    /// <param name="token">Ends the run between calls.</param>
    public BlockingCallRun(CallGraph graph, object?[] values, CancellationToken token)
        : base(graph, values, isBackground: false) =>
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(token);

    /// <inheritdoc/>
    protected override bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>Keeps calls that have not been started from running.</summary>
    public void Cancel() => cancellation.Cancel();

    /// <summary>Publishes the start.</summary>
    public void Begin()
    {
        RunControl.Add(Number, Cancel);
        PublishStart();
    }

    /// <summary>Publishes the end and throws the error, if there was one. No thread may be working any more.</summary>
    public void End()
    {
        Exception? error =
            failure ?? (IsComplete ? null : new OperationCanceledException("the computation was cancelled"));
        PublishEnd(error);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RunControl.Remove(Number);
        cancellation.Dispose();
        wake.Dispose();
    }

    /// <inheritdoc/>
    /// <remarks>Waits while other threads may make calls ready.</remarks>
    protected override bool Take(out int task)
    {
        while (true)
        {
            RunControl.WaitWhilePaused(cancellation.Token);
            task = -1;
            if (IsCancelled)
                return false;
            if (TryTake(out task))
                return true;
            if (IsComplete)
                return false;
            Interlocked.Increment(ref sleeping);
            try
            {
                // A thread that pushes a call after this check sees that this one sleeps.
                if (!HasReady && !IsComplete)
                    wake.Wait(cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            finally
            {
                Interlocked.Decrement(ref sleeping);
            }
        }
    }

    /// <inheritdoc/>
    protected override Exception? WhyNotRun(int task) => IsCancelled ? new OperationCanceledException() : null;

    /// <inheritdoc/>
    protected override bool Accept(int task, object? value, Exception? error)
    {
        if (error is null)
        {
            Values[task] = value;
            return true;
        }
        if (!(error is OperationCanceledException && IsCancelled))
            Interlocked.CompareExchange(ref failure, error, null);
        cancellation.Cancel();
        return false;
    }

    /// <inheritdoc/>
    protected override void Wake()
    {
        if (Volatile.Read(ref sleeping) > 0)
            wake.Release();
    }

    /// <inheritdoc/>
    protected override void Completed() => wake.Release(Environment.ProcessorCount + Volatile.Read(ref sleeping));
}
