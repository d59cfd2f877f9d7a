using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Spectral;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Spectral clustering, for clusters of any form: k-means on the leading eigenvectors of the affinities exp(−γ‖x − y‖²)
/// of the samples.
/// </summary>
/// <remarks>
/// The normalised cut of Shi and Malik (2000, "Normalized cuts and image segmentation", section 2), as scikit-learn
/// computes it: the affinity of a sample to itself counts as 0, and eigenvectors are divided by the square roots of the
/// degrees.
/// <para>
/// The eigenvectors are exact for up to about 50,000 samples, found by block Lanczos in about ten passes over all
/// affinities. The affinities, float32, are kept in memory if they take at most a third of the memory limit; otherwise
/// each pass computes them again by tiles, which gives the same bits. For more samples, affinities are approximated by
/// those to some landmarks, the Nyström extension. <see cref="Method"/> says what was done.
/// </para>
/// The same samples and seed give the same bits, whatever the chunks, the number of threads and the memory limit.
/// </remarks>
/// <example><code>
/// var spectral = new SpectralClustering(clusters: 6, seed: 0).Fit(x);    // x: (z, time)
/// spectral.Labels.Unstack("z").PlotMap("regions.png", colors: "Category10");
/// </code></example>
public sealed class SpectralClustering : Clusterer<SpectralClustering>
{
    private static readonly string[] Methods = ["auto", "exact", "nystrom"];
    private static readonly string[] Assignments = ["kmeans", "cluster_qr", "discretize"];

    private readonly int clusters;
    private readonly double? gamma;
    private readonly int components;
    private readonly long seed;
    private readonly int starts;
    private readonly string method;
    private readonly Affinity affinity;
    private readonly string assign;
    private readonly Connectivity connectivity;
    private SpectralEmbedding? embedding;
    private EmbeddedClusters? assigned;

    /// <summary>Sets the parameters.</summary>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="gamma">The γ of the affinity exp(−γ‖x − y‖²); null for 1 / features.</param>
    /// <param name="components">
    /// The number of landmarks of the Nyström extension: more landmarks approximate the affinities better and take
    /// longer. If there are no more samples than this, all samples are landmarks.
    /// </param>
    /// <param name="seed">The seed of the landmarks and of the starts of k-means.</param>
    /// <param name="starts">The number of starts of k-means.</param>
    /// <param name="method">
    /// "exact", "nystrom" for the extension, or "auto": exact if a pass over all pairs costs at most that of 50,000
    /// samples with 365 features.
    /// </param>
    /// <param name="affinity">
    /// How affinities are measured: <c>Affinity.Cosine</c>, <c>Affinity.NearestNeighbors(10)</c> and others; null for
    /// exp(−γ‖x − y‖²).
    /// </param>
    /// <param name="assign">
    /// How clusters are found in the eigenvectors: "kmeans", "cluster_qr" (Damle, Minden and Ying 2019) or "discretize"
    /// (Yu and Shi 2003); the latter have no starts.
    /// </param>
    /// <param name="connectivity">
    /// "grid" to count only affinities of samples that touch on the grid of the field or of the stacked samples, a
    /// sparse graph; null to count all. Longitudes that go around the globe are closed.
    /// </param>
    /// <param name="neighbors">
    /// The pairs of samples, by position, that touch, instead of those of a grid; null for none.
    /// </param>
    /// <exception cref="GchunkException">
    /// A number is below 1, γ is not positive, there are fewer components than clusters, or parameters do not go
    /// together.
    /// </exception>
    public SpectralClustering(
        int clusters = 8,
        double? gamma = null,
        int components = 300,
        long seed = 0,
        int starts = 10,
        string method = "auto",
        Affinity? affinity = null,
        string assign = "kmeans",
        string? connectivity = null,
        IEnumerable<(long A, long B)>? neighbors = null
    )
    {
        Fitting.CheckClusters(clusters);
        if (gamma is { } g && !(g > 0 && double.IsFinite(g)))
            throw new GchunkException($"gamma must be a positive number, or null for 1 / features; got {g}");
        if (components < clusters)
        {
            throw new GchunkException(
                $"spectral clustering into {clusters} clusters needs at least as many components; got components: {components}"
            );
        }

        if (starts < 1)
            throw new GchunkException($"k-means needs at least 1 start; got starts: {starts}");
        if (!Methods.Contains(method))
            throw new GchunkException($"'{method}' is no method; take one of {string.Join(", ", Methods)}");
        if (!Assignments.Contains(assign))
        {
            throw new GchunkException(
                $"'{assign}' is no way to assign clusters; take one of {string.Join(", ", Assignments)}"
            );
        }

        this.affinity = affinity ?? Affinity.Rbf;
        if (method == "nystrom" && this.affinity.Form is AffinityForm.Precomputed or AffinityForm.NearestNeighbors)
        {
            throw new GchunkException(
                $"Nyström's method needs affinities of any two samples; with Affinity.{this.affinity} take method: \"exact\""
            );
        }

        this.connectivity = Connectivity.Of(connectivity, neighbors);
        if (
            this.connectivity.IsLimited
            && (
                method == "nystrom"
                || this.affinity.Form is not (AffinityForm.Rbf or AffinityForm.Cosine or AffinityForm.Correlation)
            )
        )
        {
            throw new GchunkException(
                $"with a connectivity, affinities are Affinity.Rbf, Cosine or Correlation, and the method is \"auto\" or \"exact\"; got Affinity.{this.affinity} and \"{method}\""
            );
        }

        this.assign = assign;
        (this.clusters, this.gamma, this.components, this.seed, this.starts, this.method) = (
            clusters,
            gamma,
            components,
            seed,
            starts,
            method
        );
    }

