using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Ml;

/// <summary>Spectral clustering of samples that touch, against scikit-learn.</summary>
public sealed class SpectralConnectivityTests
{
    // make_reference.py
    [Theory]
    [InlineData(12, 15, 6, false, 0.05, "kmeans", "72 54 54", new[] { 1.0, 0.9877318, 0.9807086 })]
    [InlineData(12, 15, 6, false, 0.05, "cluster_qr", "75 55 50", new[] { 1.0, 0.9877318, 0.9807086 })]
    [InlineData(12, 15, 6, true, 0.05, "kmeans", "46 44 38 35", new[] { 1.0, 0.9893406, 0.9824777, 0.9716287 })]
    [InlineData(12, 15, 6, true, 0.05, "cluster_qr", "43 43 39 38", new[] { 1.0, 0.9893406, 0.9824777, 0.9716287 })]
    [InlineData(20, 25, 10, false, 0.1, "kmeans", "166 87 87 80 80", new[] { 1, 0.9957186, 0.9934789, 0.9889404 })]
    [InlineData(20, 25, 10, true, 0.1, "kmeans", "146 85 79 74 71", new[] { 1, 0.9963397, 0.9940607, 0.9904575 })]
    [InlineData(20, 25, 10, true, 0.1, "cluster_qr", "148 85 82 72 68", new[] { 1, 0.9963397, 0.9940607, 0.9904575 })]
    public void Regions_are_those_of_scikit_learn(
        int lats,
        int lons,
        int times,
        bool hasMissing,
        double gamma,
        string assign,
        string sizes,
        double[] eigenvalues
    )
    {
        SpectralClustering fitted = new SpectralClustering(
            sizes.Split(' ').Length,
            gamma,
            assign: assign,
            connectivity: "grid"
        ).Fit(Field(lats, lons, times, hasMissing), over: "time");
        Assert.Equal(sizes, string.Join(" ", fitted.ClusterSizes));
        for (int i = 0; i < eigenvalues.Length; i++)
            Assert.Equal(eigenvalues[i], fitted.Eigenvalues[i], 1e-6);
        Assert.Equal("exact, graph of connected samples", fitted.Method);
    }

    [Fact]
    public void Many_eigenvalues_near_1_are_told_apart()
    {
        // The spectrum of a path is known: the cosines of π j / (n − 1).
        const int Count = 1200;
        (long, long)[] path = [.. Enumerable.Range(0, Count - 1).Select(i => ((long)i, i + 1L))];
        SpectralClustering fitted = new SpectralClustering(6, neighbors: path).Fit(Prelude.Ones((Count, 2)));
        for (int j = 0; j < 6; j++)
            Assert.Equal(Math.Cos(Math.PI * j / (Count - 1)), fitted.Eigenvalues[j], 1e-10);
        int[] labels = fitted.Labels.Compute().ToArray<int>();
        Assert.Equal(5, Enumerable.Range(1, Count - 1).Count(i => labels[i] != labels[i - 1]));
    }

    [Fact]
    public void Longitudes_are_closed_around_the_globe()
    {
        // Two regions: one lies across 0° east.
        var values = new double[6 * 12 * 2];
        for (int i = 0; i < values.Length; i++)
            values[i] = (i / 2 % 12 + 3) % 12 / 6 * 8 + i % 5 * 0.1;
        DataArray globe = new DataArray(NDArray.From(values, (6, 12, 2)), ["lat", "lon", "time"]).AssignCoords(
            "lon",
            new NumberIndex([.. Enumerable.Range(0, 12).Select(i => 30.0 * i)], DType.Float64)
        );
        SpectralClustering fitted = new SpectralClustering(2, connectivity: "grid").Fit(globe, over: "time");
        double[] labels = fitted.Labels.Compute().ToArray<double>();
        for (int i = 0; i < labels.Length; i++)
            Assert.Equal(labels[(i % 12 + 3) % 12 < 6 ? 0 : 4], labels[i]);
        Assert.Equal(1, fitted.Eigenvalues[0], 1e-9);
    }

