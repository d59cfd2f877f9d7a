using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>
/// A call that runs in the background, or has run: what <c>Client.Submit</c> and <c>Client.Map</c> give.
/// </summary>
public abstract class Future
{
    private protected Future(FutureCall call) => Call = call;

    /// <summary>The call.</summary>
    public FutureCall Call { get; }

    /// <summary>Whether it is done, has failed or was cancelled.</summary>
    public bool IsFinished => Call.IsFinished;

    /// <summary><c>pending</c>, <c>finished</c>, <c>error</c> or <c>cancelled</c>.</summary>
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
/// A call whose value is of type <typeparamref name="T"/>. The value stays where it was computed until it is asked for,
/// and as long as somebody refers to the future.
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

    /// <summary>The value; waits for it.</summary>
    /// <exception cref="Engine.UserFunctionException">The function threw.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public T Result() => (T)Call.Wait(Engine.Interrupt.Token)!;

    /// <summary>The call as an argument of a delayed one.</summary>
    public static implicit operator Delayed<T>(Future<T> future) => new(future.Call);

    /// <inheritdoc/>
    public override string ToString() => $"Future<{typeof(T).Name}> {Call.Name}, {Status}";
}
