using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Lloyds;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// Moves centers to the means of the samples nearest to them until they no longer move; returns the best of several
/// starts.
/// </summary>
/// <remarks>
/// Lloyd (1982, "Least squares quantization in PCM", method I). The assignments of a step are kept for the next one, so
/// that only samples are compared again whose nearest center may have changed. The sums are exact, so it makes no
/// difference to a bit whether assignments are kept, and whether starts advance together or one after another: that
/// follows from the memory.
/// </remarks>
internal sealed class Lloyd
{
    private readonly Samples samples;
    private readonly int clusters;
    private readonly LloydLimits limits;

    private Lloyd(Samples samples, int clusters, LloydLimits limits) =>
        (this.samples, this.clusters, this.limits) = (samples, clusters, limits);

    /// <summary>One start: its centers in the frame of the samples.</summary>
    private sealed class Start(double[] centers)
    {
        public double[] Centers { get; set; } = centers;

        public long[] Sums { get; set; } = [];

        public float[] Losses { get; set; } = [];

        public int Iterations { get; set; }

        public int Occupied { get; set; }

        public bool IsMoving { get; set; } = true;

        public bool HasConverged { get; set; }
    }

    /// <summary>
    /// Moves the centers of each start until their squared shift is within the tolerance; returns those with the least
    /// inertia.
    /// </summary>
    /// <param name="samples">The samples.</param>
    /// <param name="clusters">The number of centers of one start.</param>
    /// <param name="starts">For each start, clusters × features in the frame of the samples.</param>
    /// <param name="limits">When to end.</param>
    public static LloydResult Run(Samples samples, int clusters, double[][] starts, LloydLimits limits)
    {
        var lloyd = new Lloyd(samples, clusters, limits);
        long state = samples.Count * sizeof(long) * 2,
            free = (RunOptions.Default.MemoryLimit ?? MemoryBudget.Free()) / 4;
        // Samples that are read again for every pass are read for all starts at once.
        int together = samples.IsHeld ? 1 : (int)Math.Clamp(free / Math.Max(state, 1), 1, starts.Length);
        LloydResult? best = null;
        for (int first = 0; first < starts.Length; first += together)
        {
            Start[] some = Array.ConvertAll(
                starts[first..Math.Min(first + together, starts.Length)],
                s => new Start(s)
            );
            foreach (LloydResult result in lloyd.Advance(some, state <= free))
            {
                if (best is null || result.Inertia < best.Inertia)
                    best = result;
            }
        }
        return best!;
    }

    private LloydResult[] Advance(Start[] starts, bool keepsState)
    {
        int features = samples.Features;
        foreach (Start start in starts)
        {
            start.Sums = new long[clusters * (features + 1)];
            start.Losses = new float[clusters];
        }
        ArrayExpr none = AssignmentsOp.None(samples, starts.Length),
            before = none;
        while (Array.Exists(starts, s => s.IsMoving) && limits.HasTime)
        {
            ArrayExpr after = Assign(starts, before);
            ArrayExpr[] kept = Computation.Persist([after, StepSumsOp.Create(samples, before, after, clusters)]);
            using NDArray changes = Computation.Compute(kept[1]);
            for (int s = 0; s < starts.Length; s++)
            {
                ReadOnlySpan<long> own = changes
                    .Span<long>()
                    .Slice(s * clusters * (features + 1), clusters * (features + 1));
                if (!keepsState)
                    Array.Clear(starts[s].Sums);
                for (int i = 0; i < own.Length; i++)
                    starts[s].Sums[i] += own[i];
                if (starts[s].IsMoving)
                    Move(starts[s], kept[0], s);
                else
                    Array.Clear(starts[s].Losses);
            }
            HeldBlocks.Release(before);
            if (keepsState)
                before = kept[0];
            else
                HeldBlocks.Release(kept[0]);
        }
        LloydResult[] results = Finish(starts, before);
        HeldBlocks.Release(before);
        return results;
    }

    private ArrayExpr Assign(Start[] starts, ArrayExpr before)
    {
        int length = clusters * samples.Features;
        var centers = new double[starts.Length * length];
        var losses = new float[starts.Length * clusters];
        for (int s = 0; s < starts.Length; s++)
        {
            starts[s].Centers.CopyTo(centers, s * length);
            starts[s].Losses.CopyTo(losses, s * clusters);
        }
        return AssignmentsOp.Create(
            samples,
            before,
            NDArray.From(centers, (starts.Length * clusters, samples.Features)),
            clusters,
            losses
        );
    }

