using System.Collections.Concurrent;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.Calls;

/// <summary>Creates the state of an actor in the process that evaluates it.</summary>
public sealed class ActorCreation(long actor, UserFunction create, CallInvoker invoker) : CallExpr([])
{
    /// <inheritdoc/>
    public override string Name => create.Name;

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs)
    {
        try
        {
            ActorStates.All[actor] = (invoker(create.Delegate, []), null);
        }
        catch (Exception e)
        {
            ActorStates.All[actor] = (null, e);
            throw;
        }
        return true;
    }
}

/// <summary>Calls a method of an actor.</summary>
public sealed class ActorCall(long actor, UserFunction method, CallInvoker invoker) : CallExpr([])
{
    /// <inheritdoc/>
    public override string Name => method.Name;

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs)
    {
        if (!ActorStates.All.TryGetValue(actor, out (object? State, Exception? Failure) found))
            throw new GchunkException("the actor has ended; create another one with Client.Actor");
        return found.Failure is null
            ? invoker(method.Delegate, [found.State])
            : throw new GchunkException(
                $"the actor was not created: {ExceptionText.MessageOf(found.Failure)}",
                found.Failure
            );
    }
}

/// <summary>Ends an actor.</summary>
public sealed class ActorEnd(long actor) : CallExpr([])
{
    /// <inheritdoc/>
    public override string Name => "the end of an actor";

    /// <inheritdoc/>
    public override object? Evaluate(ReadOnlySpan<object?> inputs) => ActorStates.All.TryRemove(actor, out _);
}

/// <summary>The states of the actors that live in this process, and why some have none.</summary>
internal static class ActorStates
{
    public static ConcurrentDictionary<long, (object? State, Exception? Failure)> All { get; } = new();
}
