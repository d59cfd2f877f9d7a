using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml;
using Gchunk.Ml.Clustering.Hierarchy;
using Xunit;

namespace Gchunk.Tests.Ml;

public sealed class SavedClustererTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    private static readonly ChunkedArray X = Reference.Grouped(90, 3, 3, 1.5);

    private T Reloaded<T>(T estimator)
        where T : Clusterer<T>
    {
        estimator.Save(path);
        var loaded = (T)EstimatorFiles.Load(path);
        Assert.Equal($"{estimator}", $"{loaded}");
        Assert.Equal(estimator.Labels.Compute().ToArray<int>(), loaded.Labels.Compute().ToArray<int>());
        return loaded;
    }

    [Fact]
    public void A_tree_is_cut_after_loading()
    {
        Agglomerative tree = new Agglomerative(3, "average", neighbors: [(0, 1), (5, 9)]).Fit(X),
            loaded = Reloaded(tree);
        Assert.Equal(tree.Cut(7).Compute().ToArray<int>(), loaded.Cut(7).Compute().ToArray<int>());
        Assert.Equal(tree.Linkage.Compute().ToArray<double>(), loaded.Linkage.Compute().ToArray<double>());
    }

    [Theory]
    [InlineData("full")]
    [InlineData("tied")]
    [InlineData("spherical")]
    public void A_mixture_predicts_after_loading(string covariance)
    {
        GaussianMixture mixture = new GaussianMixture(3, covariance).Fit(X),
            loaded = Reloaded(mixture);
        Assert.Equal(
            mixture.Probabilities(X).Compute().ToArray<double>(),
            loaded.Probabilities(X).Compute().ToArray<double>()
        );
        Assert.Equal(mixture.Bic, loaded.Bic);
    }

    [Fact]
    public void Densities_and_maps_are_kept()
    {
        Dbscan dbscan = Reloaded(new Dbscan(0.4).Fit(X));
        Assert.Equal(
            new Dbscan(0.4).Fit(X).CoreSamples.Compute().ToArray<bool>(),
            dbscan.CoreSamples.Compute().ToArray<bool>()
        );
        Hdbscan hdbscan = new Hdbscan(5).Fit(X);
        Assert.Equal(
            hdbscan.Probabilities.Compute().ToArray<double>(),
            Reloaded(hdbscan).Probabilities.Compute().ToArray<double>()
        );
        SelfOrganizingMap map = new SelfOrganizingMap(2, 3).Fit(X);
        Assert.Equal(map.UMatrix.Compute().ToArray<double>(), Reloaded(map).UMatrix.Compute().ToArray<double>());
    }

    private static readonly ChunkedArray Others = Reference.Grouped(41, 3, 3, 1.45);

    private static ChunkedArray Similarities(ChunkedArray a) =>
        Prelude.Exp(-(a.Reshape(-1, 1, 3) - X.Reshape(1, -1, 3)).Square().Sum(2));

    private static SpectralClustering Spectral(string method, string affinity, string assign) =>
        new SpectralClustering(3, 0.5, components: 12, method: method, affinity: affinity, assign: assign).Fit(
            affinity == "precomputed" ? Similarities(X) : X
        );

    [Theory]
    [InlineData("exact", "rbf", "kmeans")]
    [InlineData("exact", "rbf", "discretize")]
    [InlineData("exact", "cosine", "cluster_qr")]
    [InlineData("exact", "precomputed", "kmeans")]
    [InlineData("exact", "nearest_neighbors", "kmeans")]
    [InlineData("nystrom", "rbf", "kmeans")]
    [InlineData("nystrom", "correlation", "cluster_qr")]
    public void Eigenvectors_are_extended_after_loading(string method, string affinity, string assign)
    {
        SpectralClustering spectral = Spectral(method, affinity, assign),
            loaded = Reloaded(spectral);
        ChunkedArray others = affinity == "precomputed" ? Similarities(Others) : Others;
        int[] expected = spectral.Predict(others).Compute().ToArray<int>();
        Assert.True(expected.Distinct().Count() > 1);
        Assert.Equal(expected, loaded.Predict(others).Compute().ToArray<int>());
        // What was loaded can be saved again.
        Assert.Equal(expected, Reloaded(loaded).Predict(others).Compute().ToArray<int>());
    }

    [Theory]
    [InlineData("\"type\": \"extension\"", "\"type\": \"other\"", null)]
    [InlineData("\"type\": \"KMeans\"", "\"type\": \"Kmeans\"", null)]
    [InlineData("\"kind\": \"samples\"", "\"kind\": \"neighbors\"", "by 'neighbors', which Affinity.Rbf has not")]
    [InlineData("\"kind\": \"samples\"", "\"kind\": \"landmarks\"", "lacks the array 'landmarks'")]
    [InlineData("\"blockRows\": 64", "\"blockRows\": 0", "in blocks of 0")]
    [InlineData("\"precision\": \"Single\"", "\"precision\": \"Half\"", "the precision 'Half'")]
    [InlineData("\"samples\": {", "\"sample\": {", "lacks the array 'samples'")]
    [InlineData("\"embedding\": {", "\"embeddings\": {", "lacks the array 'embedding'")]
    public void A_spectral_clustering_of_an_older_file_does_not_predict_and_a_wrong_one_is_refused(
        string from,
        string to,
        string? message
    )
    {
        SpectralClustering spectral = Spectral("exact", "rbf", "kmeans");
        spectral.Save(path);
        string whole = "";
        Saving.SavedEstimatorTests.Rewrite(path, text => (whole = text).Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(from, whole, StringComparison.Ordinal);
        if (message is null)
        {
            var old = (SpectralClustering)EstimatorFiles.Load(path);
            Assert.Equal($"{spectral}", $"{old}");
            string said = Assert.Throws<GchunkException>(() => old.Predict(Others)).Message;
            Assert.Contains("written by an older version", said, StringComparison.Ordinal);
            return;
        }

        string error = Assert.Throws<GchunkException>(() => EstimatorFiles.Load(path)).Message;
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 0, 1, 2 }, new[] { 1.0, 2 })]
    [InlineData(new long[] { 0, 1, 0, 3 }, new[] { 1.0, 2 })]
    [InlineData(new long[] { 0, 4, 2, 3 }, new[] { 1.0, 2 })]
    [InlineData(new long[] { 0, -1, 2, 3 }, new[] { 1.0, 2 })]
    public void Merges_that_are_no_tree_are_refused(long[] nodes, double[] heights) =>
        Assert.Throws<GchunkException>(() => Dendrogram.Restored(3, nodes, heights));
}
