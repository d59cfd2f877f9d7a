using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.MiniBatches;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Lloyds;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// K-means by small random batches of samples: the inertia is a few percent higher than that of <see cref="KMeans"/>,
/// and the time hardly grows with the number of samples. It can also learn from blocks of samples one after another.
/// </summary>
/// <remarks>
/// Sculley (2010, "Web-scale k-means clustering", algorithm 1); stopping and tiny clusters are as in scikit-learn. A
/// pass over the samples takes some hundred batches at once, so samples need not fit in memory. The same samples and
/// seed give the same bits, whatever the chunks and the number of threads.
/// </remarks>
/// <example><code>
/// var quick = new MiniBatchKMeans(clusters: 4, seed: 1).Fit(x);    // x: (z, time)
/// Print(quick.Inertia / new KMeans(4).Fit(x).Inertia is > 0.99 and &lt; 1.2);
/// var online = new MiniBatchKMeans(clusters: 4);
/// foreach (var block in new[] { x.Isel("z", ..50), x.Isel("z", 50..) })
///     online.PartialFit(block);
/// Print(online.Counts.Sum() == x.Shape[0]);
/// </code></example>
public sealed class MiniBatchKMeans : CenterClusterer<MiniBatchKMeans>
{
    private const int SeedsPerCluster = 3;

    private readonly int clusters;
    private readonly int batchSize;
    private readonly int maxIterations;
    private readonly long seed;
    private readonly int starts;
    private readonly int patience;
    private readonly double reassignment;
    private readonly InitialCenters init;
    private double[]? counts;

    /// <summary>Sets the parameters.</summary>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="batchSize">The number of samples in a batch.</param>
    /// <param name="maxIterations">
    /// The maximum number of batches, as a multiple of the number that all samples make.
    /// </param>
    /// <param name="seed">The seed of the first centers and of the batches.</param>
    /// <param name="starts">The number of first centers of which the best are taken.</param>
    /// <param name="patience">
    /// The number of batches without a lower inertia, smoothed over batches, after which it ends.
    /// </param>
    /// <param name="reassignment">
    /// A cluster whose count is below this share of the largest cluster's count starts again at a sample; 0 for never.
    /// </param>
    /// <param name="init">
    /// The initial centers: <c>"k-means++"</c> (the default), <c>"k-means||"</c>, <c>"random"</c>, an array of clusters
    /// × features, or a fitted model.
    /// </param>
    /// <exception cref="GchunkException">A number is out of range, or the kind of centers unknown.</exception>
    public MiniBatchKMeans(
        int clusters = 8,
        int batchSize = 1024,
        int maxIterations = 100,
        long seed = 0,
        int starts = 3,
        int patience = 10,
        double reassignment = 0.01,
        InitialCenters? init = null
    )
    {
        Fitting.CheckClusters(clusters);
        if (batchSize < 1)
            throw new GchunkException($"a batch needs at least 1 sample; got batchSize: {batchSize}");
        if (maxIterations < 1 || starts < 1 || patience < 1)
        {
            throw new GchunkException(
                $"maxIterations, starts and patience are at least 1; got {maxIterations}, {starts}, {patience}"
            );
        }
        if (!(reassignment >= 0 && reassignment < 1))
            throw new GchunkException($"reassignment is a share, from 0 to below 1; got {reassignment}");
        (this.clusters, this.batchSize, this.maxIterations, this.seed) = (clusters, batchSize, maxIterations, seed);
        (this.starts, this.patience, this.reassignment) = (starts, patience, reassignment);
        this.init = init ?? InitialCenters.PlusPlus;
    }

    /// <summary>The number of batches so far.</summary>
    /// <exception cref="GchunkException">This MiniBatchKMeans has not been fitted.</exception>
    public int Iterations => Model.Iterations;

    /// <summary>
    /// The number of samples, or their weight, of which each center is the mean, over all batches. The larger it is,
    /// the less a batch moves the center.
    /// </summary>
    /// <exception cref="GchunkException">This MiniBatchKMeans has not been fitted.</exception>
    public IReadOnlyList<double> Counts => Fitting.Fitted(counts, nameof(MiniBatchKMeans));

    private protected override string Parameters => $"MiniBatchKMeans(clusters: {clusters}, batchSize: {batchSize})";

    private protected override string Findings => FindingsOf(clusters, "batch", "batches");

    private protected override string WhyEmpty =>
        "there are fewer distinct samples, or batches lack those of small clusters; ask for fewer clusters, or take KMeans";

    private MiniBatchRules Rules(Samples samples, long waits)
    {
        int size = (int)Math.Min(batchSize, samples.Count);
        return new MiniBatchRules(
            size,
            seed,
            reassignment,
            waits,
            Math.Min(1, size * 2.0 / (samples.Count + 1)),
            Math.ScaleB(1, samples.WeightExponent)
        );
    }

    private protected override FoundClusters FindCenters(SampleGrid grid, ArrayExpr? weights)
    {
        Samples samples = Prepare(grid, weights);
        MiniBatchRules rules = Rules(samples, patience);
        long steps = Math.Max(1, (long)Math.Min(maxIterations * (double)samples.Count / rules.BatchSize, int.MaxValue));
        return Found(samples, BatchRun.Random(samples, Begin(grid, samples), rules, steps));
    }

