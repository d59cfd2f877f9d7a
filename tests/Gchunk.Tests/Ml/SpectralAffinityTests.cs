using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;

namespace Gchunk.Tests.Ml;

/// <summary>Affinities, ways to assign labels and what follows from them, against scikit-learn.</summary>
public sealed class SpectralAffinityTests
{
    // make_reference.py
    [Theory]
    [InlineData("moons", "nearest neighbors", null, 2, "kmeans", "01")]
    [InlineData("moons", "nearest neighbors", null, 2, "discretize", "01")]
    [InlineData("circles", "rbf", 20.0, 2, "cluster_qr", "01")]
    [InlineData("circles", "precomputed", 20.0, 2, "kmeans", "01")]
    [InlineData("circles", "pairs", 20.0, 2, "kmeans", "01")]
    [InlineData("circles", "blocks", 20.0, 2, "discretize", "01")]
    [InlineData("varied", "rbf", 0.5, 3, "kmeans", "012")]
    [InlineData("varied", "nearest neighbors", null, 3, "cluster_qr", "012")]
    [InlineData("varied", "rbf", 0.5, 3, "discretize", "012")]
    [InlineData("anisotropic", "cosine", null, 2, "kmeans", "001")]
    [InlineData("anisotropic", "cosine", null, 2, "cluster_qr", "001")]
    [InlineData("anisotropic", "rbf", 1.0, 3, "discretize", "012")]
    public void Labels_are_those_of_scikit_learn(
        string set,
        string affinity,
        double? gamma,
        int clusters,
        string assign,
        string expected
    )
    {
        NDArray x = Points(set, 150);
        double g = gamma ?? 1;
        Affinity chosen = affinity switch
        {
            "nearest neighbors" => Affinity.NearestNeighbors(10),
            "cosine" => Affinity.Cosine,
            "precomputed" => Affinity.Precomputed,
            "pairs" => Affinity.OfPairs((a, b) => Math.Exp(-g * Square(a, b))),
            "blocks" => Affinity.OfBlocks((a, b) => Rbf(a, b, g)),
            _ => Affinity.Rbf,
        };
        NDArray samples = affinity == "precomputed" ? Rbf(x, x, g) : x;
        SpectralClustering fitted = new SpectralClustering(clusters, gamma, affinity: chosen, assign: assign).Fit(
            (ChunkedArray)samples
        );
        while (expected.Length < 150)
            expected += expected;
        Assert.Equal(expected[..150], Numbered(fitted.Labels));
    }

    [Theory]
    [InlineData("rbf", "exact")]
    [InlineData("rbf", "nystrom")]
    [InlineData("correlation", "exact")]
    [InlineData("cosine", "nystrom")]
    public void Other_samples_are_assigned_as_those_fitted(string affinity, string method)
    {
        NDArray x = Planted.Blobs(300, 8, 3, 12);
        Affinity chosen = affinity switch
        {
            "correlation" => Affinity.Correlation,
            "cosine" => Affinity.Cosine,
            _ => Affinity.Rbf,
        };
        foreach (string assign in new[] { "kmeans", "cluster_qr", "discretize" })
        {
            SpectralClustering fitted = new SpectralClustering(
                3,
                components: 60,
                method: method,
                affinity: chosen,
                assign: assign
            ).Fit((ChunkedArray)x);
            Assert.Equal(
                fitted.Labels.Compute().ToArray<int>(),
                fitted.Predict((ChunkedArray)x).Compute().ToArray<int>()
            );
        }
    }

    [Fact]
    public void The_widest_gap_of_the_eigenvalues_counts_planted_clusters()
    {
        SpectralClustering fitted = new SpectralClustering(9).Fit((ChunkedArray)Planted.Blobs(400, 4, 5, 40));
        Assert.Equal(5, fitted.EigengapClusters());
        Assert.Equal(10, fitted.Eigenvalues.Count);
    }

    [Theory]
    [InlineData(1e15, 1)]
    [InlineData(0, 1e150)]
    [InlineData(0, 1e-150)]
    [InlineData(-1e6, 1e-3)]
    public void Offset_and_scale_do_not_matter(double offset, double scale)
    {
        var values = new double[90 * 4];
        for (int i = 0; i < values.Length; i++)
            values[i] = offset + scale * (i / 4 % 3 * 16 + i % 5);
        var fitted = new SpectralClustering(3, gamma: 0.01 / scale / scale).Fit(
            (ChunkedArray)NDArray.From(values, (90, 4))
        );
        Assert.True(Planted.IsRecovered(fitted.Labels, 3));
    }

