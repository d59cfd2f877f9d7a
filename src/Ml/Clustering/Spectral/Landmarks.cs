using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Lloyds;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>Finds the landmarks of the Nyström extension.</summary>
/// <remarks>
/// The landmarks are centers of a short k-means: Zhang, Tsang and Kwok (2008, "Improved Nyström low-rank approximation
/// and error analysis"). What is approximated is D⁻½ K D⁻½, so that a sample weighs 1 / d, its element on the diagonal:
/// an upper bound of its leverage. Samples in dense regions are well described by few landmarks; small clusters far
/// from them need most. The degrees d are estimated from a third as many samples as there are landmarks. Samples are
/// drawn by weight, if there are many, and of these by squared distance (Arthur and Vassilvitskii 2007, "k-means++: the
/// advantages of careful seeding"), in batches, each as large as all before it; two steps of Lloyd's move them to means.
/// </remarks>
internal static class Landmarks
{
    private const int PilotShare = 3;
    private const int Steps = 2;

    // So many samples are enough to choose one landmark from.
    private const int CandidatesOfOne = 5;

    // Each block of them reads all landmarks in each round.
    private const int CandidateBlocks = 4;

    // Makes these draws independent of others with the same seed.
    private const long FirstRound = -1;

    /// <summary>
    /// Returns landmarks × features, in the units of the samples: fewer than the count if there are fewer distinct
    /// samples, and the samples themselves if they are no more than the count.
    /// </summary>
    public static NDArray Find(Samples samples, PairAffinity affinity, int count, long seed)
    {
        if (count >= samples.Count)
            return Computation.Compute(CastExpr.Create(samples.Expr, DType.Float64));
        long[] pilot = Pilot(samples.Count, Math.Max(1, count / PilotShare), seed);
        ArrayExpr weights = Weights(samples, affinity, pilot);
        if (samples.Count > CandidatesOfOne * (long)count)
        {
            ArrayExpr all = weights;
            (samples, weights) = Candidates(samples, all, CandidatesOfOne * count, seed);
            HeldBlocks.Release(all);
        }

        long[] newest = [samples.Count / 2];
        var chosen = new SortedSet<long>(newest);
        ArrayExpr known = new FullExpr(double.PositiveInfinity, DType.Float64, samples.Rows(1));
        for (int round = 0; chosen.Count < count && newest.Length > 0; round++)
        {
            int draws = Math.Min(count - chosen.Count, 1 + chosen.Count);
            (known, long[] drawn) = Draw(samples, known, weights, newest, draws, seed, round);
            // If every sample equals one that was drawn before, only samples that were drawn before are drawn again.
            newest = [.. drawn.Where(chosen.Add)];
        }
        NDArray centers = Rows(samples, [.. chosen]);
        Move(samples, weights, centers);
        Span<double> values = centers.Span<double>();
        for (int i = 0; i < values.Length; i++)
            values[i] = samples.Frame.Restore(values[i], i % samples.Features);
        return centers;
    }

    // Samples drawn by weight, which then count the same: one from each of as many stretches of equal weight, so that
    // all regions are there.
    private static (Samples Samples, ArrayExpr Weights) Candidates(
        Samples samples,
        ArrayExpr weights,
        int count,
        long seed
    )
    {
        using NDArray known = Computation.Compute(weights);
        ReadOnlySpan<double> values = known.Span<double>();
        double total = 0,
            passed = 0;
        foreach (double value in values)
            total += value;
        var rows = new List<long>(count);
        for (int i = 0, drawn = 0; i < values.Length && drawn < count; i++)
        {
            passed += values[i];
            bool isDrawn = false;
            for (; drawn < count && Target(drawn) < passed; drawn++)
                isDrawn = true;
            if (isDrawn)
                rows.Add(i);
        }
        Samples found = samples.Of(
            SamplePreparation.Hold(TakeExpr.Create(samples.Expr, 0, [.. rows], [rows.Count]), CandidateBlocks),
            null,
            0
        );
        return (found, new FullExpr(1.0, DType.Float64, new ChunkGrid(found.Expr.Chunks.Sizes(0).ToArray())));

        double Target(int i) => (i + CounterRandom.Uniform(seed, FirstRound - 1, i)) / count * total;
    }

