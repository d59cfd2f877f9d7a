using Gchunk.Engine.Execution.Calls;
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
}
