using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Hierarchy;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Pairs;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Density-based clustering without a radius: clusters may differ in density, and samples between them are noise. The
/// number of clusters follows from the data.
/// </summary>
/// <remarks>
/// Campello, Moulavi and Sander (2013, "Density-based clustering based on hierarchical density estimates") and McInnes
/// and Healy (2017, "Accelerated hierarchical density based clustering"): the minimum spanning tree of the mutual
/// reachability distances is condensed, and the clusters with the largest excess of mass are selected. All pairs of
/// samples are compared exactly, in about log₂ samples passes over blocks at most; the memory grows with the samples.
/// </remarks>
/// <example><code>
/// var hdbscan = new Hdbscan(minClusterSize: 10).Fit(x);    // x: (z, time)
/// Print(hdbscan.Clusters, hdbscan.Noise);
/// hdbscan.Probabilities.Unstack("z").PlotMap("strength.png");
/// </code></example>
public sealed class Hdbscan : Clusterer<Hdbscan>
{
    private readonly int minClusterSize;
    private readonly int minSamples;
    private DataArray? probabilities;
    private int noise;
    private double[] stabilities = [];

    /// <summary>Sets the parameters.</summary>
    /// <param name="minClusterSize">The least number of samples of a cluster, at least 2.</param>
    /// <param name="minSamples">
    /// The core distance of a sample is the distance to its neighbour of this rank, where the sample itself is the
    /// first. The larger the number, the more samples are noise. Null for <paramref name="minClusterSize"/>.
    /// </param>
    /// <exception cref="GchunkException">A number is too small.</exception>
    public Hdbscan(int minClusterSize = 5, int? minSamples = null)
    {
        if (minClusterSize < 2)
            throw new GchunkException($"minClusterSize must be at least 2; got {minClusterSize}");
        if (minSamples < 1)
            throw new GchunkException($"minSamples must be at least 1; got {minSamples}");
        (this.minClusterSize, this.minSamples) = (minClusterSize, minSamples ?? minClusterSize);
    }

    /// <summary>
    /// How strongly each sample belongs to its cluster: 1 in the densest part, 0 for noise.
    /// </summary>
    /// <exception cref="GchunkException">This Hdbscan has not been fitted.</exception>
    public DataArray Probabilities => Fitting.Fitted(probabilities, nameof(Hdbscan));

    /// <summary>The stability of each cluster, its excess of mass.</summary>
    /// <exception cref="GchunkException">This Hdbscan has not been fitted.</exception>
    public DataArray Stabilities =>
        new(NDArray.From(Probabilities is null ? [] : stabilities), ["cluster"], name: "stabilities");

    /// <summary>The number of clusters.</summary>
    /// <exception cref="GchunkException">This Hdbscan has not been fitted.</exception>
    public int Clusters => ClusterSizes.Count;

    /// <summary>The number of samples that belong to no cluster.</summary>
    /// <exception cref="GchunkException">This Hdbscan has not been fitted.</exception>
    public int Noise => Probabilities is null ? 0 : noise;

    private protected override string Parameters =>
        $"Hdbscan(minClusterSize: {minClusterSize}, minSamples: {minSamples})";

    private protected override string Findings => $"{noise} noise";

    private protected override void WriteParameters(ModelState state) =>
        state.Set("minClusterSize", minClusterSize).Set("minSamples", minSamples);

    private protected override void WriteFound(ModelState state)
    {
        state.Set("noise", noise).Set("stabilities", NDArray.From(stabilities));
        state.Set("probabilities", Probabilities);
    }

    internal static Hdbscan Read(ModelState state)
    {
        var hdbscan = new Hdbscan(state.Int("minClusterSize"), state.Int("minSamples"));
        if (!state.IsFitted)
            return hdbscan;
        hdbscan.ReadFound(state);
        hdbscan.noise = state.Int("noise");
        hdbscan.stabilities = state
            .Array("stabilities", DType.Float64, (long)hdbscan.ClusterSizes.Count)
            .ToArray<double>();
        hdbscan.probabilities = state.Labelled("probabilities");
        return hdbscan;
    }

    private protected override FoundClusters Find(SampleGrid grid)
    {
        Samples prepared = Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples));
        if (prepared.Count < Math.Max(minSamples, minClusterSize))
        {
            throw new GchunkException(
                $"there {(prepared.Count == 1 ? "is" : "are")} {Quantity.Of(prepared.Count, "sample")}, fewer than {(minSamples > minClusterSize ? "minSamples" : "minClusterSize")}: {Math.Max(minSamples, minClusterSize)}"
            );
        }
        using NDArray cores = Computation.Compute(SmallestDistancesOp.Create(prepared, minSamples));
        int count = (int)prepared.Count;
        List<Merge> edges = SpanningTree.Connect(prepared, new Forest(count), cores.ToArray<double>());
        Dendrogram tree = Dendrogram.OfSamples(count, edges.OrderBy(e => (e.Height, e.A, e.B)));
        (int[] clusters, double[] strengths, double[] masses) = CondensedTree.Of(tree, minClusterSize).Select();
        // Stabilities are sums of 1 / distance.
        stabilities = Array.ConvertAll(masses, prepared.Frame.PlaceDistance);
        noise = clusters.Count(label => label < 0);
        probabilities = grid.OfSamples(PairOp.PerSample(prepared, NDArray.From(strengths)), "probabilities");
        return new FoundClusters(PairOp.PerSample(prepared, NDArray.From(clusters)), masses.Length);
    }

    private protected override void Renumber(int[] order) =>
        stabilities = Array.ConvertAll(order, cluster => stabilities[cluster]);
}