    // One sample from each of as many stretches of equal length.
    private static long[] Pilot(long samples, int count, long seed)
    {
        var rows = new long[count];
        for (int i = 0; i < count; i++)
        {
            double at = (i + CounterRandom.Uniform(seed, FirstRound, i)) / count * samples;
            rows[i] = Math.Min((long)at, samples - 1);
        }
        return rows;
    }

    // 1 / d, at most 1, where d counts the sample itself and is estimated from its affinities to the pilot samples.
    private static ArrayExpr Weights(Samples samples, PairAffinity affinity, long[] pilot)
    {
        // It stays in the expression of what is persisted, which is computed again where a worker is lost.
        NDArray rows = Computation.Compute(
            CastExpr.Create(TakeExpr.Create(samples.Expr, 0, pilot, [pilot.Length]), DType.Float64)
        );
        ArrayExpr affinities = affinity.Between(
                samples.Expr,
                new MemoryExpr(rows, ChunkGrid.Single(rows.Shape)),
                DType.Float64
            ),
            scale = FullExpr.Weak((double)samples.Count / pilot.Length),
            degrees = Exprs.Add(Exprs.Multiply(Exprs.Sum(affinities, [1]), scale), FullExpr.Weak(1.0));
        return Computation.Persist([Exprs.Divide(FullExpr.Weak(1.0), degrees)])[0];
    }

    // Updates the squared distances to the nearest center for new centers, and draws samples by them and by weight.
    private static (ArrayExpr Known, long[] Indices) Draw(
        Samples samples,
        ArrayExpr known,
        ArrayExpr weights,
        long[] newest,
        int draws,
        long seed,
        long round
    )
    {
        NDArray added = Rows(samples, newest);
        ArrayExpr nearest = SquaresOp.Create(samples, known, added),
            column = ReshapeExpr.Create(weights, [samples.Count, 1]),
            chances = RechunkExpr.Create(Exprs.Multiply(nearest, column), samples.Rows(1));
        ArrayExpr[] kept = Computation.Persist([nearest, DrawOp.Create(chances, draws, seed, round)]);
        using NDArray drawn = Computation.Compute(kept[1]);
        ReadOnlySpan<double> values = drawn.Span<double>();
        int blocks = (int)drawn.Shape[0],
            columns = 1 + draws;
        var indices = new long[draws];
        double total = 0;
        for (int b = 0; b < blocks; b++)
            total += values[b * columns];
        for (int t = 0; t < draws; t++)
        {
            double target = total * CounterRandom.Uniform(seed, round, FirstRound, t),
                passed = 0;
            int block = 0;
            for (int b = 0; b < blocks && passed <= target; b++)
            {
                if (values[b * columns] > 0)
                    block = b;
                passed += values[b * columns];
            }
            indices[t] = (long)values[block * columns + 1 + t];
        }
        return (kept[0], indices);
    }

    private static NDArray Rows(Samples samples, long[] rows)
    {
        NDArray found = Computation.Compute(
            CastExpr.Create(TakeExpr.Create(samples.Expr, 0, rows, [rows.Length]), DType.Float64)
        );
        Span<double> values = found.Span<double>();
        for (int i = 0; i < values.Length; i++)
            values[i] = samples.Frame.Place(values[i], i % samples.Features);
        return found;
    }

    // Lloyd's steps; a center that no sample is nearest to stays where it is.
    private static void Move(Samples samples, ArrayExpr weights, NDArray centers)
    {
        var weighted = new Samples(samples.Expr, samples.Frame) { Weights = weights, Scale = samples.Scale };
        int features = samples.Features,
            count = checked((int)centers.Shape[0]);
        ArrayExpr none = AssignmentsOp.None(weighted, 1);
        for (int step = 0; step < Steps; step++)
        {
            using NDArray matrix = centers.Copy();
            ArrayExpr nearest = AssignmentsOp.Create(weighted, none, matrix, count, new float[count]);
            using NDArray sums = Computation.Compute(StepSumsOp.Create(weighted, none, nearest, count));
            for (int c = 0; c < count; c++)
            {
                ReadOnlySpan<long> own = sums.Span<long>((long)c * (features + 1), features + 1);
                if (own[features] > 0)
                    samples.Scale.Means(own, centers.Span<double>((long)c * features, features), isWeighted: true);
            }
        }
    }
}
