using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Execution;

/// <summary>Runs calls in the background, each as soon as what it needs is there.</summary>
public interface ICallPool
{
    /// <summary>Begins calls.</summary>
    /// <exception cref="GchunkException">A function or an argument cannot travel to where it would run.</exception>
    FutureCall[] Submit(IReadOnlyList<CallExpr> calls);

    /// <summary>Stops calls that have not ended; those that wait for them fail.</summary>
    void Cancel(IEnumerable<FutureCall> futures);
}
