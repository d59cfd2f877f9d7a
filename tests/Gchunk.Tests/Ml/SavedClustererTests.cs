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

    [Theory]
    [InlineData(new long[] { 0, 1, 2 }, new[] { 1.0, 2 })]
    [InlineData(new long[] { 0, 1, 0, 3 }, new[] { 1.0, 2 })]
    [InlineData(new long[] { 0, 4, 2, 3 }, new[] { 1.0, 2 })]
    [InlineData(new long[] { 0, -1, 2, 3 }, new[] { 1.0, 2 })]
    public void Merges_that_are_no_tree_are_refused(long[] nodes, double[] heights) =>
        Assert.Throws<GchunkException>(() => Dendrogram.Restored(3, nodes, heights));
}
