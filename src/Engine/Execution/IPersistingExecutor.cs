using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>An executor that can keep blocks where they were made, outside this process.</summary>
public interface IPersistingExecutor : IExecutor
{
    /// <summary>Computes the graph's outputs and keeps their blocks.</summary>
    /// <param name="graph">What is to be run.</param>
    /// <param name="lineage">
    /// The outputs as they were asked for: what is computed again should everything be lost.
    /// </param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>Expressions that read the blocks where they are.</returns>
    ArrayExpr[] Persist(TaskGraph graph, IReadOnlyList<ArrayExpr> lineage, CancellationToken cancellation);
}
