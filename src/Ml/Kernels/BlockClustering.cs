using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// K-means of the samples of one block: seeds, Lloyd's steps, and moves of the least useful centers to where the error
/// is largest.
/// </summary>
/// <remarks>
/// Lloyd's algorithm cannot carry a center from a region that has too many to one that has too few, which is what
/// different starts differ by. So the centers whose removal would cost least are put beside those with the largest
/// error, in the manner of Fritzke (2020, "The breathing k-means algorithm", section 3); a result that is not better is
/// undone, and fewer are moved.
/// </remarks>
internal sealed unsafe class BlockClustering : IDisposable
{
    private const double LeastGain = 1e-5;
    private const long RelocationRound = -2;

    private readonly SampleReader reader;
    private readonly double* weights;
    private readonly int clusters;
    private readonly int features;
    private readonly FixedScale scale;
    private readonly long deadline;
    private readonly NDArray centers;
    private readonly LaneTiles tiles;
    private readonly NearestSearch search;
    private readonly FixedSums adder;
    private readonly NDArray assignments;
    private readonly double[] errors;
    private readonly double[] uses;

    // Kept from move to move: with many features they are large.
    private readonly long[] sums;
    private readonly double[] before;
    private readonly float[] losses;
    private readonly CancellationToken cancellation;

