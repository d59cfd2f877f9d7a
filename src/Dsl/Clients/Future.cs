using Gchunk.Engine;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Dsl;

/// <summary>
/// A call that runs or has run in the background, from <c>Client.Submit</c> or <c>Client.Map</c>.
/// </summary>
public abstract class Future
{
    private readonly Client? client;
    private bool isReleased;

    private protected Future(FutureCall call, Client? client) => (Call, this.client) = (call, client);

    /// <summary>The call.</summary>
    public FutureCall Call { get; }

    /// <summary>The key that the call was submitted with, or null.</summary>
    public string? Key { get; internal set; }

    /// <summary>True if it is done, has failed or was cancelled.</summary>
    public bool IsFinished => Call.IsFinished;

    /// <summary>True if it was cancelled.</summary>
    public bool IsCancelled => Call.IsFinished && Call.Error is OperationCanceledException;

    /// <summary>True if its result was released with <see cref="Release"/>.</summary>
    public bool IsReleased => Volatile.Read(ref isReleased);

    /// <summary>
    /// The state: <c>pending</c>, <c>finished</c>, <c>error</c>, <c>cancelled</c> or <c>released</c>.
    /// </summary>
    public string Status =>
        IsReleased ? "released"
        : !Call.IsFinished ? "pending"
        : Call.Error switch
        {
            null => "finished",
            OperationCanceledException => "cancelled",
            _ => "error",
        };

    /// <summary>Waits for the end of the call and returns the exception that it threw, or null.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="TimeoutException">The call did not end in that time.</exception>
    public Exception? Exception(TimeSpan? timeout = null)
    {
        WaitForEnd(timeout);
        return Call.Error;
    }

    /// <summary>
    /// Cancels the call. Calls that need it fail. A worker process whose call does not stop is replaced.
    /// </summary>
    public void Cancel() =>
        (
            client
            ?? throw new GchunkException("the future belongs to no client; only futures of a client are cancelled")
        ).Cancel(this);

    /// <summary>
    /// Runs the call again if it failed or was cancelled, together with the calls that it needs and that failed too.
    /// </summary>
    /// <exception cref="GchunkException">The client was restarted since.</exception>
    public void Retry()
    {
        CheckHeld();
        Call.Retry();
    }

    /// <summary>
    /// Releases the result before the garbage collector does. Calls that were submitted with it still get it.
    /// </summary>
    public void Release()
    {
        Volatile.Write(ref isReleased, true);
        Call.Release();
    }

    /// <summary>Waits until the call is done, has failed or was cancelled.</summary>
    private protected void WaitForEnd(TimeSpan? timeout)
    {
        CheckHeld();
        if (Call.IsFinished)
            return;
        Task ended = Ended();
        int most = timeout is { } limit ? (int)Math.Min(int.MaxValue, limit.TotalMilliseconds) : Timeout.Infinite;
        bool done = false;
        CallSlots.Wait(() => done = Task.WaitAny([ended], most, Interrupt.Token) == 0);
        if (!done)
        {
            throw new TimeoutException(
                $"the call of {Call.Name} did not end within {timeout!.Value.TotalSeconds:0.###} s; it is still running: wait for it again, or cancel it"
            );
        }
    }

    /// <summary>Completes when the call is done, has failed or was cancelled.</summary>
    internal Task Ended()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Call.Observe(() => ended.TrySetResult());
        return ended.Task;
    }

    private protected void CheckHeld()
    {
        if (IsReleased)
            throw new GchunkException($"the result of {Call.Name} was released; submit the call again");
    }
}