    /// <summary>
    /// Moves the centers with a block of samples, each of which counts once. The next call continues from there.
    /// </summary>
    /// <remarks>
    /// The first block decides where the centers begin, so it should have many samples of all kinds. Clusters keep their
    /// numbers; <c>Labels</c>, <c>ClusterSizes</c> and <c>Inertia</c> are those of the block.
    /// </remarks>
    /// <param name="block">Samples × features, or a field if <paramref name="over"/> is given.</param>
    /// <param name="over">The dimension of the features of a field; null for samples × features.</param>
    /// <param name="weights">How much each sample counts; null for equal weights.</param>
    /// <exception cref="GchunkException">
    /// The first block has fewer samples than clusters, the number of features differs, or values are missing.
    /// </exception>
    public MiniBatchKMeans PartialFit(DataArray block, string? over = null, SampleWeights? weights = null)
    {
        SampleGrid grid =
            over is null ? SampleGrid.Of(block)
            : HasModel ? Fitted.Grid.Like(block)
            : SampleGrid.Of(block, [over], 0);
        grid = grid with { Samples = grid.Samples.WithValues(Samples.Hold(grid.Samples.Expression)) };
        ArrayExpr? each = weights?.Of(grid);
        Samples samples;
        MiniBatchState state;
        if (HasModel)
        {
            (samples, NDArray centers) = Beside(grid.Samples, each);
            state = MiniBatchState.Begin(centers.ToArray<double>(), clusters) with
            {
                Counts = [.. Counts],
                Step = Model.Iterations,
            };
        }
        else
        {
            samples = Prepare(grid, each);
            state = Begin(grid, samples);
        }

        return Keep(grid, Found(samples, BatchRun.Once(samples, state, Rules(samples, 0))), isOrdered: false);
    }

    /// <summary>Moves the centers by a block of samples, each of which counts once.</summary>
    /// <param name="block">Samples × features.</param>
    /// <param name="weights">How much each sample counts; null for equal weights.</param>
    /// <exception cref="GchunkException">
    /// The first block has fewer samples than clusters, the number of features differs, or values are missing.
    /// </exception>
    public MiniBatchKMeans PartialFit(ChunkedArray block, SampleWeights? weights = null) =>
        PartialFit(Fitting.Label(block), null, weights);

    private Samples Prepare(SampleGrid grid, ArrayExpr? weights)
    {
        Fitting.CheckSamples(grid.Samples, clusters);
        return Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples), weights);
    }

    // The best of a few first centers, drawn from some of the samples.
    private MiniBatchState Begin(SampleGrid grid, Samples samples)
    {
        if (init.IsGiven)
            return MiniBatchState.Begin(init.Placed(grid, samples.Frame, clusters), clusters);
        long count = Math.Min(
            Math.Max(SeedsPerCluster * (long)batchSize, SeedsPerCluster * (long)clusters),
            samples.Count
        );
        Samples drawn =
            init.Kind == InitialCenters.Parallel && count < samples.Count
                ? ParallelSeeds.Candidates(samples, clusters, seed)
                : samples.Draw(count, seed);
        var op = new PilotOp(
            samples.Frame,
            samples.Scale,
            clusters,
            seed,
            MaxIterations: 1,
            Tolerance: 0,
            init.Kind == InitialCenters.Random,
            Rounds: 0,
            Deadline: long.MaxValue,
            Given: null
        );
        return MiniBatchState.Begin(Pilot.Best(drawn, op, starts, 1)[0], clusters);
    }

    private FoundClusters Found(Samples samples, MiniBatchState state)
    {
        NDArray placed = NDArray.From(state.Centers, (clusters, samples.Features));
        ArrayExpr labels = AssignOp.Create(samples, placed);
        ArrayExpr[] kept = Computation.Persist([labels, InertiaOp.Create(samples, labels, placed)]);
        using NDArray found = Computation.Compute(kept[1]);
        double inertia = samples.Frame.RestoreSquare(Math.ScaleB(found.GetDouble(0, 0), samples.WeightExponent));
        Model = new CenterModel(samples.Frame, placed, inertia, (int)state.Step, StopReason.Tolerance);
        counts = state.Counts;
        return new FoundClusters(kept[0], clusters, samples.Frame.Restore(placed));
    }

    private protected override void Renumber(int[] order)
    {
        base.Renumber(order);
        double[] found = counts!;
        counts = [.. order.Select(c => found[c])];
    }

    private protected override void WriteParameters(ModelState state)
    {
        state
            .Set("clusters", clusters)
            .Set("batchSize", batchSize)
            .Set("maxIterations", maxIterations)
            .Set("seed", seed)
            .Set("starts", starts)
            .Set("patience", patience)
            .Set("reassignment", reassignment);
        init.Write(state);
    }

    private protected override void WriteFound(ModelState state)
    {
        base.WriteFound(state);
        state.Set("counts", NDArray.From([.. Counts]));
    }

    internal static MiniBatchKMeans Read(ModelState state)
    {
        var kmeans = new MiniBatchKMeans(
            state.Int("clusters"),
            state.Int("batchSize"),
            state.Int("maxIterations"),
            state.Long("seed"),
            state.Int("starts"),
            state.Int("patience"),
            state.Double("reassignment"),
            InitialCenters.Read(state)
        );
        kmeans.ReadModel(state);
        if (state.IsFitted)
            kmeans.counts = state.Array("counts", DType.Float64, kmeans.Model.Placed.Shape[0]).ToArray<double>();
        if (kmeans.counts is { } counts && (counts.Length != kmeans.clusters || !counts.All(c => c >= 0)))
        {
            throw new GchunkException(
                $"the counts of {nameof(MiniBatchKMeans)} do not fit its {kmeans.clusters} clusters"
            );
        }

        return kmeans;
    }
}
