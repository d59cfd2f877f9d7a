using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>
/// The stages to run, and for each output the stage whose tasks compute its blocks. Tasks are created on demand.
/// </summary>
/// <param name="Stages">The stages; each depends only on those before it.</param>
/// <param name="Outputs">For each output, the number of the stage that computes its blocks.</param>
/// <param name="Expressions">The optimized outputs.</param>
public sealed record TaskGraph(
    IReadOnlyList<Stage> Stages,
    IReadOnlyList<int> Outputs,
    IReadOnlyList<ArrayExpr> Expressions
)
{
    /// <summary>The number of tasks of all stages: no fewer than the outputs need.</summary>
    public long Tasks => Stages.Sum(s => s.Tasks);
}
