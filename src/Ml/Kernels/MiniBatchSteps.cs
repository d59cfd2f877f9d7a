using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering.MiniBatches;

namespace Gchunk.Ml.Kernels;

/// <summary>How batches move centers.</summary>
/// <param name="BatchSize">The number of samples of a batch.</param>
/// <param name="Seed">The seed of the samples that take the place of tiny clusters.</param>
/// <param name="Reassignment">
/// A cluster is tiny whose count is below this share of the largest one's; 0 to leave them alone.
/// </param>
/// <param name="Patience">Steps end after this many without a lower smoothed inertia; 0 for never.</param>
/// <param name="Smoothing">The share of a new batch in the smoothed inertia.</param>
/// <param name="WeightFactor">What weights are multiplied with.</param>
internal sealed record MiniBatchRules(
    int BatchSize,
    long Seed,
    double Reassignment,
    long Patience,
    double Smoothing,
    double WeightFactor
);

/// <summary>
/// Moves centers batch by batch: each center stays the mean of all samples that were ever nearest to it.
/// </summary>
/// <remarks>
/// Sculley (2010, "Web-scale k-means clustering", algorithm 1), a batch at once. As in scikit-learn, clusters that stay
/// tiny begin anew at samples of the batch.
/// </remarks>
internal sealed unsafe class MiniBatchSteps : IDisposable
{
    private const long ReassignRound = -5;
    private const int ReassignAfter = 10;

    // The squared error of a feature of a mean of equal samples, in the frame, in which values are near 1.
    private const double SquaredRounding = 1e-30;

    private readonly SampleReader reader;
    private readonly double* weights;
    private readonly MiniBatchRules rules;
    private readonly NDArray centers;
    private readonly NDArray line;
    private readonly NearestSearch search;
    private readonly double[] counts;
    private readonly double[] sums;
    private readonly double[] added;
    private readonly int features;

    /// <summary>Prepares steps.</summary>
    /// <param name="reader">The samples, whole batches in order; the last may be smaller.</param>
    /// <param name="weights">The weight of each; null for 1.</param>
    /// <param name="state">Where to begin.</param>
    /// <param name="rules">How to go on.</param>
    public MiniBatchSteps(SampleReader reader, double* weights, MiniBatchState state, MiniBatchRules rules)
    {
        (this.reader, this.rules) = (reader, rules);
        this.weights = weights;
        features = reader.Features;
        counts = (double[])state.Counts.Clone();
        Bounds.Require(state.Centers.Length == (long)counts.Length * features);
        centers = NDArray.From((double[])state.Centers.Clone(), (counts.Length, features));
        line = NDArray.Allocate(features, DType.Float64);
        search = new NearestSearch(reader, centers, counts.Length);
        (sums, added) = (new double[state.Centers.Length], new double[counts.Length]);
    }

    /// <summary>Returns the size in bytes.</summary>
    public static long Bytes(int clusters, long features) =>
        NearestSearch.Bytes(clusters, features) + (3L * clusters + 1) * (features + 2) * sizeof(double);

    /// <summary>Runs all batches, or until the inertia no longer falls.</summary>
    public MiniBatchState Run(MiniBatchState state, CancellationToken cancellation)
    {
        (long since, long step, double smooth, double best, long waited) = (
            state.SinceReassigned,
            state.Step,
            state.Smooth,
            state.Best,
            state.Waited
        );
        for (long first = 0; first < reader.Count; first += rules.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(rules.BatchSize, reader.Count - first);
            double inertia = Assign(first, count);
            Move();
            since += count;
            step++;
            if (rules.Reassignment > 0 && (since >= ReassignAfter * counts.Length || Array.IndexOf(counts, 0) >= 0))
            {
                Reassign(first, count, step);
                since = 0;
            }

            // The first batch says more about where centers began.
            if (step == 1)
                continue;
            smooth = double.IsNaN(smooth) ? inertia : smooth + (inertia - smooth) * rules.Smoothing;
            if (smooth < best)
                (best, waited) = (smooth, 0);
            else if (++waited >= rules.Patience && rules.Patience > 0)
                break;
        }

        return new MiniBatchState(centers.ToArray<double>(), counts, since, step, smooth, best, waited);
    }

    private double Weight(long row) => weights is null ? 1 : weights[row] * rules.WeightFactor;

    // Adds the samples of a batch to the sums of their centers; returns the mean squared distance.
    private double Assign(long first, int count)
    {
        Array.Clear(sums);
        Array.Clear(added);
        search.Reload();
        Span<int> labels = stackalloc int[LaneTile.Lanes];
        Span<float> gaps = stackalloc float[LaneTile.Lanes];
        double inertia = 0,
            total = 0;
        double* row = (double*)line.Pointer;
        for (int at = 0; at < count; at += LaneTile.Lanes)
        {
            int tile = Math.Min(LaneTile.Lanes, count - at);
            search.LoadRange(first + at, tile);
            search.Find(0, labels, gaps);
            for (int r = 0; r < tile; r++)
            {
                double weight = Weight(first + at + r);
                inertia += weight * search.SquaredDistance(r, labels[r]);
                total += weight;
                reader.Read(first + at + r, row);
                fixed (double* sum = &sums[(long)labels[r] * features])
                    Vectors.AddScaled(sum, weight, row, features);
                added[labels[r]] += weight;
            }
        }

        return total > 0 ? inertia / total : 0;
    }

    private void Move()
    {
        Span<double> values = centers.Span<double>();
        for (int c = 0; c < counts.Length; c++)
        {
            if (!(added[c] > 0))
                continue;
            counts[c] += added[c];
            double share = added[c] / counts[c];
            for (int j = c * features; j < (c + 1) * features; j++)
                values[j] += (sums[j] / added[c] - values[j]) * share;
        }
    }

    private void Reassign(long first, int count, long step)
    {
        double most = counts.Max();
        int[] tiny =
        [
            .. Enumerable
                .Range(0, counts.Length)
                .Where(c => counts[c] < rules.Reassignment * most || counts[c] == 0)
                .OrderBy(c => counts[c])
                .Take(count / 2),
        ];
        if (tiny.Length == 0)
            return;
        double least = Enumerable.Range(0, counts.Length).Except(tiny).Select(c => counts[c]).DefaultIfEmpty(1).Min();
        var taken = new HashSet<long>();
        for (int i = 0; i < tiny.Length; i++)
        {
            long drawn = (long)(CounterRandom.Uniform(rules.Seed, ReassignRound, step, i) * count);
            for (int tried = 0; tried < count; tried++, drawn = (drawn + 1) % count)
            {
                if (!(Weight(first + drawn) > 0) || !taken.Add(drawn) || IsAtCenter(first + drawn))
                    continue;
                reader.Read(first + drawn, (double*)centers.Pointer + (long)tiny[i] * features);
                counts[tiny[i]] = least;
                break;
            }
        }
    }

    // A second center beside a sample that has one finds nothing new, and the samples that only the batch lacks would
    // lose theirs.
    private bool IsAtCenter(long row)
    {
        for (int c = 0; c < counts.Length; c++)
        {
            if (
                reader.SquaredDistance(row, (double*)centers.Pointer + (long)c * features)
                <= SquaredRounding * features
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        search.Dispose();
        centers.Dispose();
        line.Dispose();
    }
}
