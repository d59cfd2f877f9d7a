using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Kernels;

/// <summary>
/// Draws centers from the samples of a block, each with a probability that grows with its squared distance to those
/// drawn before.
/// </summary>
/// <remarks>
/// D² sampling of Arthur and Vassilvitskii (2007, "k-means++: the advantages of careful seeding", section 2.2), in the
/// greedy form that their conclusion proposes: of 2 + ⌊ln k⌋ candidates, the one that lowers the sum most is taken.
/// </remarks>
internal sealed unsafe class Seeding : IDisposable
{
    private const int Lanes = LaneTile.Lanes;

    // Makes these draws independent of others with the same seed.
    private const long FirstRound = -1;

    // A squared distance below this multiple of its error is computed again from differences.
    private const float Near = 16;

    private readonly SampleReader reader;
    private readonly double* weights;
    private readonly int trials;
    private readonly LaneTiles tiles;
    private readonly float* known;
    private readonly LanePanel panel;
    private readonly NDArray candidates;
    private readonly NDArray memory;

    /// <summary>Reads the samples of a block.</summary>
    /// <param name="reader">The samples.</param>
    /// <param name="tiles">The same as tiles.</param>
    /// <param name="weights">The weight of each; null for 1.</param>
    /// <param name="clusters">The number of centers.</param>
    public Seeding(SampleReader reader, LaneTiles tiles, double* weights, int clusters)
    {
        (this.reader, this.tiles) = (reader, tiles);
        this.weights = weights;
        trials = Trials(clusters);
        candidates = NDArray.Zeros((trials, reader.Features), DType.Float64);
        panel = new LanePanel(candidates, 0, trials);
        memory = NDArray.Allocate((1 + trials, (long)tiles.Count * Lanes), DType.Float32);
        known = (float*)memory.Pointer;
    }

    private static int Trials(int clusters) => 2 + (int)Math.Log(clusters);

    /// <summary>Returns the size in bytes for a number of samples, without their tiles.</summary>
    public static long Bytes(long count, long features, int clusters)
    {
        long tiles = (count + Lanes - 1) / Lanes;
        return tiles * (1L + Trials(clusters)) * Lanes * sizeof(float) + LanePanel.Bytes(Trials(clusters), features);
    }

    // The squared distance of each sample to the nearest center so far, and what it would be with each candidate.
    private float* Known => known;

    private float* With(int trial) => Known + (1L + trial) * tiles.Count * Lanes;

