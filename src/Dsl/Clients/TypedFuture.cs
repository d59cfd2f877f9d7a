using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Dsl;

/// <summary>
/// A call whose value is of type <typeparamref name="T"/>. The value stays where it was computed until <c>Result</c> is
/// called, and as long as somebody refers to the future.
/// </summary>
/// <example><code>
/// using var client = new Client(workers: 1, processes: false);
/// Future&lt;int&gt; answer = client.Submit(() => 6 * 7);
/// Console.WriteLine(answer.Result()); // 42
/// </code></example>
public sealed class Future<T> : Future
{
    internal Future(FutureCall call, Client? client = null)
        : base(call, client) { }

    /// <summary>Waits for the value and returns it.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="UserFunctionException">The function threw.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="TimeoutException">The call did not end in that time; it goes on.</exception>
    public T Result(TimeSpan? timeout = null)
    {
        CheckHeld();
        if (timeout is not null)
            WaitForEnd(timeout);
        return (T)Call.Wait(Interrupt.Token)!;
    }

    /// <summary>Returns a task that completes with the value, or as the call ends.</summary>
    public Task<T> ResultAsync()
    {
        CheckHeld();
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        // On a thread of its own, because reading a value takes time and runs user code.
        Call.Observe(() => ThreadPool.UnsafeQueueUserWorkItem(_ => Set(result), null));
        return result.Task;
    }

    /// <summary>Awaits the value: <c>await client.Submit(…)</c>.</summary>
    public TaskAwaiter<T> GetAwaiter() => ResultAsync().GetAwaiter();

    /// <summary>
    /// Runs a callback on another thread when the call is done, has failed or was cancelled, or immediately if it
    /// already is. An exception in the callback is written to standard error.
    /// </summary>
    /// <param name="callback">Receives this future.</param>
    public void OnDone(Action<Future<T>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Call.Observe(() => ThreadPool.UnsafeQueueUserWorkItem(_ => CallBack(callback), null));
    }

    /// <summary>Converts a future to an argument of a delayed call.</summary>
    public static implicit operator Delayed<T>(Future<T> future) => new(future.Call);

    /// <inheritdoc/>
    public override string ToString() => $"Future<{TypeText.Of(typeof(T))}> {Call.Name}, {Status}";

    private void Set(TaskCompletionSource<T> result)
    {
        try
        {
            result.TrySetResult(Result());
        }
        catch (OperationCanceledException e)
        {
            result.TrySetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            result.TrySetException(e);
        }
    }

    private void CallBack(Action<Future<T>> callback)
    {
        try
        {
            callback(this);
        }
        // An exception on a thread of the pool would end the program.
        catch (Exception e)
        {
            Console.Error.WriteLine($"a callback of the call of {Call.Name} threw {ExceptionText.Of(e)}");
        }
    }
}
