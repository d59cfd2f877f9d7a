using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Engine.Execution;

/// <summary>Runs calls in the background, each as soon as its arguments are known.</summary>
public interface ICallPool
{
    /// <summary>Starts calls.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="options">How they are run.</param>
    /// <exception cref="GchunkException">
    /// A function or an argument cannot travel to a worker, or no worker can run the calls.
    /// </exception>
    FutureCall[] Submit(IReadOnlyList<CallExpr> calls, CallOptions options);

    /// <summary>Cancels calls that have not ended. Calls that need them fail.</summary>
    void Cancel(IEnumerable<FutureCall> futures);

    /// <summary>Asks the coordinator of the program.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<object?> Ask(CoordinationRequest request, CancellationToken cancellation);

    /// <summary>Returns the last events of a topic, the oldest first, with their times in UTC.</summary>
    /// <exception cref="GchunkException">This is a worker.</exception>
    (DateTime Time, object? Value)[] Events(string topic);

    /// <summary>Passes the events of a topic on until the result is disposed.</summary>
    /// <exception cref="GchunkException">This is a worker.</exception>
    IDisposable Subscribe(string topic, Action<object?> receive);
}
