namespace Gchunk.Engine.Expressions.Calls;

/// <summary>A call that has been submitted: its result exists or will. It may be an argument of other calls.</summary>
public abstract class FutureCall : CallExpr
{
    /// <summary>Creates a node.</summary>
    protected FutureCall(string name)
        : base([]) => Name = name;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>True if the call is done, has failed or was cancelled.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>The exception if it failed or was cancelled; null otherwise.</summary>
    public abstract Exception? Error { get; }

    /// <summary>Calls the observer once when the call is finished; at once if it is.</summary>
    public abstract void Observe(Action observer);

    /// <summary>Waits for the value.</summary>
    /// <exception cref="UserFunctionException">The function threw.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled, or the wait was.</exception>
    public abstract object? Wait(CancellationToken cancellation);

    /// <summary>Releases the result; calls that still need it keep it.</summary>
    public abstract void Release();

    /// <summary>Runs a call that failed or was cancelled again, with the calls that it needs and that failed too.</summary>
    public abstract void Retry();

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs) => Wait(CancellationToken.None);
}
