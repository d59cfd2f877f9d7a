using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// Draws centers from the samples, each with a probability that grows with its squared distance to those drawn before.
/// </summary>
/// <remarks>
/// D² sampling of Arthur and Vassilvitskii (2007, "k-means++: the advantages of careful seeding", section 2.2).
/// </remarks>
internal static class KMeansPlusPlus
{
    // Makes these draws independent of others with the same seed.
    private const long FirstRound = -1;

    /// <summary>
    /// Returns distinct samples that are spread over all of them, less the shift of the samples: fewer than the count
    /// if there are fewer distinct samples.
    /// </summary>
    /// <remarks>
    /// They are drawn in batches, each half as large as all before it: about ten passes instead of one for each.
    /// </remarks>
    public static NDArray Landmarks(Samples samples, int count, long seed)
    {
        if (count >= samples.Count)
        {
            return NDArray.From(
                Rows(samples, [.. Enumerable.Range(0, (int)samples.Count).Select(i => (long)i)]),
                (samples.Count, samples.Features)
            );
        }

        long[] indices = [Uniform(samples.Count, seed, FirstRound, 0)];
        var chosen = new SortedSet<long>(indices);
        ArrayExpr known = new FullExpr(double.PositiveInfinity, DType.Float64, samples.Rows(1));
        for (int round = 0; chosen.Count < count && indices.Length > 0; round++)
        {
            NDArray newest = NDArray.From(Rows(samples, indices), (indices.Length, samples.Features));
            (known, long[] drawn) = Draw(
                samples,
                known,
                newest,
                1,
                Math.Min(count - chosen.Count, 1 + chosen.Count / 2),
                seed,
                round
            );
            // If every sample equals one that was drawn before, only samples that were drawn before are drawn again.
            indices = [.. drawn.Where(chosen.Add)];
        }
        return NDArray.From(Rows(samples, [.. chosen]), (chosen.Count, samples.Features));
    }

    // Updates the distances for new centers and draws by them.
    private static (ArrayExpr Known, long[] Indices) Draw(
        Samples samples,
        ArrayExpr known,
        NDArray newest,
        int starts,
        int draws,
        long seed,
        long round
    )
    {
        ArrayExpr nearest = NearestOp.Create(samples, known, newest, starts);
        ArrayExpr[] kept = Computation.Persist([nearest, DrawOp.Create(nearest, draws, seed, round)]);
        using NDArray drawn = Computation.Compute(kept[1]);
        ReadOnlySpan<double> values = drawn.Span<double>();
        int blocks = (int)drawn.Shape[0],
            columns = 1 + draws;
        var indices = new long[starts * draws];
        for (int s = 0; s < starts; s++)
        {
            double total = 0;
            for (int b = 0; b < blocks; b++)
                total += values[(b * starts + s) * columns];
            for (int t = 0; t < draws; t++)
            {
                double target = total * CounterRandom.Uniform(seed, round, FirstRound, (long)s * draws + t),
                    passed = 0;
                int block = 0;
                for (int b = 0; b < blocks && passed <= target; b++)
                {
                    double sum = values[(b * starts + s) * columns];
                    if (sum > 0)
                        block = b;
                    passed += sum;
                }
                indices[s * draws + t] = (long)values[(block * starts + s) * columns + 1 + t];
            }
        }
        return (kept[0], indices);
    }

    private static long Uniform(long count, long seed, long round, long s) =>
        (long)(count * CounterRandom.Uniform(seed, round, s));

    /// <summary>Returns the samples at some indices, in that order, less the shift.</summary>
    public static double[] Rows(Samples samples, long[] indices)
    {
        long[] distinct = [.. new SortedSet<long>(indices)];
        using NDArray rows = Computation.Compute(RowsOp.Create(samples, distinct));
        ReadOnlySpan<double> values = rows.Span<double>();
        int features = samples.Features;
        var result = new double[indices.Length * features];
        for (int i = 0; i < indices.Length; i++)
        {
            values
                .Slice(Array.BinarySearch(distinct, indices[i]) * features, features)
                .CopyTo(result.AsSpan(i * features));
        }

        return result;
    }
}
