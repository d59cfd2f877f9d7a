using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

/// <summary>What the settings of a run must not change; they are those of the whole process.</summary>
[Collection("whole process")]
public sealed class ClusteringSettingsTests
{
    [Fact]
    public void Threads_do_not_change_a_bit_of_k_means()
    {
        ChunkedArray x = FromArray(Planted.Blobs(2000, 13, 6, 5), (300, 4));
        var results = new List<(double, int[], double[])>();
        RunOptions before = RunOptions.Default;
        try
        {
            foreach (int threads in new[] { 1, 2, 8 })
            {
                RunOptions.Default = before with { Executor = new ThreadsExecutor(threads) };
                KMeans kmeans = new KMeans(6, seed: 3, starts: 4).Fit(x);
                results.Add(
                    (kmeans.Inertia, kmeans.Labels.Compute().ToArray<int>(), kmeans.Centers.Compute().ToArray<double>())
                );
            }
        }
        finally
        {
            RunOptions.Default = before;
        }
        foreach (var (inertia, labels, centers) in results)
        {
            Assert.Equal(results[0].Item1, inertia);
            Assert.Equal(results[0].Item2, labels);
            Assert.Equal(results[0].Item3, centers);
        }
    }

    [Fact]
    public void Samples_that_are_not_held_in_memory_give_the_same_inertia()
    {
        ChunkedArray x = FromArray(Planted.Blobs(900, 40, 3, 4), (100, 40)) * 1.0;
        double held = new KMeans(3, starts: 2).Fit(x).Inertia;
        RunOptions before = RunOptions.Default;
        try
        {
            RunOptions.Default = before with { MemoryLimit = 700_000 };
            Assert.Equal(held, new KMeans(3, starts: 2).Fit(x).Inertia);
        }
        finally
        {
            RunOptions.Default = before;
        }
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("nystrom")]
    public void Threads_and_memory_do_not_change_a_bit_of_spectral_clustering(string method)
    {
        ChunkedArray x = FromArray(Planted.Blobs(700, 6, 4, 3), (100, 6));
        var results = new List<(int[], double[], string)>();
        RunOptions before = RunOptions.Default;
        try
        {
            foreach (var (threads, limit) in new (int, long?)[] { (1, null), (2, null), (8, null), (2, 5_000_000) })
            {
                RunOptions.Default = before with { Executor = new ThreadsExecutor(threads), MemoryLimit = limit };
                var fitted = new SpectralClustering(4, components: 50, starts: 5, method: method).Fit(x);
                results.Add(
                    (
                        fitted.Labels.Compute().ToArray<int>(),
                        fitted.Embedding.Compute().ToArray<double>(),
                        fitted.Method
                    )
                );
            }
        }
        finally
        {
            RunOptions.Default = before;
        }
        foreach (var (labels, embedding, _) in results)
        {
            Assert.Equal(results[0].Item1, labels);
            Assert.Equal(results[0].Item2, embedding);
        }
        if (method == "exact")
            Assert.Equal(["exact, held", "exact, by tiles"], results.Select(r => r.Item3).Distinct());
    }

    [Theory]
    [InlineData(
        1,
        "found 1 cluster, not the 3 that were asked for: of all samples only one is distinct; ask for at most 1"
    )]
    [InlineData(
        2,
        "found 2 clusters, not the 3 that were asked for: of all samples only 2 are distinct; ask for at most 2"
    )]
    public void Fewer_distinct_samples_than_clusters_say_how_many_to_ask_for(int distinct, string expected)
    {
        Assert.Contains("k-means " + expected, Told(() => new KMeans(3).Fit(Repeated(distinct))));
    }

    [Theory]
    [InlineData("cluster_qr")]
    [InlineData("discretize")]
    public void Eigenvectors_that_tell_fewer_clusters_apart_say_how_many_to_ask_for(string assign)
    {
        Assert.Contains(
            $"\"{assign}\" gave samples to 2 clusters, not the 3 that were asked for: the eigenvectors tell no more apart; ask for at most 2, or take assign: \"kmeans\"",
            Told(() => new SpectralClustering(3, assign: assign).Fit(Repeated(2)))
        );
    }

    private static ChunkedArray Repeated(int distinct) =>
        FromArray(NDArray.From([.. Enumerable.Range(0, 20).Select(i => (double)(i % distinct))], (20, 1)));

    [Fact]
    public void Clusters_without_samples_are_told()
    {
        ChunkedArray two = Concatenate([Ones((20, 2)), Zeros((20, 2))], axis: 0);
        Assert.StartsWith("k-means found 2 clusters, not the 4", Told(() => new KMeans(4).Fit(two))[0]);
        Assert.StartsWith(
            "MiniBatchKMeans gave samples to 2 clusters, not the 4",
            Told(() => new MiniBatchKMeans(4).Fit(two))[^1]
        );
        Assert.StartsWith(
            "GaussianMixture gave samples to 2 clusters, not the 4",
            Told(() => new GaussianMixture(4).Fit(two))[^1]
        );
    }

    [Fact]
    public void Whoever_clusters_times_without_saying_so_is_told()
    {
        var rain = new DataArray(Rand.Normal((12, 6), seed: 1).Expression, ["time", "lat"]);
        string told = Assert.Single(Told(() => new KMeans(2).Fit(rain)));
        Assert.Contains("the samples are the times along 'time'", told);
        Assert.Contains("to find clusters along 'lat', say Fit(x, over: \"time\")", told);
        Assert.Single(Told(() => new Agglomerative(2).Fit(rain)));
        Assert.Single(Told(() => new ChooseClusters(2..3, seeds: 2, references: 2).Fit(rain)));
        Assert.Empty(Told(() => new ChooseClusters(2..3, seeds: 2, references: 2).Fit(rain, over: "lat")));
        Assert.Empty(Told(() => new KMeans(2).Fit(rain, over: "lat")));
        Assert.Empty(Told(() => new KMeans(2).Fit(rain.Transpose("lat", "time"))));
        Assert.Empty(Told(() => new KMeans(2).Fit(rain.Rename(("lat", "mode")))));
    }

    [Fact]
    public void Affinities_that_are_all_equal_are_told() =>
        Assert.Contains(
            Told(() => new SpectralClustering(2).Fit(Rand.Normal((30, 2), seed: 1) * 1e-300)),
            note => note.Contains("gamma: 0.5 is too small", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    [InlineData(0.01)]
    public void Three_samples_that_differ_are_told_apart_whatever_gamma_is(double gamma) =>
        Assert.DoesNotContain(
            Told(() =>
                new SpectralClustering(2, gamma: gamma).Fit(
                    FromArray(
                        new[,]
                        {
                            { 0.0 },
                            { 0.1 },
                            { 3.0 },
                        }
                    )
                )
            ),
            note => note.Contains("tell no samples apart", StringComparison.Ordinal)
        );

    private static List<string> Told(Action action)
    {
        Action<string> before = Notice.Sink;
        var told = new List<string>();
        Notice.Sink = told.Add;
        try
        {
            action();
        }
        finally
        {
            Notice.Sink = before;
        }
        return told;
    }
}