    [Fact]
    public void Errors_name_what_was_given_and_the_fix()
    {
        ChunkedArray x = Points("moons", 8);
        AssertSays("only 8 samples", () => new SpectralClustering(2, affinity: Affinity.NearestNeighbors()).Fit(x));
        AssertSays(
            "samples × samples; got (8, 2)",
            () => new SpectralClustering(2, affinity: Affinity.Precomputed).Fit(x)
        );
        AssertSays(
            "is -1; affinities must be finite and not negative",
            () => new SpectralClustering(2, affinity: Affinity.OfPairs((_, _) => -1)).Fit(x)
        );
        AssertSays(
            "not symmetric",
            () => new SpectralClustering(2, affinity: Affinity.OfPairs((a, b) => Math.Exp(a[0] - b[1]))).Fit(x)
        );
        AssertSays("no way to assign clusters", () => new SpectralClustering(2, assign: "guess"));
        AssertSays("at least 2 are needed; got neighbors: 1", () => Affinity.NearestNeighbors(1));
        AssertSays(
            "needs affinities of any two samples",
            () => new SpectralClustering(2, method: "nystrom", affinity: Affinity.Precomputed)
        );
        AssertSays(
            "fitted to samples of 2 features; these have 3",
            () => new SpectralClustering(2).Fit(x).Predict(Prelude.Ones((4, 3)))
        );
    }

    private static void AssertSays(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.ThrowsAny<GchunkException>(action).Message, StringComparison.Ordinal);

    private static string Numbered(DataArray labels)
    {
        var seen = new Dictionary<int, int>();
        return string.Concat(
            labels
                .Compute()
                .ToArray<int>()
                .Select(l =>
                {
                    seen.TryAdd(l, seen.Count);
                    return seen[l];
                })
        );
    }

    private static double Square(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static NDArray Rbf(NDArray a, NDArray b, double gamma)
    {
        NDArray result = NDArray.Zeros((a.Shape[0], b.Shape[0]), DType.Float64);
        Span<double> to = result.Span<double>();
        double[] x = a.ToArray<double>(),
            y = b.ToArray<double>();
        int features = (int)a.Shape[1],
            columns = (int)b.Shape[0];
        for (int i = 0; i < to.Length; i++)
        {
            double[] p = x.AsSpan(i / columns * features, features).ToArray(),
                q = y.AsSpan(i % columns * features, features).ToArray();
            to[i] = Math.Exp(-gamma * Square(p, q));
        }
        return result;
    }

    // As make_reference.py makes them.
    private static NDArray Points(string set, int count)
    {
        var values = new double[2 * count];
        for (int i = 0; i < count; i++)
        {
            double a = i * 0.6180339887 % 1,
                u = Math.Sin(i * 12.9898),
                v = Math.Sin(i * 78.233);
            bool odd = i % 2 == 1;
            int third = i % 3;
            (values[2 * i], values[2 * i + 1]) = set switch
            {
                "moons" when odd => (1 - Math.Cos(Math.PI * a) + 0.05 * u, 0.5 - Math.Sin(Math.PI * a) + 0.05 * v),
                "moons" => (Math.Cos(Math.PI * a) + 0.05 * u, Math.Sin(Math.PI * a) + 0.05 * v),
                "circles" => Circle(a, odd ? 0.4 : 1, u, v),
                "varied" => (third * 6 + u * (0.4 + 0.8 * third), third * third * 2 + v * (0.4 + 0.8 * third)),
                _ => Skewed(2 + third * 3 + u, 9 - third * third * 2 + v),
            };
        }
        return NDArray.From(values, (count, 2));
    }

    private static (double, double) Circle(double a, double radius, double u, double v) =>
        (radius * Math.Cos(2 * Math.PI * a) + 0.05 * u, radius * Math.Sin(2 * Math.PI * a) + 0.05 * v);

    private static (double, double) Skewed(double x, double y) => (0.6 * x - 0.2 * y + 3, -0.3 * x + 0.8 * y + 3);
}