    private protected override string Parameters =>
        affinity.Form == AffinityForm.Rbf
            ? $"SpectralClustering(clusters: {clusters}{connectivity.Text})"
            : $"SpectralClustering(clusters: {clusters}, affinity: {affinity}{connectivity.Text})";

    private protected override void WriteParameters(ModelState state)
    {
        if (affinity.Form == AffinityForm.Function)
        {
            throw new GchunkException(
                $"the affinity {affinity} is a function, which a file cannot hold; save the Labels and the Embedding instead"
            );
        }

        connectivity.Write(state);
        state
            .Set("clusters", clusters)
            .Set("gamma", gamma)
            .Set("components", components)
            .Set("seed", seed)
            .Set("starts", starts)
            .Set("method", method)
            .Set("affinity", affinity.ToString())
            .Set("neighbors", affinity.Neighbors)
            .Set("assign", assign);
    }

    internal static SpectralClustering Read(ModelState state)
    {
        Connectivity touching = Connectivity.Read(state);
        var spectral = new SpectralClustering(
            state.Int("clusters"),
            state.DoubleOrNull("gamma"),
            state.Int("components"),
            state.Long("seed"),
            state.Int("starts"),
            state.Text("method"),
            Affinity.Named(state.Text("affinity"), state.Int("neighbors")),
            state.Text("assign"),
            touching.OnGrid ? "grid" : null,
            touching.Neighbors
        );
        spectral.ReadFound(state);
        if (state.IsFitted)
        {
            SpectralEmbedding found = SpectralEmbedding.Read(
                state,
                spectral.affinity,
                spectral.Fitted.Grid.Samples.Shape[1]
            );
            if (found.Vectors.Shape[0] != spectral.Fitted.Labels.Shape[0])
            {
                throw new GchunkException(
                    $"it has eigenvectors of {found.Vectors.Shape[0]} samples, but labels of {spectral.Fitted.Labels.Shape[0]}"
                );
            }

            spectral.embedding = found;
            spectral.assigned = EmbeddedClusters.Read(
                state,
                found.Vectors.Shape[1],
                spectral.clusters,
                spectral.assign
            );
        }
        return spectral;
    }

