using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Clustering;

/// <summary>
/// Moves centers to the means of the samples nearest to them until they no longer move; returns the best of several
/// starts.
/// </summary>
/// <remarks>
/// Lloyd (1982, "Least squares quantization in PCM", method I). All starts advance together: each pass over the samples
/// serves those that still move. After 5, 10, 20, … steps the worse half of the starts is dropped (successive halving:
/// Jamieson and Talwalkar 2016, section 3), so that twenty starts cost little more than a few.
/// </remarks>
internal sealed class Lloyd
{
    // By then most of the improvement is made: starts that are behind rarely end ahead.
    private const int FirstHalving = 5;

    private readonly Samples samples;
    private readonly int clusters;
    private readonly double tolerance;

    private Lloyd(Samples samples, int clusters, double tolerance) =>
        (this.samples, this.clusters, this.tolerance) = (samples, clusters, tolerance);

    /// <summary>One start.</summary>
    private sealed class Start(double[] centers)
    {
        public double[] Centers { get; set; } = centers;

        public double Inertia { get; set; }

        public int Iterations { get; set; }

        public bool IsMoving { get; set; } = true;
    }

    /// <summary>
    /// Moves the centers of each start until their squared shift is within the tolerance; returns those with the least
    /// inertia.
    /// </summary>
    public static (double[] Centers, int Iterations) Run(
        Samples samples,
        int clusters,
        double[][] starts,
        int maxIterations,
        double tolerance
    )
    {
        var lloyd = new Lloyd(samples, clusters, tolerance);
        Start[] all = Array.ConvertAll(starts, s => new Start(s));
        for (int step = 1, halving = FirstHalving; step <= maxIterations; step++)
        {
            Start[] moving = Array.FindAll(all, s => s.IsMoving);
            if (moving.Length == 0)
                break;
            lloyd.Step(moving);
            if (step < halving)
                continue;
            // Equal starts keep their order, so the same starts always stay.
            all = [.. all.OrderBy(s => s.Inertia).Take((all.Length + 1) / 2)];
            halving *= 2;
        }
        Start best = all.MinBy(s => s.Inertia)!;
        return (best.Centers, best.Iterations);
    }

    private void Step(Start[] starts)
    {
        int features = samples.Features,
            columns = features + 2,
            length = clusters * features;
        var centers = new double[starts.Length * length];
        for (int s = 0; s < starts.Length; s++)
            starts[s].Centers.CopyTo(centers, s * length);
        using NDArray sums = Computation.Compute(
            StepOp.Create(samples, NDArray.From(centers, (starts.Length * clusters, features)), clusters)
        );
        for (int s = 0; s < starts.Length; s++)
            Move(starts[s], sums.Span<double>().Slice(s * clusters * columns, clusters * columns));
    }

    private void Move(Start start, ReadOnlySpan<double> sums)
    {
        int features = samples.Features,
            columns = features + 2;
        var moved = (double[])start.Centers.Clone();
        var empty = new List<int>();
        start.Inertia = 0;
        for (int c = 0; c < clusters; c++)
        {
            ReadOnlySpan<double> own = sums.Slice(c * columns, columns);
            double count = own[features];
            start.Inertia += own[features + 1];
            if (count == 0)
            {
                empty.Add(c);
            }
            else
            {
                for (int j = 0; j < features; j++)
                    moved[c * features + j] = own[j] / count;
            }
        }
        Refill(moved, empty);
        double shift = 0;
        for (int j = 0; j < moved.Length; j++)
            shift += (moved[j] - start.Centers[j]) * (moved[j] - start.Centers[j]);
        start.Centers = moved;
        start.Iterations++;
        start.IsMoving = shift > tolerance;
    }

    // A center that no sample is nearest to moves to the sample that is farthest from its center. It stays where it is
    // if every sample is at a center.
    private void Refill(double[] centers, List<int> empty)
    {
        int features = samples.Features;
        var occupied = new List<int>(Enumerable.Range(0, clusters).Except(empty));
        foreach (int c in empty)
        {
            var known = new double[occupied.Count * features];
            for (int i = 0; i < occupied.Count; i++)
                Array.Copy(centers, occupied[i] * features, known, i * features, features);
            using NDArray farthest = Computation.Compute(
                FarthestOp.Create(samples, NDArray.From(known, (occupied.Count, features)))
            );
            ReadOnlySpan<double> values = farthest.Span<double>();
            int block = 0;
            for (int b = 1; b < values.Length / 2; b++)
            {
                if (values[2 * b] > values[2 * block])
                    block = b;
            }

            if (values[2 * block] <= 0)
                return;
            KMeansPlusPlus.Rows(samples, [(long)values[2 * block + 1]]).CopyTo(centers, c * features);
            occupied.Add(c);
        }
    }
}
