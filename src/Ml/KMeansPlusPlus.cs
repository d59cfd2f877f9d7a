using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml;

/// <summary>Draws centers among the samples, each by its squared distance to those drawn before.</summary>
/// <remarks>
/// D² sampling of Arthur and Vassilvitskii (2007, "k-means++: the advantages of careful seeding", section 2.2), greedy
/// as their conclusion proposes: of
/// 2 + ⌊ln k⌋ candidates the one that lowers the sum most. All starts advance together, in two passes over the samples
/// for each center.
/// </remarks>
internal static class KMeansPlusPlus
{
    // Keeps these draws apart from those of other uses of the seed.
    private const long FirstRound = -1;

    /// <summary>
    /// Centers of several starts, start by start: (starts × clusters) × features, less the samples' shift.
    /// </summary>
    public static double[][] Choose(Samples samples, int clusters, int starts, long seed)
    {
        int trials = 2 + (int)Math.Log(clusters),
            features = samples.Features;
        double[][] centers = [.. Enumerable.Range(0, starts).Select(_ => new double[clusters * features])];
        var places = new long[starts];
        for (int s = 0; s < starts; s++)
            places[s] = Uniform(samples.Count, seed, FirstRound, s);
        double[] newest = Rows(samples, places);
        ArrayExpr known = new FullExpr(double.PositiveInfinity, DType.Float64, samples.Rows(starts));
        for (int round = 0; ; round++)
        {
            for (int s = 0; s < starts; s++)
                newest.AsSpan(s * features, features).CopyTo(centers[s].AsSpan(round * features));
            if (round == clusters - 1)
                return centers;
            (known, places) = Draw(
                samples,
                known,
                NDArray.From(newest, (starts, features)),
                starts,
                trials,
                seed,
                round
            );
            double[] candidates = Rows(samples, places);
            using NDArray potentials = Computation.Compute(
                PotentialOp.Create(samples, known, NDArray.From(candidates, ((long)starts * trials, features)))
            );
            for (int s = 0; s < starts; s++)
            {
                ReadOnlySpan<double> own = potentials.Span<double>().Slice(s * trials, trials);
                int best = 0;
                for (int t = 1; t < trials; t++)
                {
                    if (own[t] < own[best])
                        best = t;
                }

                candidates.AsSpan((s * trials + best) * features, features).CopyTo(newest.AsSpan(s * features));
            }
        }
    }

    /// <summary>
    /// Distinct samples that cover all of them: fewer than asked for where there are not as many distinct ones. Less
    /// the samples' shift.
    /// </summary>
    /// <remarks>
    /// Drawn in batches, each half as large as what was drawn before: some ten passes rather than one for each.
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

        long[] places = [Uniform(samples.Count, seed, FirstRound, 0)];
        var chosen = new SortedSet<long>(places);
        ArrayExpr known = new FullExpr(double.PositiveInfinity, DType.Float64, samples.Rows(1));
        for (int round = 0; chosen.Count < count && places.Length > 0; round++)
        {
            NDArray newest = NDArray.From(Rows(samples, places), (places.Length, samples.Features));
            (known, long[] drawn) = Draw(
                samples,
                known,
                newest,
                1,
                Math.Min(count - chosen.Count, 1 + chosen.Count / 2),
                seed,
                round
            );
            // Where nothing is left at a distance, what is drawn has been drawn before.
            places = [.. drawn.Where(chosen.Add)];
        }
        return NDArray.From(Rows(samples, [.. chosen]), (chosen.Count, samples.Features));
    }

    // Takes new centers into the distances, and draws by them.
    private static (ArrayExpr Known, long[] Places) Draw(
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
        var places = new long[starts * draws];
        for (int s = 0; s < starts; s++)
        {
            double total = 0;
            for (int b = 0; b < blocks; b++)
                total += values[(b * starts + s) * columns];
            for (int t = 0; t < draws; t++)
            {
                double place = total * CounterRandom.Uniform(seed, round, FirstRound, (long)s * draws + t),
                    passed = 0;
                int block = 0;
                for (int b = 0; b < blocks && passed <= place; b++)
                {
                    double sum = values[(b * starts + s) * columns];
                    if (sum > 0)
                        block = b;
                    passed += sum;
                }
                places[s * draws + t] = (long)values[(block * starts + s) * columns + 1 + t];
            }
        }
        return (kept[0], places);
    }

    private static long Uniform(long count, long seed, long round, long s) =>
        (long)(count * CounterRandom.Uniform(seed, round, s));

    /// <summary>Samples by their places, in that order, less the shift.</summary>
    public static double[] Rows(Samples samples, long[] places)
    {
        long[] distinct = [.. new SortedSet<long>(places)];
        using NDArray rows = Computation.Compute(RowsOp.Create(samples, distinct));
        ReadOnlySpan<double> values = rows.Span<double>();
        int features = samples.Features;
        var result = new double[places.Length * features];
        for (int i = 0; i < places.Length; i++)
        {
            values
                .Slice(Array.BinarySearch(distinct, places[i]) * features, features)
                .CopyTo(result.AsSpan(i * features));
        }

        return result;
    }
}
