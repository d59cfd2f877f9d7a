using System.Diagnostics;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>Runs the passes, in their one order.</summary>
public static class ExprOptimizer
{
    /// <summary>The passes, in the order they run.</summary>
    public static IReadOnlyList<IOptimizerPass> Passes { get; } =
    [new PushViews(), new FoldConstants(), new SimplifyPowers(), new FuseElementwise()];

    /// <summary>The expressions after every pass that is not switched off.</summary>
    /// <param name="outputs">What is to be computed.</param>
    /// <param name="disabled">Names of passes to leave out.</param>
    /// <param name="observe">Told of each pass that ran, with its time and what it left.</param>
    public static ArrayExpr[] Run(
        ArrayExpr[] outputs,
        IReadOnlySet<string>? disabled = null,
        Action<IOptimizerPass, TimeSpan, ArrayExpr[]>? observe = null
    )
    {
        outputs = RecomputeLost.In(outputs);
        foreach (IOptimizerPass pass in Passes)
        {
            if (disabled?.Contains(pass.Name) == true)
                continue;
            long start = Stopwatch.GetTimestamp();
            ArrayExpr[] after = pass.Run(outputs);
            for (int i = 0; i < after.Length; i++)
            {
                if (after[i].DType != outputs[i].DType || !after[i].Chunks.Equals(outputs[i].Chunks))
                {
                    throw new InvalidOperationException(
                        $"optimiser pass {pass.Name} changed {outputs[i]} into {after[i]}"
                    );
                }
            }

            outputs = after;
            observe?.Invoke(pass, Stopwatch.GetElapsedTime(start), outputs);
        }
        return outputs;
    }
}
