using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Planning;

/// <summary>
/// What is to be run: stages, and for each output the stage whose tasks make its blocks. Tasks are made when they are
/// asked for.
/// </summary>
/// <param name="Stages">The stages; one leans only on those before it.</param>
/// <param name="Outputs">For each output, the number of the stage that makes its blocks.</param>
/// <param name="Expressions">The outputs as optimised.</param>
public sealed record TaskGraph(
    IReadOnlyList<Stage> Stages,
    IReadOnlyList<int> Outputs,
    IReadOnlyList<ArrayExpr> Expressions
);
