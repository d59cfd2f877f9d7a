using System.Diagnostics;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>Runs the passes, in a fixed order.</summary>
public static class ExprOptimizer
{
    /// <summary>The passes in the order in which they run.</summary>
    public static IReadOnlyList<IOptimizerPass> Passes { get; } =
    [new PushViews(), new FoldConstants(), new SimplifyPowers(), new FuseElementwise()];

    /// <summary>Rewrites expressions with every pass that is not disabled.</summary>
    /// <param name="outputs">The expressions to compute.</param>
    /// <param name="disabled">The names of passes to skip.</param>
    /// <param name="observe">Called for each pass that ran, with its time and the rewritten expressions.</param>
    public static ArrayExpr[] Run(
        ArrayExpr[] outputs,
        IReadOnlySet<string>? disabled = null,
        Action<IOptimizerPass, TimeSpan, ArrayExpr[]>? observe = null
    )
    {
        List<ArrayExpr> nodes = ExprOrder.InputsFirst(outputs);
        if (RecomputeLost.In(outputs, nodes) is { } recomputed)
        {
            outputs = recomputed;
            nodes = ExprOrder.InputsFirst(outputs);
        }
        foreach (IOptimizerPass pass in Passes)
        {
            if (disabled?.Contains(pass.Name) == true)
                continue;
            long start = Stopwatch.GetTimestamp();
            ArrayExpr[] after = pass.Run(outputs, nodes);
            if (!ReferenceEquals(after, outputs))
            {
                CheckForms(pass, outputs, after);
                outputs = after;
                nodes = ExprOrder.InputsFirst(outputs);
            }
            observe?.Invoke(pass, Stopwatch.GetElapsedTime(start), outputs);
        }
        return outputs;
    }

    private static void CheckForms(IOptimizerPass pass, ArrayExpr[] before, ArrayExpr[] after)
    {
        for (int i = 0; i < after.Length; i++)
        {
            if (after[i].DType != before[i].DType || !after[i].Chunks.Equals(before[i].Chunks))
                throw new InvalidOperationException($"optimizer pass {pass.Name} changed {before[i]} into {after[i]}");
        }
    }
}
