using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
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
/// Hierarchical clustering: each sample starts as a cluster, and the nearest two clusters are merged until one is left.
/// The tree of merges can be cut into any number of clusters.
/// </summary>
/// <remarks>
/// <para>
/// Linkages: <c>"ward"</c> (Ward 1963: compact clusters of similar size, as k-means), <c>"average"</c>,
/// <c>"complete"</c> and <c>"single"</c> (chains of near samples). The heights are those of SciPy's <c>linkage</c> and
/// scikit-learn's <c>AgglomerativeClustering</c>. The algorithms are those of Müllner (2011, "Modern hierarchical,
/// agglomerative clustering algorithms"): chains of nearest neighbours; for single linkage the minimum spanning tree.
/// </para>
/// <para>
/// With <c>connectivity: "grid"</c> only clusters that touch on the map are merged, so that every cluster is one
/// contiguous region. The grid is that of the field, or that which the samples were stacked from; longitudes that go
/// around the globe are closed. If missing cells divide the map, the parts are joined at their most similar samples.
/// </para>
/// <para>
/// Memory: average and complete linkage hold the distances of all pairs, samples² × 4 bytes (1.25 GB for 17,700
/// samples); so does Ward's up to 12,000 samples if they fit, else it holds the samples as float64 and takes longer.
/// Single linkage holds a few numbers for each sample, and reads samples in blocks. With a connectivity the samples are
/// held as float64. What does not fit is refused before it starts.
/// </para>
/// </remarks>
/// <example><code>
/// var regions = new Agglomerative(clusters: 6, connectivity: "grid").Fit(x);    // x: (z, time), z stacked of lat, lon
/// regions.Labels.Unstack("z").PlotMap("regions.png", colors: "Category10");
/// Print(regions.Cut(4).Sizes);
/// </code></example>
public sealed class Agglomerative : Clusterer<Agglomerative>
{
    // Beyond this number the distances take more than 600 MB.
    private const long ManySamples = 12_000;

    private readonly int clusters;
    private readonly LinkageKind linkage;
    private readonly Connectivity connectivity;
    private Dendrogram? dendrogram;
    private SampleGrid? origin;
    private int parts = 1;

    /// <summary>Sets the parameters.</summary>
    /// <param name="clusters">The number of clusters that <see cref="Clusterer{TSelf}.Labels"/> has.</param>
    /// <param name="linkage">"ward", "average", "complete" or "single".</param>
    /// <param name="connectivity">
    /// "grid" to merge only clusters that touch on the grid of the field or of the stacked samples; null to merge any.
    /// </param>
    /// <param name="neighbors">
    /// The pairs of samples, by position, that touch, instead of those of a grid; null for none.
    /// </param>
    /// <exception cref="GchunkException">
    /// The number of clusters is below 1, a name is unknown, or both a connectivity and neighbours are given.
    /// </exception>
    public Agglomerative(
        int clusters = 8,
        string linkage = "ward",
        string? connectivity = null,
        IEnumerable<(long A, long B)>? neighbors = null
    )
    {
        Fitting.CheckClusters(clusters);
        if (!Enum.TryParse(linkage, ignoreCase: true, out this.linkage) || !Enum.IsDefined(this.linkage))
        {
            throw new GchunkException(
                $"unknown linkage \"{linkage}\"; there are \"ward\", \"average\", \"complete\" and \"single\""
            );
        }
        (this.clusters, this.connectivity) = (clusters, Connectivity.Of(connectivity, neighbors));
    }

    /// <summary>
    /// The merges in order, (merge, 4) as SciPy's linkage matrix: the two nodes (samples are 0 to n − 1, merge i makes
    /// node n + i), their distance, and the number of samples of the new node.
    /// </summary>
    /// <exception cref="GchunkException">This Agglomerative has not been fitted.</exception>
    public DataArray Linkage
    {
        get
        {
            Dendrogram tree = Tree;
            var rows = new double[4 * tree.Merges.Length];
            for (int i = 0; i < tree.Merges.Length; i++)
            {
                Merge merge = tree.Merges[i];
                (rows[4 * i], rows[4 * i + 1], rows[4 * i + 2]) = (merge.A, merge.B, merge.Height);
                rows[4 * i + 3] = tree.Sizes[i];
            }
            return new DataArray(NDArray.From(rows, (tree.Merges.Length, 4)), ["merge", "part"], name: "linkage");
        }
    }

