using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class DensityClusteringTests
{
    public static TheoryData<double[]> Lines(string kind) => [.. Reference.Of(kind).Select(Reference.Numbers)];

    [Theory]
    [MemberData(nameof(Lines), "dbscan")]
    public void Clusters_of_dbscan_are_those_of_scikit_learn(double[] line)
    {
        ChunkedArray x = Reference.Grouped((int)line[0], (int)line[1], (int)line[2], line[3]);
        Dbscan dbscan = new Dbscan(line[4], (int)line[5]).Fit(x);
        double[] labels = line[7..];
        Assert.Equal(labels, dbscan.Labels.Compute().ToArray<double>());
        Assert.Equal(line[6], dbscan.CoreSamples.Compute().ToArray<double>().Sum());
        Assert.Equal(labels.Max() + 1, dbscan.Clusters);
        Assert.Equal(labels.Count(l => l < 0), dbscan.Noise);
    }

    [Theory]
    [MemberData(nameof(Lines), "hdbscan")]
    public void Clusters_of_hdbscan_are_those_of_a_plain_evaluation(double[] line)
    {
        int count = (int)line[0];
        ChunkedArray x = Reference.Grouped(count, (int)line[1], (int)line[2], line[3]);
        Hdbscan hdbscan = new Hdbscan((int)line[4]).Fit(x);
        Assert.Equal(line[5..(5 + count)], hdbscan.Labels.Compute().ToArray<double>());
        double[] expected = line[(5 + count)..],
            found =

            [
                .. hdbscan.Probabilities.Compute().ToArray<double>(),
                .. hdbscan.Stabilities.Compute().ToArray<double>().Order(),
            ];
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-9 * Math.Max(1, expected[i]));
    }

    [Fact]
    public void Clusters_may_have_any_form_and_cross_blocks()
    {
        NDArray rings = Planted.Rings(2000, 2, 0.03);
        Assert.True(Planted.IsRecovered(new Dbscan(0.2).Fit(FromArray(rings, (137, 1))).Labels, 2));
        Assert.True(Planted.IsRecovered(new Hdbscan(20).Fit(FromArray(rings, (137, 1))).Labels, 2));
    }

    [Theory]
    [InlineData(1, 1, 0.025, 4)]
    [InlineData(2, 2, 0.055, 5)]
    [InlineData(3, 3, 0.115, 3)]
    [InlineData(4, 3, 0.505, 20)]
    [InlineData(5, 16, 1.005, 4)]
    [InlineData(6, 17, 1.105, 4)]
    public void Samples_in_the_order_of_a_tree_have_the_clusters_of_a_plain_search(
        int seed,
        int features,
        double radius,
        int minSamples
    )
    {
        var random = new Random(seed);
        double[][] x =
        [
            // Hundredths: a split of the tree goes through equal values, and no distance is the radius.
            .. Enumerable
                .Range(0, 700)
                .Select(i => Enumerable.Range(0, features).Select(_ => Math.Round(random.NextDouble(), 2)).ToArray()),
        ];
        (int[] labels, int cores) = PlainDbscan(x, radius, minSamples);
        Dbscan dbscan = new Dbscan(radius, minSamples).Fit(
            FromArray(NDArray.From([.. x.SelectMany(row => row)], (x.Length, features)), (100, features))
        );
        Assert.Equal(labels, dbscan.Labels.Compute().ToArray<int>());
        Assert.Equal(cores, dbscan.CoreSamples.Compute().ToArray<double>().Sum());
    }

    // Section 3 of the paper; clusters numbered by size, then by their first samples.
    private static (int[] Labels, int Cores) PlainDbscan(double[][] x, double radius, int minSamples)
    {
        int[][] near =
        [
            .. x.Select(a =>
                Enumerable
                    .Range(0, x.Length)
                    .Where(j => Math.Sqrt(a.Zip(x[j], (p, q) => (p - q) * (p - q)).Sum()) <= radius)
                    .ToArray()
            ),
        ];
        bool[] core = [.. near.Select(n => n.Length >= minSamples)];
        int[] found = [.. Enumerable.Repeat(-1, x.Length)];
        int count = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!core[i] || found[i] >= 0)
                continue;
            var open = new Stack<int>([i]);
            while (open.TryPop(out int j))
            {
                if (found[j] >= 0)
                    continue;
                found[j] = count;
                foreach (int other in core[j] ? near[j] : [])
                    open.Push(other);
            }
            count++;
        }
        int[] order =
        [
            .. Enumerable
                .Range(0, count)
                .OrderByDescending(c => found.Count(f => f == c))
                .ThenBy(c => Array.IndexOf(found, c)),
        ];
        return ([.. found.Select(f => f < 0 ? -1 : Array.IndexOf(order, f))], core.Count(c => c));
    }

    [Fact]
    public void Duplicates_are_a_cluster_and_a_lone_sample_is_noise()
    {
        double[] values =
        [
            .. Enumerable
                .Range(0, 24)
                .Select(i =>
                    i == 23 ? 900.0
                    : i % 2 == 0 ? 1
                    : 5
                ),
        ];
        ChunkedArray x = FromArray(NDArray.From(values, (24, 1)));
        int[] expected = [.. Enumerable.Range(0, 24).Select(i => i == 23 ? -1 : i % 2)];
        Assert.Equal(expected, new Dbscan(0.5, 3).Fit(x).Labels.Compute().ToArray<int>());
        Hdbscan hdbscan = new Hdbscan(3).Fit(x);
        Assert.Equal(expected, hdbscan.Labels.Compute().ToArray<int>());
        Assert.Equal(1, hdbscan.Probabilities.Compute().GetDouble(0));
        Assert.Equal("Hdbscan(minClusterSize: 3, minSamples: 3): 2 clusters of 12, 11 samples; 1 noise", $"{hdbscan}");
    }

    [Fact]
    public void Samples_that_are_all_apart_are_noise()
    {
        ChunkedArray x = FromArray(NDArray.From([0.0, 10, 20, 30, 40, 50], (6, 1)));
        Dbscan dbscan = new Dbscan(1, 2).Fit(x);
        Assert.Equal((0, 6), (dbscan.Clusters, dbscan.Noise));
        Assert.Equal("Dbscan(radius: 1, minSamples: 2): no clusters; 6 noise", $"{dbscan}");
        Assert.Equal(0, new Hdbscan(5).Fit(x).Clusters);
        Assert.Equal([0], new Dbscan(1, 1).Fit(Ones((1, 2))).Labels.Compute().ToArray<int>());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Contains("radius must be", Assert.Throws<GchunkException>(() => new Dbscan(0)).Message);
        Assert.Contains("at least 2; got 1", Assert.Throws<GchunkException>(() => new Hdbscan(1)).Message);
        Assert.Contains(
            "4 samples, fewer than minClusterSize: 5",
            Assert.Throws<GchunkException>(() => new Hdbscan(5).Fit(Reference.Samples(4, 2))).Message
        );
        Assert.Contains("not been fitted", Assert.Throws<GchunkException>(() => new Hdbscan(5).Clusters).Message);
    }
}
