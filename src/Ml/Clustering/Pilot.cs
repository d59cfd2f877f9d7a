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
    private const int LeastFinalists = 3;

    // Moves cost as much as many starts, and gain more: the best starts deserve them. Few clusters cost little. If the
    // pilot set holds all samples, Lloyd's steps with all of them cost nothing more, so less is done here.
    private const int LeastImproved = 4;
    private const int LeastImprovedOfAll = 2;

    // Starts of many clusters need not come to rest to be compared.
    private const int LeastFirstSteps = 20;
    private const int LeastFirstStepsOfAll = 12;
    private const int LeastStepsAfterMove = 15;
    private const int FewClusters = 16;
    private const int MostRounds = 12;
    private const int LeastRounds = 8;
    private const int LeastRoundsOfAll = 3;
    private const double Looser = 4;

    // Starts whose inertia differs by less than this share have found the same centers.
    private const double SameInertia = 1e-5;

    // Up to this number of products in a step, more starts cost next to nothing.
    private const long LittleWork = 3_000_000;
    private const int MoreStarts = 3;

    // If so many starts found the same centers, there are no more starts.
    private const int FirstStarts = 5;
    private const int FirstStartsOfLittleWork = 8;

    // If this part of the starts found the same centers, more starts would find them too.
    private const double Agreement = 0.75;
    private const int SamplesPerCluster = 200;
    private const int LeastSamples = 48 << 10;
    private const int LeastSamplesOfFewClusters = 16 << 10;

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
        bool isCheap = clusters <= FewClusters;
        int least = isCheap ? LeastSamplesOfFewClusters : LeastSamples;
        long count = Size(samples.Count, samples.Features, clusters, least);
        Samples pilot =
            init == InitialCenters.Parallel && count < samples.Count
                ? ParallelSeeds.Candidates(samples, clusters, seed)
                : samples.Draw(count, seed);
        bool isAll = count == samples.Count,
            isLittle = count * samples.Features * clusters <= LittleWork;
        int firstSteps = isAll ? LeastFirstStepsOfAll : LeastFirstSteps,
            rounds = isAll ? LeastRoundsOfAll : LeastRounds,
            improved = isAll ? LeastImprovedOfAll : LeastImproved,
            first = Math.Min(isLittle ? FirstStartsOfLittleWork : FirstStarts, starts);
        var op = new PilotOp(
            samples.Frame,
            samples.Scale,
            clusters,
            seed,
            isCheap ? limits.MaxIterations : Math.Min(firstSteps, limits.MaxIterations),
            isCheap && isLittle ? limits.Tolerance : limits.Tolerance * Looser,
            init == InitialCenters.Random,
            isCheap ? MostRounds : rounds,
            limits.Deadline,
            null
        );
        List<double[]> found = Starts(pilot, op, isCheap ? first : starts);
        if (found.Count < starts && !Agree(found, 1))
            found.AddRange(Starts(pilot, op with { First = first }, starts - first));
        bool agree = Agree(found, Agreement);
        // The additional ones only take the place of others that are worse, or have found the same.
        if (starts > 1 && isLittle && !agree)
            found.AddRange(Starts(pilot, op with { First = starts }, (MoreStarts - 1) * starts));
        int chosen = isCheap ? starts : improved;
        double[][] best = Chosen(found, chosen, agree || chosen < found.Count);
        double[] given = [.. best.SelectMany(static centers => centers)];
        op = op with
        {
            MaxIterations = isCheap ? limits.MaxIterations : Math.Min(LeastStepsAfterMove, limits.MaxIterations),
            Given = NDArray.From(given, (best.Length, clusters * (long)samples.Features)),
        };
        int finalists =
            isAll ? 1
            : isCheap ? MostFinalists
            : LeastFinalists;
        best = Best(pilot, op, best.Length, finalists);
        HeldBlocks.Release(pilot.Expr);
        if (pilot.Weights is { } weights)
            HeldBlocks.Release(weights);
        return best;
    }

    /// <summary>Returns the centers of the starts with the least inertia, the best first.</summary>
    public static double[][] Best(Samples pilot, PilotOp op, int starts, int wanted) =>
        Chosen(Starts(pilot, op, starts), wanted, wanted < starts);

    // For each start, its inertia and its centers.
    private static List<double[]> Starts(Samples pilot, PilotOp op, int starts)
    {
        using NDArray found = Computation.Compute(PilotOp.Create(pilot, op, starts));
        int length = (int)found.Shape[1];
        return [.. Enumerable.Range(0, starts).Select(s => found.Span<double>((long)s * length, length).ToArray())];
    }

    // Whether a share of the starts found the best centers.
    private static bool Agree(List<double[]> starts, double share)
    {
        double least = starts.Min(static start => start[0]);
        return starts.Count(start => IsSame(start[0], least)) >= share * starts.Count;
    }

    private static bool IsSame(double inertia, double other) => inertia - other <= SameInertia * Math.Abs(other);

    // Equal starts keep their order, so the same starts always stay. Distinct ones leave out those that ended at the same
    // centers as another.
    private static double[][] Chosen(List<double[]> starts, int wanted, bool isDistinct)
    {
        var best = new List<double[]>();
        double last = double.NegativeInfinity;
        foreach (double[] start in starts.OrderBy(static start => start[0]))
        {
            if (best.Count > 0 && double.IsPositiveInfinity(start[0]))
                break;
            if (isDistinct && best.Count > 0 && IsSame(start[0], last))
                continue;
            last = start[0];
            best.Add(start[1..]);
            if (best.Count == wanted)
                break;
        }

        return [.. best];
    }

    /// <summary>Returns the number of samples on which starts run. It depends on the shape alone, as the result must.</summary>
    public static long Size(long count, int features, int clusters, int least = LeastSamples)
    {
        long wanted = Math.Max(least, (long)SamplesPerCluster * clusters),
            fits = MostBytes / (features * sizeof(float)),
            size = Math.Max(Math.Min(wanted, fits), (long)LeastPerCluster * clusters);
        // A few samples more are better than a set that lacks them.
        return size * 3 / 2 >= count ? count : size;
    }
}
