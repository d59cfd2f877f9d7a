using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
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
/// The eigenvectors are exact for up to some 50,000 samples, found by block Lanczos in about ten passes over all
/// affinities. The affinities, float32, are kept in memory if they take at most a third of the memory limit; otherwise
/// each pass makes them again by tiles, which gives the same bits. For more samples, affinities are approximated by
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

    private readonly int clusters;
    private readonly double? gamma;
    private readonly int components;
    private readonly long seed;
    private readonly int starts;
    private readonly string method;
    private SpectralEmbedding? embedding;

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
    /// <exception cref="GchunkException">
    /// A number is below 1, γ is not positive, or there are fewer components than clusters.
    /// </exception>
    public SpectralClustering(
        int clusters = 8,
        double? gamma = null,
        int components = 300,
        long seed = 0,
        int starts = 50,
        string method = "auto"
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
        (this.clusters, this.gamma, this.components, this.seed, this.starts, this.method) = (
            clusters,
            gamma,
            components,
            seed,
            starts,
            method
        );
    }

    private protected override string Parameters => $"SpectralClustering(clusters: {clusters})";

    private protected override void WriteParameters(ModelState state) =>
        state
            .Set("clusters", clusters)
            .Set("gamma", gamma)
            .Set("components", components)
            .Set("seed", seed)
            .Set("starts", starts)
            .Set("method", method);

    internal static SpectralClustering Read(ModelState state)
    {
        var spectral = new SpectralClustering(
            state.Int("clusters"),
            state.DoubleOrNull("gamma"),
            state.Int("components"),
            state.Long("seed"),
            state.Int("starts"),
            state.Text("method")
        );
        spectral.ReadFound(state);
        if (state.IsFitted)
            spectral.embedding = SpectralEmbedding.Read(state);
        return spectral;
    }

    private protected override void WriteFound(ModelState state) => Found.Write(state);

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

    private protected override FoundClusters Find(SampleGrid grid)
    {
        DataArray samples = grid.Samples;
        Fitting.CheckSamples(samples, clusters);
        string dim = Fitting.Dim(samples);
        Samples prepared = Samples.Prepare(samples.Expression, dim);
        PairAffinity affinity = KernelAffinity.Rbf(prepared.Expr, prepared.Shift, gamma ?? 1.0 / prepared.Features);
        SpectralEmbedding found = SpectralEmbedding.Make(prepared, affinity, method, components, clusters, seed);
        embedding = found;
        DataArray labels = new KMeans(clusters, seed, starts)
            .Fit(new DataArray(found.Vectors, [Fitting.SampleDim, "component"]))
            .Labels;
        // In the blocks of the samples, which may be smaller than those of the embedding.
        var blocks = new ChunkGrid(prepared.Expr.Chunks.Sizes(0).ToArray());
        return new FoundClusters(RechunkExpr.Create(labels.Expression, blocks), clusters);
    }
}
