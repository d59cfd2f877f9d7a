using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>An executor that can keep blocks outside this process, where they were computed.</summary>
public interface IPersistingExecutor : IExecutor
{
    /// <summary>Computes the graph's outputs and keeps their blocks.</summary>
    /// <param name="graph">The graph to run.</param>
    /// <param name="lineage">The outputs as the caller gave them, to be recomputed should every block be lost.</param>
    /// <param name="cancellation">Cancels the run.</param>
    /// <returns>Expressions that read the blocks where they are.</returns>
    ArrayExpr[] Persist(TaskGraph graph, IReadOnlyList<ArrayExpr> lineage, CancellationToken cancellation);
}
