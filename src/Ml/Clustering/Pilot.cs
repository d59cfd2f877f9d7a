using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Ml.Operations.Lloyds;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// Finds where to start: the best centers of several starts of k-means on some of the samples.
/// </summary>
/// <remarks>
/// Starts differ by how many centers each region of the samples gets, which some samples show as well as all. So every
/// start runs to its end on a pilot set that fits in one task, and only the best go on with all samples. If the pilot
/// set holds all samples, nothing is lost at all.
/// </remarks>
internal static class Pilot
{
    // The best of a start on few samples is not always that on all.
    private const int MostFinalists = 3;
    private const int LeastFinalists = 2;

    // Moves cost as much as many starts, and gain more: the best starts deserve them. Few clusters cost little.
    private const int LeastImproved = 2;

    // Starts of many clusters need not come to rest to be compared.
    private const int LeastFirstSteps = 12;
    private const int LeastStepsAfterMove = 15;
    private const int FewClusters = 16;
    private const int MostRounds = 12;
    private const int LeastRounds = 3;
    private const double Looser = 4;

    // Up to this number of products in a step, more starts cost next to nothing.
    private const long LittleWork = 5_000_000;
    private const int MoreStarts = 3;
    private const int SamplesPerCluster = 100;
    private const int LeastSamples = 16 << 10;

    // A pilot set of float32 takes at most this, unless there must be more for each cluster to have some.
    private const long MostBytes = 16 << 20;
    private const int LeastPerCluster = 4;

    /// <summary>Returns the centers of the best starts in the frame of the samples, the best first.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="clusters">The number of centers of a start.</param>
    /// <param name="starts">The number of starts.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="init">How the first centers are drawn; see <see cref="InitialCenters"/>.</param>
    /// <param name="limits">When to end.</param>
    public static double[][] Run(Samples samples, int clusters, int starts, long seed, string init, LloydLimits limits)
    {
        long count = Size(samples.Count, samples.Features, clusters);
        Samples pilot =
            init == InitialCenters.Parallel && count < samples.Count
                ? ParallelSeeds.Candidates(samples, clusters, seed)
                : samples.Draw(count, seed);
        if (starts > 1 && count * samples.Features * clusters <= LittleWork)
            starts *= MoreStarts;
        bool isCheap = clusters <= FewClusters;
        var op = new PilotOp(
            samples.Frame,
            samples.Scale,
            clusters,
            seed,
            isCheap ? limits.MaxIterations : Math.Min(LeastFirstSteps, limits.MaxIterations),
            isCheap ? limits.Tolerance : limits.Tolerance * Looser,
            init == InitialCenters.Random,
            isCheap ? MostRounds : LeastRounds,
            null
        );
        double[][] best = Best(pilot, op, starts, isCheap ? starts : LeastImproved);
        double[] given = [.. best.SelectMany(static centers => centers)];
        op = op with
        {
            MaxIterations = isCheap ? limits.MaxIterations : Math.Min(LeastStepsAfterMove, limits.MaxIterations),
            Given = NDArray.From(given, (best.Length, clusters * (long)samples.Features)),
        };
        int finalists =
            count == samples.Count ? 1
            : isCheap ? MostFinalists
            : LeastFinalists;
        best = Best(pilot, op, best.Length, finalists);
        HeldBlocks.Release(pilot.Expr);
        if (pilot.Weights is { } weights)
            HeldBlocks.Release(weights);
        return best;
    }

    private static double[][] Best(Samples pilot, PilotOp op, int starts, int wanted)
    {
        using NDArray found = Computation.Compute(PilotOp.Create(pilot, op, starts));
        double[] values = found.ToArray<double>();
        int length = op.Clusters * pilot.Features;
        // Equal starts keep their order, so the same starts always stay.
        return
        [
            .. Enumerable
                .Range(0, starts)
                .OrderBy(s => values[s * (1 + length)])
                .Take(wanted)
                .Select(s => values.AsSpan(s * (1 + length) + 1, length).ToArray()),
        ];
    }

    // It depends on the shape alone, as the result must.
    private static long Size(long count, int features, int clusters)
    {
        long wanted = Math.Max(LeastSamples, (long)SamplesPerCluster * clusters),
            fits = MostBytes / (features * sizeof(float)),
            size = Math.Max(Math.Min(wanted, fits), (long)LeastPerCluster * clusters);
        // A few samples more are better than a set that lacks them.
        return size * 3 / 2 >= count ? count : size;
    }
}