    /// <summary>
    /// The number of parts of the map that had to be joined, 1 if it is connected or has no connectivity.
    /// </summary>
    /// <exception cref="GchunkException">This Agglomerative has not been fitted.</exception>
    public int Parts
    {
        get
        {
            _ = Tree;
            return parts;
        }
    }

    private Dendrogram Tree => Fitting.Fitted(dendrogram, nameof(Agglomerative));

    private protected override string Parameters =>
        $"Agglomerative(clusters: {clusters}, linkage: \"{linkage.ToString().ToLowerInvariant()}\"{connectivity.Text})";

    private protected override string Findings => parts > 1 ? $"{parts} parts joined" : "";

    private protected override void WriteParameters(ModelState state)
    {
        state.Set("clusters", clusters).Set("linkage", linkage.ToString());
        connectivity.Write(state);
    }

    private protected override void WriteFound(ModelState state) =>
        state
            .Set("nodes", NDArray.From([.. Tree.Merges.SelectMany(m => (long[])[m.A, m.B])]))
            .Set("heights", NDArray.From([.. Tree.Merges.Select(m => m.Height)]))
            .Set("parts", parts);

    internal static Agglomerative Read(ModelState state)
    {
        Connectivity touching = Connectivity.Read(state);
        var made = new Agglomerative(
            state.Int("clusters"),
            state.Text("linkage"),
            touching.OnGrid ? "grid" : null,
            touching.Neighbors
        );
        if (!state.IsFitted)
            return made;
        made.ReadFound(state);
        made.origin = made.Fitted.Grid;
        made.parts = state.Int("parts");
        made.dendrogram = Dendrogram.Restored(
            checked((int)made.Fitted.Labels.Shape[0]),
            state.Array("nodes", DType.Int64, 1).ToArray<long>(),
            state.Array("heights", DType.Float64, 1).ToArray<double>()
        );
        return made;
    }

    private protected override FoundClusters Find(SampleGrid grid)
    {
        Fitting.CheckSamples(grid.Samples, clusters);
        string dim = Fitting.Dim(grid.Samples);
        List<(int, int)>? pairs = connectivity.Pairs(grid);
        Samples prepared = Samples.Prepare(grid.Samples.Expression, dim);
        if (prepared.Count > int.MaxValue / 2)
            throw new GchunkException($"{prepared.Count} samples are too many for a tree of merges");
        parts = 1;
        dendrogram = pairs is null ? Unconstrained(prepared) : Structured(prepared, pairs);
        origin = grid.WithoutValues();
        return new FoundClusters(PairOp.PerSample(prepared, NDArray.From(dendrogram.Cut(clusters))), clusters);
    }

    /// <summary>
    /// Cuts the tree into a number of clusters, without fitting again. The largest cluster is 0; clusters of the same
    /// size are in the order of their first samples.
    /// </summary>
    /// <param name="clusters">The number of clusters.</param>
    /// <returns>The label of each sample, as <see cref="Clusterer{TSelf}.Labels"/>.</returns>
    /// <exception cref="GchunkException">
    /// This Agglomerative has not been fitted, or the number is below 1 or above that of the samples.
    /// </exception>
    public DataArray Cut(int clusters)
    {
        Dendrogram tree = Tree;
        if (clusters < 1 || clusters > tree.Samples)
        {
            throw new GchunkException(
                $"a tree of {Quantity.Of(tree.Samples, "sample")} can be cut into 1 to {tree.Samples} clusters; got {clusters}"
            );
        }
        NDArray cut = NDArray.From(tree.Cut(clusters));
        var found = new FoundClusters(new MemoryExpr(cut, ChunkGrid.Single(cut.Shape)), clusters);
        return origin!.OfSamples(found.NumberedBySize(), "labels");
    }