    [Fact]
    public void Parts_that_do_not_touch_are_clusters()
    {
        (long, long)[] pairs = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (5, 3)];
        SpectralClustering fitted = new SpectralClustering(2, neighbors: pairs).Fit(Prelude.Ones((6, 1)));
        int[] labels = fitted.Labels.Compute().ToArray<int>();
        Assert.Equal([labels[0], labels[0], labels[0], labels[3], labels[3], labels[3]], labels);
        Assert.NotEqual(labels[0], labels[3]);
        Assert.Equal("SpectralClustering(clusters: 2, neighbors: 7 pairs)", fitted.ToString().Split(": 2 c")[0]);
    }

    [Fact]
    public void Samples_of_a_graph_of_neighbors_are_predicted()
    {
        ChunkedArray x = Planted.Blobs(300, 4, 3, 20);
        SpectralClustering fitted = new SpectralClustering(3, affinity: Affinity.NearestNeighbors(12)).Fit(x);
        Assert.Equal(fitted.Labels.Compute().ToArray<int>(), fitted.Predict(x).Compute().ToArray<int>());
        int[] moved = fitted.Predict(x[..40] + 0.3).Compute().ToArray<int>();
        Assert.Equal(fitted.Labels.Compute().ToArray<int>()[..40], moved);
    }

    [Fact]
    public void A_connectivity_is_saved_and_a_function_is_not()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "regions.gcm");
        (long, long)[] pairs = [(0, 1), (1, 2), (3, 4)];
        ChunkedArray x = Planted.Blobs(5, 2, 1, 1);
        SpectralClustering fitted = new SpectralClustering(2, neighbors: pairs).Fit(x);
        fitted.Save(path);
        Assert.Equal(fitted.ToString(), Estimators.Load<SpectralClustering>(path).ToString());
        var own = new SpectralClustering(2, affinity: Affinity.OfPairs((a, b) => Math.Exp(-Math.Abs(a[0] - b[0]))));
        Assert.Contains(
            "OfPairs((a, b) => Math.Exp(-Math.Abs(a[0] - b[0]))) is a function, which a file cannot hold",
            Assert.Throws<GchunkException>(() => own.Fit(x).Save(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Errors_name_what_was_given_and_the_fix()
    {
        ChunkedArray x = Planted.Blobs(8, 2, 2, 5);
        (long, long)[] pair = [(0, 8)];
        AssertSays("(0, 8) are not both among the 8", () => new SpectralClustering(2, neighbors: pair).Fit(x));
        AssertSays("is not stacked", () => new SpectralClustering(2, connectivity: "grid").Fit(x));
        AssertSays("there is \"grid\"", () => new SpectralClustering(2, connectivity: "cells"));
        AssertSays(
            "got Affinity.Precomputed and \"auto\"",
            () => new SpectralClustering(2, affinity: Affinity.Precomputed, connectivity: "grid")
        );
        AssertSays("and \"nystrom\"", () => new SpectralClustering(2, method: "nystrom", connectivity: "grid"));
        AssertSays(
            "touch none of those that were fitted",
            () => new SpectralClustering(2, neighbors: [(0, 1)]).Fit(x).Predict(x)
        );
    }

    private static void AssertSays(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.ThrowsAny<GchunkException>(action).Message, StringComparison.Ordinal);

    private static DataArray Field(int lats, int lons, int times, bool hasMissing)
    {
        var values = new double[lats * lons * times];
        for (int i = 0; i < values.Length; i++)
        {
            int t = i % times,
                lon = i / times % lons,
                lat = i / times / lons;
            bool isMissing = hasMissing && (lat * 7 + lon * 3) % 11 == 0;
            values[i] = isMissing ? double.NaN : 3 * Math.Sin(lat / 7.0 + t / 5.0) + 2 * Math.Cos(lon / 6.0 - t / 3.0);
        }
        return new DataArray(NDArray.From(values, (lats, lons, times)), ["lat", "lon", "time"]);
    }
}