    private protected override void WriteFound(ModelState state)
    {
        Found.Write(state);
        assigned?.Write(state);
    }

    private protected override string Findings => embedding?.Method ?? "";

    private SpectralEmbedding Found => Fitting.Fitted(embedding, nameof(SpectralClustering));

    /// <summary>
    /// The eigenvectors in which k-means finds the clusters, (samples, component), float64: those of D⁻½ K D⁻½, each
    /// divided by the square roots of the degrees. Eigenvectors whose eigenvalue is not positive are left out.
    /// </summary>
    /// <exception cref="GchunkException">This SpectralClustering has not been fitted.</exception>
    public DataArray Embedding => Fitted.Grid.OfSamples(Found.Vectors, "embedding", "component");

    /// <summary>
    /// The leading eigenvalues of D⁻½ K D⁻½ in descending order, at most 1: one for each cluster, and the next.
    /// </summary>
    /// <exception cref="GchunkException">This SpectralClustering has not been fitted.</exception>
    public IReadOnlyList<double> Eigenvalues => Found.Values;

    /// <summary>
    /// How the eigenvectors were found: "exact, held", "exact, by tiles" or "Nyström, 300 landmarks".
    /// </summary>
    /// <exception cref="GchunkException">This SpectralClustering has not been fitted.</exception>
    public string Method => Found.Method;

    /// <summary>
    /// Returns the number of clusters, from 2 to the number that was asked for, after which the eigenvalues drop most:
    /// the eigengap heuristic (von Luxburg 2007, "A tutorial on spectral clustering", section 8.3). Fit with more
    /// clusters than you expect first.
    /// </summary>
    /// <exception cref="GchunkException">This SpectralClustering has not been fitted.</exception>
    public int EigengapClusters()
    {
        double[] values = Found.Values;
        int best = 1;
        double widest = double.NegativeInfinity;
        // One cluster would always be the widest gap where nearly all samples hang together.
        for (int k = Math.Min(2, values.Length); k < values.Length; k++)
        {
            if (values[k - 1] - values[k] > widest)
                (best, widest) = (k, values[k - 1] - values[k]);
        }
        return best;
    }

