using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class MiniBatchKMeansTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(600, 2, 3)]
    [InlineData(5000, 17, 5)]
    public void Planted_clusters_are_recovered(int samples, int features, int clusters) =>
        Assert.True(
            Planted.IsRecovered(
                new MiniBatchKMeans(clusters, batchSize: 256)
                    .Fit((ChunkedArray)Planted.Blobs(samples, features, clusters, 100))
                    .Labels,
                clusters
            )
        );

    [Fact]
    public void The_inertia_is_a_few_percent_above_that_of_k_means()
    {
        ChunkedArray x = Reference.Samples(5000, 8);
        MiniBatchKMeans quick = new MiniBatchKMeans(12, batchSize: 512).Fit(x);
        Assert.InRange(quick.Inertia / new KMeans(12).Fit(x).Inertia, 0.999, 1.08);
        Assert.Equal(Planted.Inertia(x.Compute(), quick.Centers.Compute()), quick.Inertia, quick.Inertia * 1e-9);
        Assert.Equal(quick.Labels.Compute().ToArray<int>(), quick.Predict(x).Compute().ToArray<int>());
        Assert.Equal(quick.ClusterSizes.OrderDescending(), quick.ClusterSizes);
    }

    [Fact]
    public void Chunks_do_not_change_a_bit()
    {
        ChunkedArray x = Reference.Samples(3000, 5);
        double[] Centers(ChunkedArray samples) =>
            new MiniBatchKMeans(7, batchSize: 100).Fit(samples).Centers.Compute().ToArray<double>();
        Assert.Equal(Centers(x), Centers(x.Rechunk((77, 2))));
    }

    [Fact]
    public void Blocks_one_after_another_find_the_clusters_of_all()
    {
        ChunkedArray x = Planted.Blobs(1200, 3, 4, 100);
        var online = new MiniBatchKMeans(4, batchSize: 50);
        for (int b = 0; b < 4; b++)
            online.PartialFit(x[(b * 300)..((b + 1) * 300)]);
        Assert.Equal(1200, online.Counts.Sum());
        Assert.Equal(24, online.Iterations);
        Assert.Equal(300, online.Labels.Shape[0]);
        Assert.True(Planted.IsRecovered(online.Predict(x), 4));
        // The running mean of all samples of a cluster.
        double[] means = online.Centers.Compute().ToArray<double>(),
            expected = new KMeans(4).Fit(x).Centers.Compute().ToArray<double>();
        foreach (double[] center in means.Chunk(3))
            Assert.Contains(expected.Chunk(3), c => c.Zip(center, (a, b) => Math.Abs(a - b)).Max() < 0.5);
    }

    [Fact]
    public void A_file_goes_on_where_learning_stopped()
    {
        ChunkedArray x = Reference.Samples(900, 3);
        MiniBatchKMeans online = new MiniBatchKMeans(5, batchSize: 64).PartialFit(x[..300]);
        online.Save(path);
        MiniBatchKMeans loaded = EstimatorFiles.Load<MiniBatchKMeans>(path);
        Assert.Equal($"{online}", $"{loaded}");
        Assert.Equal(
            online.PartialFit(x[300..]).Centers.Compute().ToArray<double>(),
            loaded.PartialFit(x[300..]).Centers.Compute().ToArray<double>()
        );
        Assert.Equal(900, loaded.Counts.Sum());
    }

    [Fact]
    public void Tiny_clusters_begin_anew()
    {
        ChunkedArray x = Planted.Blobs(900, 2, 3, 100);
        NDArray init = NDArray.From([0.0, 0, 1e4, 1e4, -1e4, 1e4], (3, 2));
        MiniBatchKMeans kmeans = new MiniBatchKMeans(3, batchSize: 30, init: init).Fit(x);
        Assert.DoesNotContain(0, kmeans.ClusterSizes);
        Assert.Contains(0, new MiniBatchKMeans(3, batchSize: 30, reassignment: 0, init: init).Fit(x).ClusterSizes);
    }

    [Fact]
    public void Weights_count_samples_and_a_field_is_learned_by_blocks()
    {
        DataArray field = new DataArray(
            Planted.Blobs(30, 4, 3, 60).Reshape((5, 6, 4)),
            ["lat", "lon", "time"]
        ).AssignCoords("lat", -60, -30, 0, 30, 60);
        MiniBatchKMeans fitted = new MiniBatchKMeans(3).Fit(field, over: "time", weights: "area");
        Assert.Equal(["lat", "lon"], fitted.Labels.Dims);
        MiniBatchKMeans online = new MiniBatchKMeans(3).PartialFit(field, over: "time", weights: "area");
        double area = 6 * (1 + 2 * Math.Cos(Math.PI / 6) + 2 * Math.Cos(Math.PI / 3));
        Assert.Equal(area, online.Counts.Sum(), 1e-9);
        Assert.Equal(2 * area, online.PartialFit(field, over: "time", weights: "area").Counts.Sum(), 1e-9);
        Assert.Equal(["lat", "lon"], online.Labels.Dims);
    }

    [Fact]
    public void Errors_name_what_was_given()
    {
        Assert.Contains("batchSize: 0", Message(() => new MiniBatchKMeans(2, batchSize: 0)), StringComparison.Ordinal);
        Assert.Contains(
            "9 clusters were asked for, but there are only 8 samples",
            Message(() => new MiniBatchKMeans(9).PartialFit(Ones((8, 2)))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "fitted to samples of 2 features; these have 3",
            Message(() => new MiniBatchKMeans(2).PartialFit(Ones((8, 2))).PartialFit(Ones((8, 3)))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not been fitted yet",
            Message(() => new MiniBatchKMeans(2).Counts.Count),
            StringComparison.Ordinal
        );
    }

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
