using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Dsl;

/// <summary>
/// A call that runs or has run in the background, from <c>Client.Submit</c> or <c>Client.Map</c>.
/// </summary>
public abstract class Future
{
    private protected Future(FutureCall call) => Call = call;

    /// <summary>The call.</summary>
    public FutureCall Call { get; }

    /// <summary>True if it is done, has failed or was cancelled.</summary>
    public bool IsFinished => Call.IsFinished;

    /// <summary>The state: <c>pending</c>, <c>finished</c>, <c>error</c> or <c>cancelled</c>.</summary>
    public string Status =>
        !Call.IsFinished
            ? "pending"
            : Call.Error switch
            {
                null => "finished",
                OperationCanceledException => "cancelled",
                _ => "error",
            };
}

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
    internal Future(FutureCall call)
        : base(call) { }

    /// <summary>Waits for the value and returns it.</summary>
    /// <exception cref="Engine.UserFunctionException">The function threw.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public T Result() => (T)Call.Wait(Engine.Interrupt.Token)!;

    /// <summary>Converts a future to an argument of a delayed call.</summary>
    public static implicit operator Delayed<T>(Future<T> future) => new(future.Call);

    /// <inheritdoc/>
    public override string ToString() => $"Future<{typeof(T).Name}> {Call.Name}, {Status}";
}
