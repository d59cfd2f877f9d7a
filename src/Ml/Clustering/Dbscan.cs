using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Hierarchy;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Pairs;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Density-based clustering: samples in dense surroundings that are near each other are one cluster, of any form; the
/// others are noise. The number of clusters follows from the data.
/// </summary>
/// <remarks>
/// Ester, Kriegel, Sander and Xu (1996, "A density-based algorithm for discovering clusters", section 3). All pairs of
/// samples are compared exactly, in three passes over blocks. With up to 16 features, samples are sorted as the leaves
/// of a k-d tree first, and only blocks that are near each other are compared; with more, the time grows with samples²
/// × features. The memory grows with the samples. The clusters are those of scikit-learn's <c>DBSCAN</c>; a sample that
/// touches several clusters belongs to the one whose first core sample comes first.
/// </remarks>
/// <example><code>
/// var dbscan = new Dbscan(radius: 20, minSamples: 5).Fit(x);    // x: (z, time)
/// Print(dbscan.Clusters, dbscan.Noise);
/// </code></example>
public sealed class Dbscan : Clusterer<Dbscan>
{
    private const int MostSortedFeatures = 16;

    private readonly double radius;
    private readonly int minSamples;
    private DataArray? cores;
    private int noise;

    /// <summary>Sets the parameters.</summary>
    /// <param name="radius">The distance up to which samples are neighbours; scikit-learn's <c>eps</c>.</param>
    /// <param name="minSamples">The minimum number of neighbours of a core sample, the sample itself included.</param>
    /// <exception cref="GchunkException">The radius is not positive and finite, or the number is below 1.</exception>
    public Dbscan(double radius = 0.5, int minSamples = 5)
    {
        if (!(radius > 0) || !double.IsFinite(radius))
            throw new GchunkException($"the radius must be a positive number; got {radius}");
        if (minSamples < 1)
            throw new GchunkException($"minSamples must be at least 1; got {minSamples}");
        (this.radius, this.minSamples) = (radius, minSamples);
    }

    /// <summary>
    /// Whether each sample is a core sample: one with enough neighbours. A field has 1, 0, and NaN where cells were
    /// left out.
    /// </summary>
    /// <exception cref="GchunkException">This Dbscan has not been fitted.</exception>
    public DataArray CoreSamples => Fitting.Fitted(cores, nameof(Dbscan));

    /// <summary>The number of clusters.</summary>
    /// <exception cref="GchunkException">This Dbscan has not been fitted.</exception>
    public int Clusters => ClusterSizes.Count;

    /// <summary>The number of samples that belong to no cluster.</summary>
    /// <exception cref="GchunkException">This Dbscan has not been fitted.</exception>
    public int Noise => CoreSamples is null ? 0 : noise;

    private protected override string Parameters =>
        string.Create(CultureInfo.InvariantCulture, $"Dbscan(radius: {radius}, minSamples: {minSamples})");

    private protected override string Findings => $"{noise} noise";

    private protected override void WriteParameters(ModelState state) =>
        state.Set("radius", radius).Set("minSamples", minSamples);

    private protected override void WriteFound(ModelState state)
    {
        state.Set("noise", noise);
        state.Set("core", CoreSamples);
    }

    internal static Dbscan Read(ModelState state)
    {
        var dbscan = new Dbscan(state.Double("radius"), state.Int("minSamples"));
        if (!state.IsFitted)
            return dbscan;
        dbscan.ReadFound(state);
        dbscan.noise = state.Int("noise");
        dbscan.cores = state.Labelled("core");
        return dbscan;
    }

    private protected override FoundClusters Find(SampleGrid grid)
    {
        Samples prepared = Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples));
        (Samples sorted, long[]? order) = Sorted(prepared);
        double placed = sorted.Frame.PlaceDistance(radius),
            squared = placed * placed;
        using NDArray counts = Computation.Compute(NeighborCountOp.Create(sorted, squared, minSamples));
        int[] isCore = [.. counts.ToArray<double>().Select(count => count >= minSamples ? 1 : 0)];
        int[] clusters = Joined(sorted, isCore, squared, order);
        if (isCore.Contains(0) && isCore.Contains(1))
            TakeIn(sorted, clusters, squared);
        (isCore, clusters) = (InGivenOrder(isCore, order), InGivenOrder(clusters, order));
        noise = clusters.Count(label => label < 0);
        cores = grid.OfSamples(
            PairOp.PerSample(prepared, NDArray.From(Array.ConvertAll(isCore, core => core != 0))),
            "core"
        );
        return new FoundClusters(PairOp.PerSample(prepared, NDArray.From(clusters)), clusters.Max() + 1);
    }

    // In the order of a k-d tree most blocks and tiles are too far from each other to be compared. With many features,
    // or where the samples do not fit three times, they stay in their order, which changes no result.
    private static (Samples Samples, long[]? Order) Sorted(Samples samples)
    {
        long limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        if (samples.Features > MostSortedFeatures || samples.Count * samples.Features * sizeof(double) > limit / 6)
            return (samples, null);
        long[] order = Computation.Compute(SpatialOrderOp.Create(samples)).ToArray<long>();
        // Blocks of whole leaves.
        long rows = (samples.BlockRows + SpatialOrderOp.Leaf - 1) / SpatialOrderOp.Leaf * SpatialOrderOp.Leaf;
        long[] sizes = ChunkGrid.Regular(new Shape(samples.Count), [rows]).Sizes(0).ToArray();
        ArrayExpr sorted = Computation.Persist([TakeExpr.Create(samples.Expr, 0, order, sizes)])[0];
        return (samples.Of(sorted, null, 0), order);
    }

    private static int[] InGivenOrder(int[] values, long[]? order)
    {
        if (order is null)
            return values;
        var given = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
            given[order[i]] = values[i];
        return given;
    }

    // Gives samples that are not core samples to the first cluster that has a core sample near them.
    private static void TakeIn(Samples samples, int[] clusters, double squared)
    {
        using NDArray nearest = Computation.Compute(
            NearestLabelOp.Create(samples, PairOp.PerSample(samples, NDArray.From((int[])clusters.Clone())), squared)
        );
        for (int i = 0; i < clusters.Length; i++)
        {
            double label = nearest.GetDouble(i, 0);
            if (clusters[i] < 0 && double.IsFinite(label))
                clusters[i] = (int)label;
        }
    }

    // The clusters of the core samples, numbered by their first in the order that was given; -1 for the others.
    private static int[] Joined(Samples samples, int[] isCore, double squared, long[]? order)
    {
        using NDArray links = Computation.Compute(
            CoreLinksOp.Create(samples, PairOp.PerSample(samples, NDArray.From(isCore)), squared)
        );
        var near = new Forest(isCore.Length);
        int blocks = (int)links.Shape[1];
        for (int i = 0; i < isCore.Length; i++)
        {
            foreach (int link in links.Span<int>((long)i * blocks, blocks))
                near.Join(i, link);
        }
        // Where each sample of the given order is now.
        var places = new int[isCore.Length];
        for (int i = 0; i < places.Length; i++)
            places[order?[i] ?? i] = i;
        int[] clusters = [.. Enumerable.Repeat(-1, isCore.Length)],
            numbers = [.. clusters];
        int count = 0;
        foreach (int i in places)
        {
            if (isCore[i] == 0)
                continue;
            ref int number = ref numbers[near.Root(i)];
            clusters[i] = number = number < 0 ? count++ : number;
        }
        return clusters;
    }
}
