using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class InitialCentersTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("k-means++")]
    [InlineData("k-means||")]
    [InlineData("random")]
    public void Planted_clusters_are_recovered(string init)
    {
        // More samples than the starts work on.
        ChunkedArray x = FromArray(Planted.Blobs(80_000, 3, 5, 100), (17_000, 3));
        KMeans kmeans = new KMeans(5, init: init).Fit(x);
        Assert.True(Planted.IsRecovered(kmeans.Labels, 5));
        Assert.Equal(
            kmeans.Centers.Compute().ToArray<double>(),
            new KMeans(5, init: init).Fit(x.Rechunk((911, 2))).Centers.Compute().ToArray<double>()
        );
    }

    [Fact]
    public void A_fitted_model_is_where_another_fit_begins()
    {
        ChunkedArray x = Reference.Samples(500, 4);
        KMeans first = new KMeans(6, tolerance: 0).Fit(x);
        foreach (InitialCenters init in new InitialCenters[] { first, first.Centers, first.Centers.Data })
        {
            KMeans second = new KMeans(6, tolerance: 0, init: init).Fit(x);
            // The frame is another, so that centers move by rounding.
            Assert.InRange(second.Iterations, 1, 2);
            Assert.Equal(first.Inertia, second.Inertia, first.Inertia * 1e-12);
            Assert.Equal(first.Labels.Compute().ToArray<int>(), second.Labels.Compute().ToArray<int>());
        }
    }

    [Fact]
    public void Centers_of_a_field_lack_the_features_that_were_left_out()
    {
        var times = new DataArray(NDArray.From([0, 1, 2, 3, 4.0]), ["time"]);
        DataArray field = new DataArray(Planted.Blobs(24, 5, 3, 30).Reshape((4, 6, 5)), ["lat", "lon", "time"]).Where(
            NotEqual(times, 2)
        );
        KMeans first = new KMeans(3).Fit(field, over: "time"),
            second = new KMeans(3, init: first).Fit(field, over: "time");
        Assert.True(double.IsNaN(first.Centers.Compute().GetDouble(0, 2)));
        Assert.Equal(first.Inertia, second.Inertia, first.Inertia * 1e-12);
    }

    [Fact]
    public void A_center_that_no_sample_is_nearest_to_moves_to_samples()
    {
        ChunkedArray x = Planted.Blobs(90, 2, 3, 100);
        NDArray equal = NDArray.From([0.0, 0, 0, 0, 0, 0], (3, 2)),
            far = NDArray.From([0.0, 0, 1e300, 1e300, -1e308, 1e308], (3, 2));
        foreach (NDArray init in (NDArray[])[equal, far])
        {
            KMeans kmeans = new KMeans(3, init: init).Fit(x);
            Assert.DoesNotContain(0, kmeans.ClusterSizes);
            Assert.Equal(Planted.Inertia(x.Compute(), kmeans.Centers.Compute()), kmeans.Inertia, kmeans.Inertia * 1e-9);
        }
    }

    [Fact]
    public void A_file_keeps_where_centers_begin()
    {
        ChunkedArray x = Reference.Samples(60, 2);
        foreach (InitialCenters init in new InitialCenters[] { "random", "k-means||", x[..4], new KMeans(4).Fit(x) })
        {
            KMeans kmeans = new KMeans(4, init: init).Fit(x);
            kmeans.Save(path);
            KMeans loaded = EstimatorFiles.Load<KMeans>(path);
            Assert.Equal($"{kmeans}", $"{loaded}");
            Assert.Equal(kmeans.Inertia, loaded.Fit(x).Inertia);
        }
    }

    [Fact]
    public void Errors_name_what_was_given_and_the_fix()
    {
        ChunkedArray x = Reference.Samples(60, 2);
        Assert.Contains(
            "init has 3 centers, but 4 clusters were asked for; say clusters: 3",
            Message(() => new KMeans(4, init: x[..3]).Fit(x)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "init must be an array of 4 centers × 2 features; got (4, 3)",
            Message(() => new KMeans(4, init: Ones((4, 3))).Fit(x)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "missing or infinite: feature 0 of center 0 is NaN",
            Message(() => new KMeans(4, init: Ones((4, 2)) * double.NaN).Fit(x)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has not been fitted yet",
            Message(() => new KMeans(4, init: new KMeans(4))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "did you mean 'k-means++'",
            Message(() => new KMeans(4, init: "kmeans++")),
            StringComparison.Ordinal
        );
    }

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