    /// <summary>Draws centers; returns how many of them differ.</summary>
    /// <param name="centers">Where they go, clusters × features.</param>
    /// <param name="clusters">Their number.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="start">The number of the start: starts draw independently.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public int Draw(double* centers, int clusters, long seed, long start, CancellationToken cancellation)
    {
        // Lanes without a sample are at a center.
        new Span<float>(Known, tiles.Count * Lanes).Clear();
        new Span<float>(Known, (int)reader.Count).Fill(float.PositiveInfinity);
        var sums = new double[tiles.Count];
        Span<long> drawn = stackalloc long[trials];
        drawn[0] = First(CounterRandom.Uniform(seed, FirstRound, start));
        int tried = 1;
        for (int c = 0; ; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int t = 0; t < tried; t++)
                reader.Read(drawn[t], (double*)candidates.Pointer + (long)t * reader.Features);
            int best = Best(tried);
            reader.Read(drawn[best], centers + (long)c * reader.Features);
            new Span<float>(With(best), tiles.Count * Lanes).CopyTo(new Span<float>(Known, tiles.Count * Lanes));
            double total = Sum(sums);
            if (c == clusters - 1 || !(total > 0))
            {
                // Every sample is at a center: the centers that are left repeat the last one.
                for (int rest = c + 1; rest < clusters; rest++)
                    reader.Read(drawn[best], centers + (long)rest * reader.Features);
                return c + 1;
            }
            tried = trials;
            for (int t = 0; t < tried; t++)
                drawn[t] = Pick(sums, total * CounterRandom.Uniform(seed, c, start, t));
        }
    }

    private long First(double uniform)
    {
        if (weights is null)
            return (long)(uniform * reader.Count);
        double total = 0,
            passed = 0;
        for (long i = 0; i < reader.Count; i++)
            total += weights[i];
        long last = 0;
        for (long i = 0; i < reader.Count && passed <= uniform * total; i++)
        {
            if (weights[i] > 0)
                last = i;
            passed += weights[i];
        }
        return last;
    }

    private double Weight(long row) => weights is null ? 1 : weights[row];

    // Measures the distances to the candidates; returns the one that lowers the sum most.
    private int Best(int tried)
    {
        panel.Load((double*)candidates.Pointer, tried);
        Span<double> potentials = stackalloc double[trials];
        potentials.Clear();
        for (int tile = 0; tile < tiles.Count; tile++)
        {
            panel.Score(tiles[tile]);
            int count = tiles.CountOf(tile);
            long first = (long)tile * Lanes;
            for (int t = 0; t < tried; t++)
            {
                Measure(tile, t);
                potentials[t] += SumOf(With(t), first, count);
            }
        }
        int best = 0;
        for (int t = 1; t < tried; t++)
        {
            if (potentials[t] < potentials[best])
                best = t;
        }
        return best;
    }

    // The sum of some squared distances times the weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SumOf(float* squares, long first, int count)
    {
        squares += first;
        if (weights is not null)
        {
            double sum = 0;
            for (int r = 0; r < count; r++)
                sum += squares[r] * weights[first + r];
            return sum;
        }

        // Lanes without a sample hold 0.
        Vector512<double> sums = Vector512<double>.Zero;
        for (int r = 0; r < Lanes; r += 16)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(squares + r));
            sums += low + high;
        }

        return Vector512.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure(int tile, int trial)
    {
        long first = (long)tile * Lanes;
        float* norms = tiles[tile].SquaredNorms,
            scores = panel.Scores + (long)trial * Lanes,
            known = Known + first,
            with = With(trial) + first;
        double* candidate = (double*)candidates.Pointer + (long)trial * reader.Features;
        for (int lane = 0; lane < Lanes; lane += 16)
        {
            Vector512<float> old = Vector512.Load(known + lane),
                square = Vector512.Load(norms + lane) + 2 * Vector512.Load(scores + lane);
            square = Vector512.Max(square, Vector512<float>.Zero);
            Vector512.Min(old, square).Store(with + lane);
            Vector512<float> isNear = Vector512.LessThanOrEqual(square, Near * Vector512.Load(panel.Errors + lane));
            ulong near = (isNear & Vector512.GreaterThan(old, Vector512<float>.Zero)).ExtractMostSignificantBits();
            for (; near != 0; near &= near - 1)
            {
                int r = lane + BitOperations.TrailingZeroCount(near);
                with[r] = MathF.Min(known[r], (float)Exact(first + r, candidate));
            }
        }
    }

    // A sample that differs from a center by rounding alone is at the center.
    private double Exact(long row, double* center)
    {
        double square = reader.SquaredDistance(row, center);
        return square > 1e-37 ? square : 0;
    }

    private double Sum(double[] sums)
    {
        double total = 0;
        for (int tile = 0; tile < tiles.Count; tile++)
        {
            sums[tile] = SumOf(Known, (long)tile * Lanes, tiles.CountOf(tile));
            total += sums[tile];
        }
        return total;
    }

    // The sample at which the running sum passes a target; never one at a center.
    private long Pick(double[] sums, double target)
    {
        double passed = 0;
        int tile = -1;
        for (int t = 0; t < tiles.Count; t++)
        {
            if (!(sums[t] > 0))
                continue;
            tile = t;
            if (passed + sums[t] > target)
                break;
            passed += sums[t];
        }
        long first = (long)tile * Lanes,
            last = first;
        int count = tiles.CountOf(tile);
        for (int r = 0; r < count && passed <= target; r++)
        {
            double share = Known[first + r] * Weight(first + r);
            if (share > 0)
                last = first + r;
            passed += share;
        }
        return last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        panel.Dispose();
        candidates.Dispose();
        memory.Dispose();
    }
}
