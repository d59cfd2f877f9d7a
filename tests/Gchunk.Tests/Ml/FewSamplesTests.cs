using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

/// <summary>As many clusters as samples, one sample, and more clusters than samples.</summary>
public class FewSamplesTests
{
    // Each asks for a number of clusters, if it takes one.
    private static readonly Dictionary<string, Func<int, ChunkedArray, DataArray>> Clusterers = new()
    {
        ["k-means"] = (k, x) => new KMeans(k).Fit(x).Labels,
        ["batches"] = (k, x) => new MiniBatchKMeans(k).Fit(x).Labels,
        ["spectral"] = (k, x) => new SpectralClustering(k, 0.01).Fit(x).Labels,
        ["spectral qr"] = (k, x) => new SpectralClustering(k, 0.01, assign: "cluster_qr").Fit(x).Labels,
        ["spectral discretize"] = (k, x) => new SpectralClustering(k, 0.01, assign: "discretize").Fit(x).Labels,
        ["spectral far apart"] = (k, x) => new SpectralClustering(k, 1e9).Fit(x).Labels,
        ["spectral landmarks"] = (k, x) => new SpectralClustering(k, 0.01, method: "nystrom").Fit(x).Labels,
        ["ward"] = (k, x) => new Agglomerative(k).Fit(x).Labels,
        ["average"] = (k, x) => new Agglomerative(k, "average").Fit(x).Labels,
        ["complete"] = (k, x) => new Agglomerative(k, "complete").Fit(x).Labels,
        ["single"] = (k, x) => new Agglomerative(k, "single").Fit(x).Labels,
        ["mixture full"] = (k, x) => new GaussianMixture(k).Fit(x).Labels,
        ["mixture tied"] = (k, x) => new GaussianMixture(k, "tied").Fit(x).Labels,
        ["mixture diag"] = (k, x) => new GaussianMixture(k, "diag").Fit(x).Labels,
        ["mixture spherical"] = (k, x) => new GaussianMixture(k, "spherical").Fit(x).Labels,
        ["dbscan"] = (_, x) => new Dbscan(0.5, 1).Fit(x).Labels,
    };

    public static TheoryData<string> Names => [.. Clusterers.Keys];

    // Distances of 3 and more.
    private static ChunkedArray Samples(int count) =>
        FromArray(
            NDArray.From([.. Enumerable.Range(0, count).SelectMany(i => (double[])[3 * i, i * i])], (count, 2)),
            (1, 1)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void As_many_clusters_as_samples_are_one_of_each(string name)
    {
        foreach (int count in (int[])[1, 2, 4])
        {
            int[] labels = Clusterers[name](count, Samples(count)).Compute().ToArray<int>();
            Assert.Equal(Enumerable.Range(0, count), labels);
        }
    }

    [Fact]
    public void A_sample_that_batches_lack_keeps_its_cluster()
    {
        for (int seed = 0; seed < 20; seed++)
            Assert.Equal([1, 1, 1, 1, 1], new MiniBatchKMeans(5, seed: seed).Fit(Samples(5)).ClusterSizes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void More_clusters_than_samples_are_refused(string name)
    {
        if (name == "dbscan")
            return;
        Assert.Contains(
            "2 clusters were asked for, but there is only 1 sample",
            Assert.Throws<GchunkException>(() => Clusterers[name](2, Samples(1))).Message
        );
    }

    [Fact]
    public void One_sample_is_no_cluster_of_two_and_the_first_node_of_a_map()
    {
        Assert.Contains(
            "fewer than minClusterSize: 2",
            Assert.Throws<GchunkException>(() => new Hdbscan(2).Fit(Samples(1))).Message
        );
        SelfOrganizingMap map = new SelfOrganizingMap(1, 1).Fit(Samples(1));
        Assert.Equal([0], map.Labels.Compute().ToArray<int>());
        // A map has neighbouring nodes near each other, so it need not give each sample a node.
        Assert.Equal(4, new SelfOrganizingMap(2, 2).Fit(Samples(4)).ClusterSizes.Sum());
    }
}
