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
    private readonly LaneTile[] tiles;
    private readonly LanePanel panel;
    private readonly NDArray candidates;
    private readonly NDArray memory;

    /// <summary>Reads the samples of a block.</summary>
    /// <param name="reader">The samples.</param>
    /// <param name="weights">The weight of each; null for 1.</param>
    /// <param name="clusters">The number of centers.</param>
    public Seeding(SampleReader reader, double* weights, int clusters)
    {
        this.reader = reader;
        this.weights = weights;
        trials = Trials(clusters);
        candidates = NDArray.Zeros((trials, reader.Features), DType.Float64);
        panel = new LanePanel(candidates, 0, trials);
        tiles = new LaneTile[(reader.Count + Lanes - 1) / Lanes];
        Span<long> rows = stackalloc long[Lanes];
        for (int t = 0; t < tiles.Length; t++)
        {
            int count = TileCount(t);
            for (int r = 0; r < count; r++)
                rows[r] = (long)t * Lanes + r;
            tiles[t] = new LaneTile(reader);
            fixed (long* first = rows)
                tiles[t].Load(first, count);
        }
        memory = NDArray.Allocate((1 + trials, (long)tiles.Length * Lanes), DType.Float32);
    }

    private static int Trials(int clusters) => 2 + (int)Math.Log(clusters);

    /// <summary>Returns the size in bytes for a number of samples.</summary>
    public static long Bytes(long count, long features, int clusters)
    {
        long tiles = (count + Lanes - 1) / Lanes;
        return tiles * (LaneTile.Bytes(features) + (1L + Trials(clusters)) * Lanes * sizeof(float))
            + LanePanel.Bytes(Trials(clusters), features);
    }

    // The squared distance of each sample to the nearest center so far, and what it would be with each candidate.
    private float* Known => (float*)memory.Pointer;

    private float* With(int trial) => Known + (1L + trial) * tiles.Length * Lanes;

    private int TileCount(int tile) => (int)Math.Min(Lanes, reader.Count - (long)tile * Lanes);

    /// <summary>Draws centers; returns how many of them differ.</summary>
    /// <param name="centers">Where they go, clusters × features.</param>
    /// <param name="clusters">Their number.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="start">The number of the start: starts draw independently.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public int Draw(double* centers, int clusters, long seed, long start, CancellationToken cancellation)
    {
        new Span<float>(Known, tiles.Length * Lanes).Fill(float.PositiveInfinity);
        var sums = new double[tiles.Length];
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
            new Span<float>(With(best), tiles.Length * Lanes).CopyTo(new Span<float>(Known, tiles.Length * Lanes));
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
        for (int tile = 0; tile < tiles.Length; tile++)
        {
            panel.Score(tiles[tile]);
            int count = TileCount(tile);
            long first = (long)tile * Lanes;
            for (int t = 0; t < tried; t++)
            {
                Measure(tile, t, count);
                float* with = With(t) + first;
                double sum = 0;
                for (int r = 0; r < count; r++)
                    sum += weights is null ? with[r] : with[r] * weights[first + r];
                potentials[t] += sum;
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

    private void Measure(int tile, int trial, int count)
    {
        long first = (long)tile * Lanes;
        float* norms = tiles[tile].SquaredNorms,
            scores = panel.Scores + (long)trial * Lanes,
            known = Known + first,
            with = With(trial) + first;
        double* candidate = (double*)candidates.Pointer + (long)trial * reader.Features;
        for (int r = 0; r < count; r++)
        {
            float square = MathF.Max(norms[r] + 2 * scores[r], 0);
            if (square <= Near * panel.Errors[r] && known[r] > 0)
                square = (float)Exact(first + r, candidate);
            with[r] = MathF.Min(known[r], square);
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
        for (int tile = 0; tile < tiles.Length; tile++)
        {
            double sum = 0;
            int count = TileCount(tile);
            long first = (long)tile * Lanes;
            for (int r = 0; r < count; r++)
                sum += Known[first + r] * Weight(first + r);
            sums[tile] = sum;
            total += sum;
        }
        return total;
    }

    // The sample at which the running sum passes a target; never one at a center.
    private long Pick(double[] sums, double target)
    {
        double passed = 0;
        int tile = -1;
        for (int t = 0; t < tiles.Length; t++)
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
        int count = TileCount(tile);
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
        foreach (LaneTile tile in tiles)
            tile.Dispose();
        panel.Dispose();
        candidates.Dispose();
        memory.Dispose();
    }
}
