using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Engine.Execution;

/// <summary>Runs calls in the background, each as soon as its arguments are known.</summary>
public interface ICallPool
{
    /// <summary>Starts calls.</summary>
    /// <exception cref="GchunkException">A function or an argument cannot travel to a worker.</exception>
    FutureCall[] Submit(IReadOnlyList<CallExpr> calls);

    /// <summary>Cancels calls that have not ended. Calls that need them fail.</summary>
    void Cancel(IEnumerable<FutureCall> futures);
}