    /// <summary>
    /// Plots the top of the tree: the height of a bar is the distance of the two clusters that it joins.
    /// </summary>
    /// <param name="path">The file: png, svg or pdf.</param>
    /// <param name="leaves">The number of clusters at the bottom.</param>
    /// <exception cref="GchunkException">
    /// This Agglomerative has not been fitted, there are fewer than 2 samples, or the file cannot be written.
    /// </exception>
    public void PlotDendrogram(string path, int leaves = 30)
    {
        Dendrogram tree = Tree;
        if (leaves < 2 || tree.Samples < 2)
        {
            throw new GchunkException(
                $"a dendrogram has at least 2 leaves; got leaves: {leaves} of {Quantity.Of(tree.Samples, "sample")}"
            );
        }
        (double[] x, double[] heights) = tree.Outline(Math.Min(leaves, tree.Samples));
        new LinePlot
        {
            Title = $"{linkage} linkage of {tree.Samples.ToString(CultureInfo.InvariantCulture)} samples",
            X = new PlotAxis(x, "cluster"),
            Values = heights,
            Label = "distance",
        }.Save(path);
    }

    private Dendrogram Unconstrained(Samples samples)
    {
        int count = (int)samples.Count;
        if (count == 1)
            return Dendrogram.OfNodes(1, []);
        if (linkage == LinkageKind.Single)
            return Dendrogram.OfSamples(count, Restored(SpanningTree.Connect(samples, new Forest(count)), samples));
        long bytes = (long)count * (count - 1) / 2 * sizeof(double),
            limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
        if (linkage == LinkageKind.Ward && (count > ManySamples || bytes > limit / 2))
        {
            using NDArray means = Computation.Compute(PlaceOp.Create(samples));
            return Dendrogram.OfSamples(count, Restored(new CentroidChain(means).Run(Interrupt.Token), samples));
        }
        if (bytes > limit)
        {
            throw new GchunkException(
                $"{linkage.ToString().ToLowerInvariant()} linkage of {count} samples holds {MemoryBudget.Format(bytes)} of distances, but the memory limit is {MemoryBudget.Format(limit)}; use \"ward\" or \"single\", which need no distances of all pairs, connectivity: \"grid\", fewer samples, or raise the limit (--memory, Configure or GCHUNK_MEMORY)"
            );
        }
        List<Merge> merges;
        using (NDArray distances = Computation.Compute(CondensedDistancesOp.Create(samples)))
            merges = new MatrixChain(count, distances, linkage).Run(Interrupt.Token);
        if (linkage == LinkageKind.Ward)
        {
            // The updated distances differ in their last bits from those of the means; the memory must not decide.
            using NDArray means = Computation.Compute(PlaceOp.Create(samples));
            merges = new CentroidChain(means).Measure(merges);
        }
        return Dendrogram.OfSamples(count, Restored(merges, samples));
    }

    private Dendrogram Structured(Samples samples, List<(int A, int B)> pairs)
    {
        int count = (int)samples.Count;
        if (count == 1)
            return Dendrogram.OfNodes(1, []);
        var connected = new Forest(count);
        foreach ((int a, int b) in pairs)
            connected.Join(a, b);
        parts = connected.Sets;
        if (parts > 1)
            pairs = [.. pairs, .. SpanningTree.Connect(samples, connected).Select(edge => (edge.A, edge.B))];
        using NDArray means = Computation.Compute(PlaceOp.Create(samples));
        Merge[] merges = new StructuredMerges(means, pairs, linkage).Run(Interrupt.Token);
        return Dendrogram.OfNodes(count, [.. Restored(merges, samples)]);
    }

    // Merges are found in the frame.
    private static IEnumerable<Merge> Restored(IEnumerable<Merge> merges, Samples samples) =>
        merges.Select(merge => merge with { Height = samples.Frame.RestoreDistance(merge.Height) });
}
