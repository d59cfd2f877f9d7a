using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Ml;
using Xunit;

namespace Gchunk.Tests.Ml;

/// <summary>What the settings of a run must not change; they are those of the whole process.</summary>
[Collection("whole process")]
public sealed class ClustererSettingsTests
{
    public static TheoryData<string> Clusterers => [.. Fits.Keys];

    // Each fits samples and returns numbers that have every bit of the result.
    private static readonly Dictionary<string, Func<ChunkedArray, double[]>> Fits = new()
    {
        ["ward"] = x => new Agglomerative(4).Fit(x).Linkage.Compute().ToArray<double>(),
        ["single"] = x => new Agglomerative(4, "single").Fit(x).Linkage.Compute().ToArray<double>(),
        ["mixture"] = x => new GaussianMixture(3).Fit(x).Covariances.Compute().ToArray<double>(),
        ["dbscan"] = x => new Dbscan(0.3).Fit(x).Labels.Compute().ToArray<double>(),
        ["hdbscan"] = x => new Hdbscan(4).Fit(x).Probabilities.Compute().ToArray<double>(),
        ["map"] = x => new SelfOrganizingMap(3, 4).Fit(x).Nodes.Compute().ToArray<double>(),
        ["silhouette"] = x =>
            ClusterScores.SilhouetteSamples(x, new KMeans(3).Fit(x).Labels.Data).Compute().ToArray<double>(),
    };

    [Theory]
    [MemberData(nameof(Clusterers))]
    public void Threads_and_chunks_do_not_change_a_bit(string clusterer)
    {
        ChunkedArray x = Reference.Samples(700, 5);
        RunOptions before = RunOptions.Default;
        var results = new List<double[]>();
        try
        {
            foreach (int threads in (int[])[1, 2, 8])
            {
                RunOptions.Default = before with { Executor = new ThreadsExecutor(threads) };
                results.Add(Fits[clusterer](threads == 2 ? x.Rechunk((50, 2)) : x));
            }
        }
        finally
        {
            RunOptions.Default = before;
        }
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void Samples_that_are_too_many_to_be_sorted_have_the_same_dense_clusters()
    {
        ChunkedArray x = Reference.Samples(700, 5);
        Dbscan sorted = new Dbscan(0.3).Fit(x);
        RunOptions before = RunOptions.Default;
        try
        {
            RunOptions.Default = before with { MemoryLimit = 160_000 };
            Dbscan unsorted = new Dbscan(0.3).Fit(x);
            Assert.Equal(sorted.Labels.Compute().ToArray<int>(), unsorted.Labels.Compute().ToArray<int>());
        }
        finally
        {
            RunOptions.Default = before;
        }
    }

    [Fact]
    public void Means_alone_give_the_same_tree_as_all_distances()
    {
        ChunkedArray x = Reference.Samples(300, 5);
        double[] withDistances = new Agglomerative(3).Fit(x).Linkage.Compute().ToArray<double>();
        RunOptions before = RunOptions.Default;
        try
        {
            RunOptions.Default = before with { MemoryLimit = 600_000 };
            double[] withMeans = new Agglomerative(3).Fit(x).Linkage.Compute().ToArray<double>();
            Assert.Equal(withDistances, withMeans);
            RunOptions.Default = before with { MemoryLimit = 300_000 };
            Assert.Contains(
                "distances, but the memory limit is",
                Assert.Throws<GchunkException>(() => new Agglomerative(3, "average").Fit(x)).Message
            );
        }
        finally
        {
            RunOptions.Default = before;
        }
    }
}
