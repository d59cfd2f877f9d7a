using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

/// <summary>
/// Compares clusterers with scikit-learn's on daily rain, by <c>rain.tsv</c>, which <c>make_rain.py</c> writes beside
/// this file: the year that is shipped for the scripts, and rain like that of a satellite, most of whose values are 0.
/// </summary>
public class RainTests
{
    private static readonly Dictionary<(string Set, int Clusters, string Kind), double[]> Lines = File.ReadLines(
            Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Ml", "rain.tsv")
        )
        .Select(line => line.Split('\t'))
        .ToDictionary(
            parts => (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]),
            parts => Array.ConvertAll(parts[3..], p => double.Parse(p, CultureInfo.InvariantCulture))
        );

    private static readonly Lazy<DataArray> Real = new(OpenReal);
    private static readonly Lazy<DataArray> Satellite = new(MakeSatellite);

    public static TheoryData<string, int> Sets =>
        new()
        {
            { "real", 4 },
            { "real", 6 },
            { "real", 8 },
            { "satellite", 6 },
        };

    private static DataArray Samples(string set) => set == "real" ? Real.Value : Satellite.Value;

    private static DataArray OpenReal()
    {
        DataArray rate = OpenMfDataset(Path.Combine(Checkout.Root, "scripts", "data", "pr", "*.nc"))["pr"];
        DataArray area = rate.Sel(("lat", Slice(42.4, 44.9)), ("lon", Slice(-74.6, -72.2))).AsType(DType.Float64);
        return (area * 86400).Stack("z", "lat", "lon").Transpose("z", "time").DropNa("z").Load();
    }

    // As in make_rain.py: 300 cells with 120 days.
    private static DataArray MakeSatellite()
    {
        var values = new double[300 * 120];
        for (int i = 0; i < values.Length; i++)
        {
            (int cell, int day) = Math.DivRem(i, 120);
            int region = cell / 20 / 5 * 2 + cell % 20 / 10;
            double noise = (cell * 7919 + day * 104729 + cell * day * 31) % 1009 / 1009.0;
            bool isWet = (day + region * 7) % 11 < 2;
            values[i] =
                isWet ? (1 + region) * 0.5 + 4 * noise
                : noise > 0.9 ? noise
                : 0;
        }
        return new DataArray(NDArray.From(values, (300, 120)), ["z", "time"]);
    }

    private static double Expected(string set, int clusters, string kind) => Lines[(set, clusters, kind)][0];

    private static double Agreement(DataArray labels, string set, int clusters, string kind)
    {
        int[] expected = Array.ConvertAll(Lines[(set, clusters, kind)], label => (int)label);
        return ClusterScores.AdjustedRand(labels.Data, FromArray(NDArray.From(expected)));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Regions_of_rain_are_at_least_as_good_as_those_of_scikit_learn(string set, int clusters)
    {
        DataArray x = Samples(set);
        Assert.Equal(1, x.Sum().Scalar() / Expected(set, clusters, "sum"), 1e-9);
        double best = Expected(set, clusters, "inertia");
        KMeans kmeans = new KMeans(clusters).Fit(x);
        Assert.InRange(kmeans.Inertia, best * 0.999, best * 1.001);
        Assert.InRange(Agreement(kmeans.Labels, set, clusters, "kmeans"), 0.95, 1);
        Assert.InRange(new MiniBatchKMeans(clusters).Fit(x).Inertia, best * 0.999, best * 1.05);
        foreach (string linkage in new[] { "ward", "average" })
        {
            Agglomerative tree = new Agglomerative(clusters, linkage).Fit(x);
            Assert.Equal(1, Agreement(tree.Labels, set, clusters, linkage), 1e-12);
        }
        // In so many dimensions each start of a mixture ends elsewhere; the values are the best ones of five.
        GaussianMixture mixture = new GaussianMixture(clusters, "diag", starts: 5).Fit(x);
        double likelihood = Expected(set, clusters, "likelihood");
        Assert.InRange(mixture.LogLikelihood, likelihood - 0.01 * Math.Abs(likelihood), double.PositiveInfinity);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Spectral_regions_of_rain_have_the_least_normalized_cut(string set, int clusters)
    {
        DataArray x = Samples(set);
        SpectralClustering exact = new SpectralClustering(clusters).Fit(x);
        double best = Expected(set, clusters, "cut"),
            cut = NormalizedCut(x, exact.Labels, clusters);
        Assert.InRange(cut, 0, best * 1.001);
        Assert.InRange(Agreement(exact.Labels, set, clusters, "spectral"), 0.98, 1);
        SpectralClustering extended = new SpectralClustering(clusters, method: "nystrom").Fit(x);
        Assert.InRange(NormalizedCut(x, extended.Labels, clusters), 0, best * 1.05);
    }

    // The affinities that a cluster shares with others, divided by all of its affinities.
    private static double NormalizedCut(DataArray samples, DataArray labels, int clusters)
    {
        double[] x = samples.Compute().ToArray<double>();
        int[] label = labels.Compute().ToArray<int>();
        int features = x.Length / label.Length;
        double[] cut = new double[clusters],
            all = new double[clusters];
        for (int i = 0; i < label.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double distance = System.Numerics.Tensors.TensorPrimitives.Distance<double>(
                    x.AsSpan(i * features, features),
                    x.AsSpan(j * features, features)
                );
                double w = Math.Exp(-distance * distance / features);
                all[label[i]] += w;
                all[label[j]] += w;
                if (label[i] == label[j])
                    continue;
                cut[label[i]] += w;
                cut[label[j]] += w;
            }
        }
        return cut.Zip(all, static (c, a) => a > 0 ? c / a : 0).Sum();
    }
}
