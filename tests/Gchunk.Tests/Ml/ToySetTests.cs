using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

/// <summary>
/// Compares clusterers with scikit-learn's on its two-dimensional sets, by <c>toys.tsv</c>, in several dtypes, chunks,
/// places and scales.
/// </summary>
public class ToySetTests
{
    private const double Gamma = 20;

    private static readonly Dictionary<(string Set, string Kind), double[]> Lines = File.ReadLines(
            Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Ml", "toys.tsv")
        )
        .Select(line => line.Split('\t'))
        .ToDictionary(
            parts => (parts[0], parts[1]),
            parts => Array.ConvertAll(parts[2..], p => double.Parse(p, CultureInfo.InvariantCulture))
        );

    public static TheoryData<string> Sets => ["circles", "moons", "varied", "anisotropic", "blobs"];

    private static int Clusters(string set) => (int)Lines[(set, "clusters")][0];

    private static double Radius(string set) => Lines[(set, "radius")][0];

    private static NDArray Values(string set) =>
        NDArray.From(Lines[(set, "values")], (Lines[(set, "values")].Length / 2, 2));

    private static double Agreement(DataArray labels, string set, string kind)
    {
        int[] expected = Array.ConvertAll(Lines[(set, kind)], label => (int)label);
        return ClusterScores.AdjustedRand(labels.Data, FromArray(NDArray.From(expected)));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Clusters_of_toy_sets_are_those_of_scikit_learn(string set)
    {
        ChunkedArray x = FromArray(Values(set), (37, 1));
        int k = Clusters(set);
        KMeans kmeans = new KMeans(k).Fit(x);
        Assert.InRange(kmeans.Inertia, 0, Lines[(set, "inertia")][0] * 1.001);
        AssertLikeKMeans(set, kmeans);
        SpectralClustering spectral = new SpectralClustering(k, Gamma).Fit(x);
        Assert.InRange(NormalizedCut(set, spectral.Labels), 0, Lines[(set, "cut")][0] * 1.001 + 1e-12);
        Assert.InRange(Agreement(spectral.Labels, set, "spectral"), 0.98, 1);
        GaussianMixture mixture = new GaussianMixture(k, starts: 6, tolerance: 1e-6, maxIterations: 500).Fit(x);
        Assert.InRange(mixture.LogLikelihood, Lines[(set, "likelihood")][0] - 1e-3, double.PositiveInfinity);
        foreach (string linkage in new[] { "ward", "average", "complete", "single" })
            Assert.Equal(1, Agreement(new Agglomerative(k, linkage).Fit(x).Labels, set, linkage), 1e-12);
        Assert.Equal(1, Agreement(new Dbscan(Radius(set)).Fit(x).Labels, set, "dbscan"), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Dtypes_places_and_scales_change_no_cluster(string set)
    {
        ChunkedArray x = FromArray(Values(set), (50, 2)),
            whole = x * 4096; // integers, at most 4096 * 4
        int k = Clusters(set);
        AssertSame(set, x.AsType(DType.Float32), 1);
        foreach (DType dtype in new[] { DType.Int16, DType.Int64 })
            AssertSame(set, whole.AsType(dtype), 4096);
        AssertSame(set, whole + 1e15, 4096);
        ChunkedArray bytes = (x * 32 + 128).AsType(DType.UInt8);
        Assert.Equal(
            new KMeans(k).Fit(bytes.AsType(DType.Float64)).Labels.Compute().ToArray<int>(),
            new KMeans(k).Fit(bytes).Labels.Compute().ToArray<int>()
        );
        AssertSame(set, x * 1e100, 1e100);
        AssertSame(set, x * 1e-100, 1e-100);
        // Their squares are no float64.
        double inertia = Lines[(set, "inertia")][0];
        foreach (double scale in new[] { 1e300, 1e-300 })
        {
            KMeans kmeans = new KMeans(k).Fit(x * scale);
            AssertLikeKMeans(set, kmeans);
            Assert.InRange(kmeans.Inertia, scale > 1 ? double.MaxValue : 0, inertia * 1.001 * scale * scale);
        }
    }

    // Circles can be halved along any line.
    private static void AssertLikeKMeans(string set, KMeans kmeans) =>
        Assert.InRange(Agreement(kmeans.Labels, set, "kmeans"), set == "circles" ? -1 : 0.98, 1);

    private static void AssertSame(string set, ChunkedArray x, double scale)
    {
        int k = Clusters(set);
        KMeans kmeans = new KMeans(k).Fit(x);
        Assert.InRange(kmeans.Inertia / scale / scale, 0, Lines[(set, "inertia")][0] * 1.001);
        AssertLikeKMeans(set, kmeans);
        SpectralClustering spectral = new SpectralClustering(k, Gamma / scale / scale).Fit(x);
        Assert.InRange(Agreement(spectral.Labels, set, "spectral"), 0.98, 1);
        Assert.Equal(1, Agreement(new Agglomerative(k, "complete").Fit(x).Labels, set, "complete"), 1e-12);
        Assert.Equal(1, Agreement(new Dbscan(Radius(set) * scale).Fit(x).Labels, set, "dbscan"), 1e-12);
    }

    // The sum of the affinities that a cluster shares with others, divided by all of its affinities.
    private static double NormalizedCut(string set, DataArray labels)
    {
        double[] x = Lines[(set, "values")];
        int[] label = labels.Compute().ToArray<int>();
        double[] cut = new double[label.Length],
            all = new double[label.Length];
        for (int i = 0; i < label.Length; i++)
        {
            for (int j = 0; j < label.Length; j++)
            {
                double w = Math.Exp(-Gamma * (Squared(2 * i, 2 * j) + Squared(2 * i + 1, 2 * j + 1)));
                all[label[i]] += w;
                if (label[j] != label[i])
                    cut[label[i]] += w;
            }
        }

        return cut.Zip(all, static (c, a) => a > 0 ? c / a : 0).Sum();
        double Squared(int i, int j) => (x[i] - x[j]) * (x[i] - x[j]);
    }
}