    /// <summary>Prepares the clustering.</summary>
    /// <param name="reader">The samples.</param>
    /// <param name="weights">The weight of each, at most 1; null for 1.</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="scale">The scale of the sums.</param>
    /// <param name="deadline">When steps end, in ticks of universal time; one is always taken.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public BlockClustering(
        SampleReader reader,
        double* weights,
        int clusters,
        FixedScale scale,
        long deadline,
        CancellationToken cancellation
    )
    {
        (this.reader, this.clusters, this.scale, this.deadline) = (reader, clusters, scale, deadline);
        this.weights = weights;
        this.cancellation = cancellation;
        features = reader.Features;
        centers = NDArray.Zeros((clusters, features), DType.Float64);
        tiles = new LaneTiles(reader);
        search = new NearestSearch(reader, centers, clusters);
        adder = new FixedSums(reader, scale);
        assignments = NDArray.Allocate(reader.Count, DType.Int64);
        (errors, uses, losses) = (new double[clusters], new double[clusters], new float[clusters]);
        sums = new long[(long)clusters * (features + 1)];
        before = new double[(long)clusters * features];
    }

    private bool HasTime => deadline == long.MaxValue || DateTime.UtcNow.Ticks < deadline;

    private Span<double> Centers => centers.Span<double>();

    private long* Known => (long*)assignments.Pointer;

    /// <summary>Returns the size in bytes, the seeding included.</summary>
    public static long Bytes(long count, long features, int clusters) =>
        LaneTiles.Bytes(count, features)
        + Seeding.Bytes(count, features, clusters)
        + NearestSearch.Bytes(clusters, features)
        + FixedSums.Bytes(features)
        + count * sizeof(long)
        + 5L * clusters * (features + 4) * sizeof(double);

    /// <summary>Finds the clusters from one start; returns their inertia in the frame.</summary>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="start">The number of the start.</param>
    /// <param name="isRandom">True to begin with random samples, false with seeds by k-means++.</param>
    /// <param name="maxIterations">The most steps.</param>
    /// <param name="tolerance">Steps end when the squared shift of the centers is at most this.</param>
    /// <param name="result">The centers, clusters × features.</param>
    public double Start(long seed, long start, bool isRandom, int maxIterations, double tolerance, Span<double> result)
    {
        if (isRandom)
        {
            RandomSeeds.Draw(reader, weights, (double*)centers.Pointer, clusters, seed, start);
        }
        else
        {
            using var seeding = new Seeding(reader, tiles, weights, clusters);
            seeding.Draw((double*)centers.Pointer, clusters, seed, start, cancellation);
        }

        double inertia = Settle(maxIterations, tolerance);
        Centers.CopyTo(result);
        return inertia;
    }

    /// <summary>Moves centers to better places as long as that helps; returns their inertia in the frame.</summary>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="start">The number of the start.</param>
    /// <param name="rounds">The most moves.</param>
    /// <param name="maxIterations">The most steps after each move.</param>
    /// <param name="tolerance">Steps end when the squared shift of the centers is at most this.</param>
    /// <param name="result">The centers, clusters × features: those to begin with, and the best that were found.</param>
    public double Improve(long seed, long start, int rounds, int maxIterations, double tolerance, Span<double> result)
    {
        result.CopyTo(Centers);
        double inertia = Measure();
        int moves = Math.Max(1, clusters / 8);
        // Where every sample is at a center there is nothing to gain.
        double least = scale.Rounding * reader.Count;
        for (int round = 0; round < rounds && HasTime && moves > 0 && inertia > least && clusters > 1; round++)
        {
            if (Relocate(moves, seed, start, round) == 0)
                break;
            double moved = Settle(maxIterations, tolerance);
            if (moved < inertia * (1 - LeastGain))
            {
                inertia = moved;
                Centers.CopyTo(result);
                continue;
            }
            moves /= 2;
            result.CopyTo(Centers);
            if (moves > 0)
                Measure();
        }
        return inertia;
    }

    // Lloyd's steps until the centers rest; returns the inertia.
    private double Settle(int maxIterations, double tolerance)
    {
        new Span<long>(Known, (int)reader.Count).Fill(NearestCenter.None);
        Array.Clear(sums);
        Array.Clear(losses);
        Centers.CopyTo(before);
        using NDArray old = NDArray.Allocate(reader.Count, DType.Int64);
        for (int step = 0; step < maxIterations; step++)
        {
            search.Reload();
            new Span<long>(Known, (int)reader.Count).CopyTo(old.Span<long>());
            AssignmentUpdate.Run(search, tiles, (long*)old.Pointer, Known, losses, cancellation);
            fixed (long* to = sums)
                adder.Move((long*)old.Pointer, Known, 1, clusters, weights, to);
            for (int c = 0; c < clusters; c++)
            {
                ReadOnlySpan<long> own = sums.AsSpan(c * (features + 1), features + 1);
                // A center without samples stays: a move may find it a better place.
                if (own[features] > 0)
                    scale.Means(own, Centers.Slice(c * features, features), weights is not null);
            }
            AssignmentUpdate.Losses(before, Centers, losses);
            double shift = 0;
            for (int j = 0; j < before.Length; j++)
                shift += (Centers[j] - before[j]) * (Centers[j] - before[j]);
            Centers.CopyTo(before);
            if (shift <= tolerance || !HasTime)
                break;
        }
        return Measure();
    }

    // Computes the error of each cluster, and what its removal would add to the inertia; returns the inertia.
    private double Measure()
    {
        search.Reload();
        return CenterUse.Measure(search, tiles, weights, Known, errors, uses, cancellation);
    }

    // Puts the least useful centers beside those with the largest errors; returns how many.
    private int Relocate(int most, long seed, long start, int round)
    {
        int[] useless = [.. Enumerable.Range(0, clusters).OrderBy(c => uses[c])],
            worst = [.. Enumerable.Range(0, clusters).OrderByDescending(c => errors[c])];
        var taken = new bool[clusters];
        int moved = 0,
            next = 0;
        foreach (int from in useless)
        {
            while (next < clusters && (taken[worst[next]] || worst[next] == from))
                next++;
            if (moved == most || next == clusters)
                break;
            if (taken[from])
                continue;
            int to = worst[next];
            double uniform = CounterRandom.Uniform(seed, RelocationRound - round, start, moved);
            // The error of a cluster bounds what a second center can take from it.
            if (errors[to] <= uses[from] || Member(to, uniform) is not { } row)
                break;
            taken[from] = taken[to] = true;
            Span<double> placed = Centers.Slice(from * features, features);
            fixed (double* into = placed)
                reader.Read(row, into);
            for (int j = 0; j < features; j++)
                placed[j] = (placed[j] + Centers[to * features + j]) / 2;
            moved++;
        }
        return moved;
    }

    // A sample of a cluster.
    private long? Member(int cluster, double uniform)
    {
        long members = 0;
        for (long i = 0; i < reader.Count; i++)
            members += NearestCenter.Label(Known[i]) == cluster ? 1 : 0;
        long wanted = (long)(uniform * members);
        for (long i = 0; i < reader.Count; i++)
        {
            if (NearestCenter.Label(Known[i]) == cluster && wanted-- == 0)
                return i;
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        search.Dispose();
        tiles.Dispose();
        adder.Dispose();
        assignments.Dispose();
        centers.Dispose();
    }
}
