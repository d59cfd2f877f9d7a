using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class SpectralClusteringTests
{
    [Fact]
    public void Rings_are_told_apart_where_k_means_cannot()
    {
        ChunkedArray x = Planted.Rings(600, 2, 0.05);
        Assert.True(Planted.IsRecovered(new SpectralClustering(2, gamma: 8).Fit(x).Labels, 2));
        Assert.False(Planted.IsRecovered(new KMeans(2).Fit(x).Labels, 2));
    }

    [Fact]
    public void Rings_are_told_apart_by_landmarks_alone() =>
        Assert.True(
            Planted.IsRecovered(
                new SpectralClustering(2, gamma: 8, components: 100, method: "nystrom")
                    .Fit((ChunkedArray)Planted.Rings(600, 2, 0.05))
                    .Labels,
                2
            )
        );

    [Theory]
    [InlineData(100, "exact")]
    [InlineData(100, "nystrom")]
    [InlineData(1000, "nystrom")]
    public void Sizes_are_those_of_scikit_learn(int components, string method)
    {
        // make_reference.py
        int[] expected = [334, 176, 174, 160, 156];
        var values = new double[30000];
        for (int i = 0; i < values.Length; i++)
        {
            double cell = Math.Floor(i / 30.0),
                t = i % 30,
                lat = Math.Floor(cell / 25),
                lon = cell % 25;
            values[i] = 3 * Math.Sin(lat / 7 + t / 5) + 2 * Math.Cos(lon / 6 - t / 3);
        }
        ChunkedArray x = NDArray.From(values, (1000, 30));
        for (int seed = 0; seed < 3; seed++)
        {
            int[] sizes = Sizes(
                new SpectralClustering(5, components: components, seed: seed, method: method).Fit(x).Labels
            );
            int apart = expected.Zip(sizes, (e, s) => Math.Abs(e - s)).Sum();
            Assert.True(
                apart <= (method == "nystrom" && components < 1000 ? 100 : 4),
                $"seed {seed}: {string.Join(" ", sizes)}"
            );
        }
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-3)]
    [InlineData(1.0)]
    [InlineData(1e12)]
    public void No_gamma_gives_NaN(double gamma)
    {
        NDArray x = Planted.Blobs(200, 5, 4, 10);
        foreach (string method in new[] { "nystrom", "exact" })
        {
            Assert.Equal(
                200,
                Sizes(new SpectralClustering(4, gamma, components: 40, method: method).Fit((ChunkedArray)x).Labels)
                    .Sum()
            );
        }
    }

    [Fact]
    public void Repeated_samples_do_no_harm()
    {
        NDArray x = NDArray.From([.. Enumerable.Range(0, 300).Select(i => (double)(i % 3))], (300, 1));
        Assert.True(Planted.IsRecovered(new SpectralClustering(3, gamma: 10).Fit((ChunkedArray)x).Labels, 3));
    }

    [Fact]
    public void Equal_samples_are_one_cluster() =>
        Assert.Equal([50], Sizes(new SpectralClustering(3, components: 10).Fit(Full((50, 4), 7)).Labels));

    [Fact]
    public void As_many_clusters_as_samples_are_taken() =>
        Assert.Equal(
            6,
            Sizes(new SpectralClustering(6, gamma: 1).Fit((ChunkedArray)Planted.Blobs(6, 2, 3, 5)).Labels).Sum()
        );

    [Fact]
    public void The_method_is_told_and_does_not_change_clear_clusters()
    {
        ChunkedArray x = Planted.Blobs(900, 5, 4, 30);
        var exact = new SpectralClustering(4).Fit(x);
        var nystrom = new SpectralClustering(4, components: 60, method: "nystrom").Fit(x);
        Assert.Equal("exact, held", exact.Method);
        Assert.Equal("Nyström, 60 landmarks", nystrom.Method);
        Assert.True(Planted.IsRecovered(exact.Labels, 4));
        Assert.True(Planted.IsRecovered(nystrom.Labels, 4));
    }

    [Fact]
    public void Landmarks_describe_small_clusters_beside_a_large_dense_one()
    {
        // 1,500 dense samples, and 8 loose groups of 12.
        double[] values = Planted.Blobs(1596, 6, 1, 0).ToArray<double>();
        for (int i = 9000; i < values.Length; i++)
            values[i] = values[i] * 0.8 + (i % 6 == (i / 6 - 1500) / 12 % 6 ? 9 + 5 * ((i / 6 - 1500) / 72) : 0);
        ChunkedArray x = NDArray.From(values, (1596, 6));
        SpectralClustering Make(string method) => new SpectralClustering(9, 0.3, components: 60, method: method);
        Assert.True(ClusterScores.AdjustedRand(Make("exact").Fit(x).Labels, Make("nystrom").Fit(x).Labels) > 0.97);
    }

    [Fact]
    public void Eigenvalues_are_those_of_scipy()
    {
        // make_reference.py
        double[] expected = [1, 0.98631949, 0.96964919, 0.957405];
        var spectral = new SpectralClustering(3, gamma: 0.5).Fit((ChunkedArray)Lines(700));
        Assert.Equal(4, spectral.Eigenvalues.Count);
        for (int i = 0; i < 4; i++)
            Assert.Equal(expected[i], spectral.Eigenvalues[i], 1e-6);
        Assert.Equal(["sample", "component"], spectral.Embedding.Dims);
        Assert.Equal(new Shape(700, 3), spectral.Embedding.Shape);
    }

    private static NDArray Lines(int count)
    {
        var values = new double[2 * count];
        for (int i = 0; i < count; i++)
            (values[2 * i], values[2 * i + 1]) = (i % 3 * 4 + Math.Sin(i * 0.9), i * 0.02 + Math.Cos(i * 1.7));
        return NDArray.From(values, (count, 2));
    }

    [Fact]
    public void Labels_bear_the_samples_index()
    {
        var grid = new DataArray(Planted.Blobs(24, 10, 2, 30).Reshape((4, 6, 10)), ["lat", "lon", "time"]);
        DataArray labels = new SpectralClustering(clusters: 2, gamma: null, components: 100, seed: 0)
            .Fit(grid.Stack("z", "lat", "lon").Transpose("z", "time"))
            .Labels;
        Assert.Equal(["z"], labels.Dims);
        Assert.Equal(DType.Int32, labels.DType);
        Assert.Equal(new Shape(4, 6), labels.Unstack("z").Shape);
    }

    [Fact]
    public void Errors_name_what_was_given_and_the_fix()
    {
        NDArray missing = Planted.Blobs(20, 3, 2, 5);
        missing.Span<double>()[4] = double.NaN;
        Assert.Equal(
            "1 of 20 samples have missing values; drop them with DropNa(\"z\") or fill them with FillNa",
            Message(() => new SpectralClustering(2).Fit(new DataArray(missing, ["z", "time"])))
        );
        Assert.Contains(
            "9 clusters were asked for, but there are only 8 samples",
            Message(() => new SpectralClustering(9).Fit(Ones((8, 2)))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "at least 1 cluster; got clusters: -1",
            Message(() => new SpectralClustering(-1)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "at least as many components; got components: 5",
            Message(() => new SpectralClustering(6, components: 5)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "gamma must be a positive number, or null for 1 / features; got -2",
            Message(() => new SpectralClustering(6, gamma: -2)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'fast' is no method; take one of auto, exact, nystrom",
            Message(() => new SpectralClustering(6, method: "fast")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not been fitted yet",
            Message(() => new SpectralClustering(6).Labels),
            StringComparison.Ordinal
        );
    }

    private static int[] Sizes(DataArray labels) =>
        [.. labels.Compute().ToArray<int>().GroupBy(l => l).Select(g => g.Count()).OrderDescending()];

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;

    [Theory]
    [InlineData("exact")]
    [InlineData("nystrom")]
    public void Other_samples_cannot_be_compared_by_affinities_that_are_all_0(string method)
    {
        ChunkedArray x = FromArray(NDArray.From([0.0, 1, 2, 10, 11, 12], (6, 1)));
        SpectralClustering spectral = new SpectralClustering(2, gamma: 1e9, method: method).Fit(x);
        string message = Assert.Throws<GchunkException>(() => spectral.Predict(x + 0.25)).Message;
        Assert.Contains("gamma: 1000000000 is too large", message);
        Assert.Contains("take a smaller one", message);
    }

    [Fact]
    public void Landmarks_that_no_sample_is_like_are_refused_with_the_reason() =>
        Assert.Contains(
            "the affinities of all pairs of samples are 0: gamma: 0.5 is too large",
            Message(() =>
                new SpectralClustering(3, components: 10, method: "nystrom").Fit(Rand.Normal((60, 2), seed: 1) * 1e300)
            ),
            StringComparison.Ordinal
        );
}
