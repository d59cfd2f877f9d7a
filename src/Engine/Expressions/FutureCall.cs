namespace Gchunk.Engine.Expressions;

/// <summary>
/// A call that has been begun: its result is there, or will be. It may be an argument of other calls.
/// </summary>
public abstract class FutureCall : CallExpr
{
    /// <summary>Makes a node.</summary>
    protected FutureCall(string name)
        : base([]) => Name = name;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Whether it is done, has failed or was cancelled.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>Why it failed, or that it was cancelled; null otherwise.</summary>
    public abstract Exception? Error { get; }

    /// <summary>Calls back, once, when it is finished; at once where it is.</summary>
    public abstract void Observe(Action observer);

    /// <summary>The value; waits for it.</summary>
    /// <exception cref="UserFunctionException">The function threw.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the wait was.</exception>
    public abstract object? Wait(CancellationToken cancellation);

    /// <summary>Gives the result up; what still needs it keeps it.</summary>
    public abstract void Release();

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs) => Wait(CancellationToken.None);
}
