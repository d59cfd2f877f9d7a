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
/// degrees. The matrix of all affinities is never in memory. It is replaced by the Nyström extension of the affinities
/// to some landmarks: Williams and Seeger (2001, "Using the Nyström method to speed up kernel machines"), Fowlkes et
/// al. (2004, "Spectral grouping using the Nyström method", section 3). Landmarks are drawn by k-means++ (Zhang, Tsang
/// and Kwok 2008 show that centers are better than uniform draws). Small and negative eigenvalues and degrees are cut
/// off, so that no NaN arises.
/// <para>
/// For few samples the eigenvectors are then refined to those of all affinities by subspace iteration (Halko,
/// Martinsson and Tropp 2011, algorithm 4.4), each step one pass over all pairs of samples; see <c>refinements</c>.
/// </para>
/// The same samples and seed give the same bits, whatever the chunks and the number of threads.
/// </remarks>
/// <example><code>
/// var spectral = new SpectralClustering(clusters: 6, components: 100, seed: 0).Fit(x);    // x: (z, time)
/// spectral.Labels.Unstack("z").PlotMap("regions.png", colors: "Category10");
/// </code></example>
public sealed class SpectralClustering : Clusterer<SpectralClustering>
{
    // Up to this number a pass over all pairs takes well under a second for a few hundred features.
    private const long FewSamples = 4096;
    private const int DefaultRefinements = 20;

    private readonly int clusters;
    private readonly double? gamma;
    private readonly int components;
    private readonly long seed;
    private readonly int starts;
    private readonly int? refinements;

    /// <summary>Sets the parameters.</summary>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="gamma">The γ of the affinity exp(−γ‖x − y‖²); null for 1 / features.</param>
    /// <param name="components">
    /// The number of landmarks of the Nyström extension: more landmarks approximate the affinities better and take
    /// longer. If there are no more samples than this, all samples are landmarks.
    /// </param>
    /// <param name="seed">The seed of the landmarks and of the starts of k-means.</param>
    /// <param name="starts">The number of starts of k-means.</param>
    /// <param name="refinements">
    /// The maximum number of passes over all pairs of samples that refine the eigenvectors; null for 20 passes up to
    /// 4096 samples and none beyond.
    /// </param>
    /// <exception cref="GchunkException">
    /// A number is below 1, γ is not positive, or there are fewer components than clusters.
    /// </exception>
    public SpectralClustering(
        int clusters = 8,
        double? gamma = null,
        int components = 100,
        long seed = 0,
        int starts = 50,
        int? refinements = null
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
        if (refinements < 0)
            throw new GchunkException($"refinements cannot be negative; got {refinements}");
        (this.clusters, this.gamma, this.components, this.seed, this.starts, this.refinements) = (
            clusters,
            gamma,
            components,
            seed,
            starts,
            refinements
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
            .Set("refinements", refinements);

    internal static SpectralClustering Read(ModelState state)
    {
        var spectral = new SpectralClustering(
            state.Int("clusters"),
            state.DoubleOrNull("gamma"),
            state.Int("components"),
            state.Long("seed"),
            state.Int("starts"),
            state.IntOrNull("refinements")
        );
        spectral.ReadFound(state);
        return spectral;
    }

    private protected override FoundClusters Find(SampleGrid grid)
    {
        DataArray samples = grid.Samples;
        Fitting.CheckSamples(samples, clusters);
        string dim = Fitting.Dim(samples);
        Samples prepared = Samples.Prepare(samples.Expression, dim);
        NDArray landmarks = KMeansPlusPlus.Landmarks(prepared, components, seed);
        int passes = refinements ?? (prepared.Count <= FewSamples ? DefaultRefinements : 0);
        ArrayExpr embedding = SpectralEmbedding.Make(
            prepared,
            landmarks,
            gamma ?? 1.0 / prepared.Features,
            clusters,
            passes
        );
        DataArray found = new KMeans(clusters, seed, starts).Fit(new DataArray(embedding, [dim, "component"])).Labels;
        return new FoundClusters(found.Expression, clusters);
    }
}