    private LloydResult[] Finish(Start[] starts, ArrayExpr before)
    {
        ArrayExpr last = Assign(starts, before);
        var wanted = new List<ArrayExpr>();
        for (int s = 0; s < starts.Length; s++)
        {
            ArrayExpr labels = LabelsOp.Create(last, s);
            wanted.Add(labels);
            wanted.Add(InertiaOp.Create(samples, labels, Matrix(starts[s].Centers)));
        }
        ArrayExpr[] kept = Computation.Persist(wanted);
        var results = new LloydResult[starts.Length];
        for (int s = 0; s < starts.Length; s++)
        {
            using NDArray inertia = Computation.Compute(kept[2 * s + 1]);
            results[s] = new LloydResult(
                starts[s].Centers,
                kept[2 * s],
                inertia.GetDouble(0, 0),
                starts[s].Iterations,
                starts[s].Occupied,
                Reason(starts[s])
            );
        }
        return results;
    }

    private StopReason Reason(Start start) =>
        !start.IsMoving && start.HasConverged ? StopReason.Tolerance
        : start.Iterations >= limits.MaxIterations ? StopReason.MaxIterations
        : StopReason.MaxSeconds;

    private NDArray Matrix(double[] centers) => NDArray.From(centers, (clusters, samples.Features));

    private void Move(Start start, ArrayExpr assignments, int number)
    {
        int features = samples.Features;
        var moved = (double[])start.Centers.Clone();
        var empty = new List<int>();
        for (int c = 0; c < clusters; c++)
        {
            ReadOnlySpan<long> own = start.Sums.AsSpan(c * (features + 1), features + 1);
            if (own[features] == 0)
                empty.Add(c);
            else
                samples.Scale.Means(own, moved.AsSpan(c * features, features), samples.Weights is not null);
        }
        start.Occupied = clusters - empty.Count;
        limits.Report(start.Iterations + 1, Inertia(start, moved));
        if (empty.Count > 0)
            Refill(moved, empty, assignments, start.Centers, number);
        AssignmentUpdate.Losses(start.Centers, moved, start.Losses);
        double shift = 0;
        for (int j = 0; j < moved.Length; j++)
            shift += (moved[j] - start.Centers[j]) * (moved[j] - start.Centers[j]);
        start.Centers = moved;
        start.Iterations++;
        start.HasConverged = shift <= limits.Tolerance;
        start.IsMoving = !start.HasConverged && start.Iterations < limits.MaxIterations;
    }

    // The inertia about the means: what is left of the variance about the mean of all.
    private double Inertia(Start start, double[] means)
    {
        int features = samples.Features;
        double between = 0;
        for (int c = 0; c < clusters; c++)
        {
            double square = 0,
                weight = start.Sums[c * (features + 1) + features];
            if (weight == 0)
                continue;
            for (int j = c * features; j < (c + 1) * features; j++)
                square += means[j] * means[j];
            between += square * (samples.Weights is null ? weight : Math.ScaleB(weight, -samples.Scale.Weight));
        }
        double inertia = Math.Max(samples.TotalWeight * samples.MeanVariance * features - between, 0);
        return samples.Frame.RestoreSquare(Math.ScaleB(inertia, samples.WeightExponent));
    }

    // A center that no sample is nearest to moves to a sample that is farthest from its center. It stays where it is if
    // every sample is at a center.
    private void Refill(double[] moved, List<int> empty, ArrayExpr assignments, double[] centers, int number)
    {
        int features = samples.Features;
        using NDArray farthest = Computation.Compute(
            FarthestOp.Create(samples, assignments, Matrix(centers), number, empty.Count)
        );
        double[] values = farthest.ToArray<double>();
        long[] rows =
        [
            .. Enumerable
                .Range(0, values.Length / 2)
                .Where(i => values[2 * i] > 0)
                .OrderByDescending(i => values[2 * i])
                .ThenBy(i => values[2 * i + 1])
                .Take(empty.Count)
                .Select(i => (long)values[2 * i + 1]),
        ];
        if (rows.Length == 0)
            return;
        using NDArray found = Computation.Compute(
            CastExpr.Create(TakeExpr.Create(samples.Expr, 0, rows, [rows.Length]), DType.Float64)
        );
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < features; j++)
                moved[empty[i] * features + j] = samples.Frame.Place(found.GetDouble(i, j), j);
        }
    }
}
