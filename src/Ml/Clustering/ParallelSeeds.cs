using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Lloyds;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// Draws candidates for centers from all samples, several times as many as centers, in a few passes.
/// </summary>
/// <remarks>
/// K-means‖ of Bahmani, Moseley, Vattani, Kumar and Vassilvitskii (2012, "Scalable k-means++", algorithm 2), with
/// exactly 2 k draws in each of 5 rounds. Each candidate gets the weight of the samples nearest to it.
/// </remarks>
internal static class ParallelSeeds
{
    private const int Rounds = 5;
    private const int Oversampling = 2;

    // Makes these draws independent of others with the same seed.
    private const long FirstRound = -4;

    /// <summary>Returns the candidates as weighted samples in one block, in the same frame.</summary>
    public static Samples Candidates(Samples samples, int clusters, long seed)
    {
        ArrayExpr weights = samples.Weights is null
            ? new FullExpr(1.0, DType.Float64, samples.Rows(1))
            : RechunkExpr.Create(ReshapeExpr.Create(samples.Weights, [samples.Count, 1]), samples.Rows(1));
        var chosen = new SortedSet<long>(
            Drawn(Computation.Compute(DrawOp.Create(weights, 1, seed, FirstRound)), seed, FirstRound)
        );
        long[] newest = [.. chosen];
        ArrayExpr known = new FullExpr(double.PositiveInfinity, DType.Float64, samples.Rows(1));
        for (int round = 0; round < Rounds && newest.Length > 0; round++)
        {
            using NDArray centers = Take(samples, newest);
            ArrayExpr nearest = SquaresOp.Create(samples, known, centers);
            ArrayExpr[] kept = Computation.Persist([
                nearest,
                DrawOp.Create(Exprs.Multiply(nearest, weights), Oversampling * clusters, seed, round),
            ]);
            HeldBlocks.Release(known);
            known = kept[0];
            using NDArray drawn = Computation.Compute(kept[1]);
            newest = [.. Drawn(drawn, seed, round).Where(chosen.Add)];
        }

        HeldBlocks.Release(known);
        return Weighted(samples, Take(samples, [.. chosen]));
    }

    // Chooses, for each draw, the block whose sample counts.
    private static IEnumerable<long> Drawn(NDArray drawn, long seed, long round)
    {
        int blocks = (int)drawn.Shape[0],
            draws = (int)drawn.Shape[2] - 1;
        double[] values = drawn.ToArray<double>();
        double total = 0;
        for (int b = 0; b < blocks; b++)
            total += values[b * (1 + draws)];
        // Every sample is at a candidate.
        if (!(total > 0))
            yield break;
        for (int t = 0; t < draws; t++)
        {
            double target = total * CounterRandom.Uniform(seed, round, FirstRound, t),
                passed = 0;
            int block = 0;
            for (int b = 0; b < blocks && passed <= target; b++)
            {
                double sum = values[b * (1 + draws)];
                if (sum > 0)
                    block = b;
                passed += sum;
            }

            yield return (long)values[block * (1 + draws) + 1 + t];
        }
    }

    private static NDArray Take(Samples samples, long[] rows)
    {
        using NDArray found = Computation.Compute(
            CastExpr.Create(TakeExpr.Create(samples.Expr, 0, rows, [rows.Length]), DType.Float64)
        );
        double[] placed = found.ToArray<double>();
        for (int i = 0; i < placed.Length; i++)
            placed[i] = samples.Frame.Place(placed[i], i % samples.Features);
        return NDArray.From(placed, (rows.Length, samples.Features));
    }

    private static Samples Weighted(Samples samples, NDArray candidates)
    {
        using NDArray sums = Computation.Compute(NearestWeightsOp.Create(samples, candidates));
        double[] weights = sums.ToArray<double>();
        int exponent = Math.ILogB(weights.Max()) + 1;
        for (int c = 0; c < weights.Length; c++)
            weights[c] = Math.ScaleB(weights[c], -exponent);
        NDArray values = samples.Frame.Restore(candidates);
        return samples.Of(
            new MemoryExpr(values, ChunkGrid.Single(values.Shape)),
            new MemoryExpr(NDArray.From(weights), ChunkGrid.Single(weights.Length)),
            samples.WeightExponent + exponent
        );
    }
}
