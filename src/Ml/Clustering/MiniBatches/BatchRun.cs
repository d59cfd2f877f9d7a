using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Lloyds;

namespace Gchunk.Ml.Clustering.MiniBatches;

/// <summary>Takes batches from samples, many in a pass over them, and moves centers by them.</summary>
internal static class BatchRun
{
    // Makes these draws independent of others with the same seed.
    private const long DrawRound = -6;

    // The batches that one pass over the samples takes, as float64.
    private const long PoolBytes = 32 << 20;

    /// <summary>Moves centers by random batches until they no longer improve.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="state">Where to begin.</param>
    /// <param name="rules">How batches move centers.</param>
    /// <param name="steps">The most batches.</param>
    public static MiniBatchState Random(Samples samples, MiniBatchState state, MiniBatchRules rules, long steps)
    {
        long each = Each(samples, rules);
        while (state.Step < steps && state.Waited < rules.Patience)
        {
            var positions = new long[Math.Min(each, steps - state.Step) * rules.BatchSize];
            for (int i = 0; i < positions.Length; i++)
            {
                double uniform = CounterRandom.Uniform(rules.Seed, DrawRound, state.Step, i);
                positions[i] = Math.Min((long)(uniform * samples.Count), samples.Count - 1);
            }

            state = Run(samples, positions, state, rules);
        }

        return state;
    }

    /// <summary>Moves centers by all samples once, in order.</summary>
    public static MiniBatchState Once(Samples samples, MiniBatchState state, MiniBatchRules rules)
    {
        long each = Each(samples, rules) * rules.BatchSize;
        for (long first = 0; first < samples.Count; first += each)
        {
            var positions = new long[Math.Min(each, samples.Count - first)];
            for (int i = 0; i < positions.Length; i++)
                positions[i] = first + i;
            state = Run(samples, positions, state, rules);
        }

        return state;
    }

    private static long Each(Samples samples, MiniBatchRules rules) =>
        Math.Max(1, PoolBytes / ((long)rules.BatchSize * samples.Features * sizeof(double)));

    private static MiniBatchState Run(Samples samples, long[] positions, MiniBatchState state, MiniBatchRules rules)
    {
        Samples batches = samples.Of(
            TakeExpr.Create(samples.Expr, 0, positions, [positions.Length]),
            samples.Weights is null ? null : TakeExpr.Create(samples.Weights, 0, positions, [positions.Length]),
            samples.WeightExponent
        );
        using NDArray after = Computation.Compute(MiniBatchOp.Create(batches, state, rules));
        return MiniBatchState.Unpack(after.Span<double>(), state.Counts.Length);
    }
}
