using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Engine.Workers.Nested;

/// <summary>A future, in a worker, of a call that a call there submitted.</summary>
[DoesNotTravel("the call that submitted it holds its result; return its value, or pass it to Submit as an argument")]
internal sealed class WorkerFuture(ClientLink client, FutureName name, string call) : FutureCall(call)
{
    private readonly Lock gate = new();
    private TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? error;
    private int isReleased;

    public FutureName FutureName => name;

    public override bool IsFinished => Current.IsCompleted;

    public override Exception? Error => IsFinished ? Volatile.Read(ref error) : null;

    private Task Current
    {
        get
        {
            lock (gate)
                return ended.Task;
        }
    }

    /// <summary>Takes note of the end of the call.</summary>
    public void End(Exception? why)
    {
        Volatile.Write(ref error, why);
        TaskCompletionSource now;
        lock (gate)
            now = ended;
        now.TrySetResult();
    }

    public override void Observe(Action observer) => Current.ContinueWith(_ => observer(), TaskScheduler.Default);

    public override object? Wait(CancellationToken cancellation)
    {
        Task awaited = Current;
        if (!awaited.IsCompleted)
        {
            CallSlots.Wait(() => client.WaitFor(awaited, cancellation));
        }
        if (Error is { } failed)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failed);
        object? value = client.Fetch(name, cancellation);
        GC.KeepAlive(this);
        return value;
    }

    public override void Release()
    {
        if (Interlocked.Exchange(ref isReleased, 1) != 0)
            return;
        client.Release(name);
        GC.SuppressFinalize(this);
    }

    public override void Retry()
    {
        lock (gate)
        {
            if (!ended.Task.IsCompleted || error is null)
                return;
            ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            error = null;
        }
        client.Retry(name);
    }

    ~WorkerFuture()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0)
            client.Release(name);
    }
}