    /// <summary>
    /// Returns the cluster of other samples, int32: their eigenvectors are extended from those that were fitted, by
    /// their affinities to these samples or, with Nyström's method, to the landmarks.
    /// </summary>
    /// <param name="samples">
    /// Samples × features; with <c>Affinity.Precomputed</c> their affinities to the samples that were fitted.
    /// </param>
    /// <exception cref="GchunkException">
    /// This SpectralClustering has not been fitted, has a connectivity, or was loaded from a file that has no samples,
    /// one of an older version; the number of features differs, or values are missing.
    /// </exception>
    public DataArray Predict(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        if (Found.Extension is not { } extension || assigned is null)
        {
            throw new GchunkException(
                connectivity.IsLimited
                    ? "new samples touch none of those that were fitted; fit all samples together, or without connectivity"
                    : "this SpectralClustering was loaded from a file without samples to compare others with: it was written by an older version, or its samples take more than 512 MB, which a file leaves out; Fit it again"
            );
        }

        long features = Fitted.Grid.Samples.Shape[1];
        if (grid.Samples.Shape[1] != features)
        {
            throw new GchunkException(
                $"this SpectralClustering was fitted to samples of {features} features; these have {grid.Samples.Shape[1]}: {grid.Samples.Shape}"
            );
        }

        if (Fault(Found, features) is { } fault)
            throw new GchunkException($"these samples are like none of those that were fitted: {fault}");
        Samples prepared = Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples));
        return grid.OfSamples(assigned.Of(extension.Of(prepared.Expr)), "labels");
    }

    /// <summary>Returns the cluster of other samples, int32.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <exception cref="GchunkException">As for labelled samples.</exception>
    public DataArray Predict(ChunkedArray samples) => Predict(Fitting.Label(samples));

    // Of n samples with equal affinities all eigenvalues but the first are -1 / (n - 1), or 0 if each sample has an
    // affinity to itself.
    private bool AreAllEqual(long count) =>
        !connectivity.IsLimited
        && embedding!.Values is [_, var second, ..]
        && (Math.Abs(second + 1.0 / (count - 1)) <= 1e-9 || (count > 100 && Math.Abs(second) <= 1e-9));

    private protected override DataArray? PredictOthers(DataArray samples) =>
        connectivity.IsLimited ? null : Predict(samples);

    private protected override FoundClusters Find(SampleGrid grid)
    {
        DataArray samples = grid.Samples;
        Fitting.CheckSamples(samples, clusters);
        Samples prepared = Samples.Prepare(samples.Expression, Fitting.Dim(samples));
        embedding = Embed(prepared, connectivity.Pairs(grid));
        if (prepared.Count > clusters && Fault(embedding, prepared.Features) is { } fault)
        {
            if (embedding.Vectors.Shape[1] == 0)
                throw new GchunkException(fault);
            Notice.Tell(fault);
        }
        else if (prepared.Count > clusters && affinity.Form == AffinityForm.Rbf && AreAllEqual(prepared.Count))
        {
            Notice.Tell(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the affinities tell no samples apart: gamma: {gamma ?? 1.0 / prepared.Features} is too small for their distances, or the samples are equal; take a larger one, about 1 / the squared distance of neighbours, or scale the samples first (Standardize)"
                )
            );
        }
        assigned = EmbeddedClusters.Find(embedding.Vectors, clusters, assign, seed, starts);
        ArrayExpr labels = assigned.Found(embedding.Vectors);
        // In the blocks of the samples, which may be smaller than those of the embedding.
        var blocks = new ChunkGrid(prepared.Expr.Chunks.Sizes(0).ToArray());
        var found = new FoundClusters(RechunkExpr.Create(labels, blocks), clusters);
        if (
            assigned.Rotation is not null
            && found.BySize().Sizes.Count(size => size > 0) is var occupied
            && occupied < clusters
        )
        {
            Notice.Tell(
                $"\"{assign}\" gave samples to {Quantity.Of(occupied, "cluster")}, not the {clusters} that were asked for: the eigenvectors tell no more apart; ask for at most {occupied}, or take assign: \"kmeans\""
            );
        }
        return found;
    }

    // Why the affinities tell nothing; null if they do. The largest eigenvalue is 1 wherever two samples have one.
    private string? Fault(SpectralEmbedding found, long features)
    {
        if (found.Values is [> 1e-9, ..])
            return null;
        string advice =
            affinity.Form == AffinityForm.Rbf
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"gamma: {gamma ?? 1.0 / features} is too large for their distances; take a smaller one, about 1 / the squared distance of neighbours, or scale the samples first (Standardize)"
                )
                : $"take another one than Affinity.{affinity}";
        return $"the affinities of all pairs of samples are 0: {advice}";
    }

    private SpectralEmbedding Embed(Samples prepared, List<(int A, int B)>? touching)
    {
        if (affinity.Form == AffinityForm.NearestNeighbors)
            return SpectralEmbedding.OfNeighbors(prepared, affinity.Neighbors, clusters, seed);
        PairAffinity pairs = KernelAffinity.Of(affinity, prepared, gamma ?? 1.0 / prepared.Features);
        if (touching is not null)
            return SpectralEmbedding.OfConnected(prepared, ((KernelAffinity)pairs).Measure, touching, clusters, seed);
        string way = affinity.Form == AffinityForm.Precomputed ? "exact" : method;
        return SpectralEmbedding.Make(prepared, pairs, way, components, clusters, seed);
    }

    private protected override void Renumber(int[] order) => assigned = assigned?.Renumbered(order);
}
