using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class ClusterScoresTests
{
    /// <summary>A line of <c>scores.tsv</c>: a score, the numbers of its case, the kind of labels, the value.</summary>
    public static TheoryData<string, double[], string, double> Lines
    {
        get
        {
            var data = new TheoryData<string, double[], string, double>();
            foreach (string line in File.ReadLines(Path.Combine(Folder(), "scores.tsv")))
            {
                string[] parts = line.Split('\t');
                double[] numbers =
                [
                    .. parts[1..^1]
                        .TakeWhile(p => double.TryParse(p, CultureInfo.InvariantCulture, out double _))
                        .Select(p => double.Parse(p, CultureInfo.InvariantCulture)),
                ];
                data.Add(parts[0], numbers, parts[^2], double.Parse(parts[^1], CultureInfo.InvariantCulture));
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Scores_are_those_of_scikit_learn(string score, double[] numbers, string kind, double expected)
    {
        int count = (int)numbers[0];
        double found;
        if (kind == "labels")
        {
            long[] a = Steps(count, (int)numbers[1], (int)numbers[2]),
                b = Steps(count, (int)numbers[3], (int)numbers[4]);
            a.AsSpan(count / 2).CopyTo(b.AsSpan(count / 2));
            found = Agreement(score, FromArray(NDArray.From(a)), FromArray(NDArray.From(b)));
        }
        else
        {
            int features = (int)numbers[1],
                clusters = (int)numbers[2];
            double[] plain = Reference.Values(count, features),
                values = Array.ConvertAll(plain, v => v * numbers[4] + numbers[5]);
            long[] labels =
                kind == "step"
                    ? Steps(count, clusters, (int)numbers[3])
                    :
                    [
                        .. Enumerable
                            .Range(0, count)
                            .Select(i =>
                                (long)
                                    Math.Min((values[i * features] - numbers[5]) / numbers[4] * clusters, clusters - 1)
                            ),
                    ];
            ChunkedArray x = FromArray(NDArray.From(values, (count, features)), (Math.Max(1, count / 3), 2));
            found = Separation(score, x, FromArray(NDArray.From(labels)));
        }
        Assert.Equal(expected, found, 1e-12 * Math.Max(1, Math.Abs(expected)));
    }

    private static double Separation(string score, ChunkedArray x, ChunkedArray labels) =>
        score switch
        {
            "silhouette" => ClusterScores.Silhouette(x, labels),
            "first" => ClusterScores.SilhouetteSamples(x, labels).Compute().GetDouble(0),
            "last" => ClusterScores.SilhouetteSamples(x, labels).Compute().GetDouble(labels.Shape[0] - 1),
            "calinski" => ClusterScores.CalinskiHarabasz(x, labels),
            _ => ClusterScores.DaviesBouldin(x, labels),
        };

    private static double Agreement(string score, ChunkedArray a, ChunkedArray b) =>
        score switch
        {
            "rand" => ClusterScores.AdjustedRand(a, b),
            "nmi" => ClusterScores.NormalizedMutualInfo(a, b),
            "ami" => ClusterScores.AdjustedMutualInfo(a, b),
            "homogeneity" => ClusterScores.Homogeneity(a, b),
            "completeness" => ClusterScores.Completeness(a, b),
            _ => ClusterScores.VMeasure(a, b),
        };

    [Fact]
    public void Fields_are_matched_by_name_and_cells_without_a_label_are_left_out()
    {
        NDArray values = NDArray.From(Reference.Values(60, 4), (60, 4));
        long[] labels = Steps(60, 3, 5);
        var field = new DataArray(values.Reshape((6, 10, 4)), ["lat", "lon", "time"]);
        double[] some = Array.ConvertAll(labels, l => (double)l);
        some[7] = some[31] = double.NaN;
        var map = new DataArray(NDArray.From(some, (6, 10)), ["lat", "lon"]);
        int[] kept = [.. Enumerable.Range(0, 60).Where(i => i is not (7 or 31))];
        ChunkedArray x = FromArray(values)[kept],
            y = FromArray(NDArray.From(labels))[kept];

        Assert.Equal(ClusterScores.Silhouette(x, y), ClusterScores.Silhouette(field, map));
        Assert.Equal(
            ClusterScores.CalinskiHarabasz(x, y),
            ClusterScores.CalinskiHarabasz(field.Transpose("time", "lon", "lat"), map)
        );
        DataArray each = ClusterScores.SilhouetteSamples(field, map);
        Assert.Equal(["lat", "lon"], each.Dims);
        Assert.True(double.IsNaN(each.Compute().GetDouble(3, 1)));
        Assert.Equal(ClusterScores.SilhouetteSamples(x, y).Compute().GetDouble(8), each.Compute().GetDouble(0, 9));
        Assert.Equal(1, ClusterScores.AdjustedRand(map, map.Transpose("lon", "lat")));
    }

    [Theory]
    [InlineData(1e-150)]
    [InlineData(1e100)]
    public void The_scale_of_the_samples_does_not_matter(double scale)
    {
        double[] values = Reference.Values(200, 3);
        ChunkedArray plain = FromArray(NDArray.From(values, (200, 3))),
            scaled = FromArray(NDArray.From(Array.ConvertAll(values, v => v * scale), (200, 3))),
            labels = FromArray(NDArray.From(Steps(200, 4, 7)));
        foreach (string score in (string[])["silhouette", "calinski", "davies"])
            Assert.Equal(Separation(score, plain, labels), Separation(score, scaled, labels), 1e-12);
    }

    [Fact]
    public void Near_samples_far_from_the_origin_keep_their_distances()
    {
        // Two pairs, 1e-6 apart within and 1 apart between, at an offset that would swallow their squares.
        ChunkedArray x = FromArray(NDArray.From([1e6, 1e6 + 1e-6, 1e6 + 1, 1e6 + 1 + 1e-6], (4, 1)));
        Assert.Equal(1 - 1e-6, ClusterScores.Silhouette(x, FromArray(NDArray.From([0, 0, 1, 1]))), 1e-9);
    }

    [Fact]
    public void Samples_at_the_centers_have_the_best_scores()
    {
        ChunkedArray x = FromArray(NDArray.From([1.0, 1, 2, 2, 5], (5, 1))),
            labels = FromArray(NDArray.From([3, 3, -1, -1, 7]));
        Assert.Equal(0.8, ClusterScores.Silhouette(x, labels), 1e-15); // the lone sample counts as 0
        Assert.Equal(1, ClusterScores.CalinskiHarabasz(x, labels));
        Assert.Equal(0, ClusterScores.DaviesBouldin(x, labels));
    }

    [Theory]
    [InlineData(new[] { 0, 0, 0, 0 }, "at least 2 clusters")]
    [InlineData(new[] { 0, 1, 2, 3 }, "fewer clusters than samples")]
    [InlineData(new[] { 0, 1, 0 }, "4 samples and 3 labels")]
    public void Labels_that_no_score_is_defined_for_are_refused(int[] labels, string expected) =>
        Assert.Contains(
            expected,
            Assert
                .Throws<GchunkException>(() =>
                    ClusterScores.Silhouette(
                        FromArray(NDArray.From(Reference.Values(4, 2), (4, 2))),
                        FromArray(NDArray.From(labels))
                    )
                )
                .Message
        );

    [Fact]
    public void Clusterings_of_other_samples_are_refused()
    {
        DataArray a = new(NDArray.From([0, 1, 1]), ["z"]),
            b = new(NDArray.From([0, 1, 1]), ["y"]);
        Assert.Contains("same samples", Assert.Throws<GchunkException>(() => ClusterScores.AdjustedRand(a, b)).Message);
        Assert.Contains(
            "no sample has a label",
            Assert
                .Throws<GchunkException>(() =>
                    ClusterScores.AdjustedRand(
                        a,
                        new DataArray(NDArray.From([double.NaN, double.NaN, double.NaN]), ["z"])
                    )
                )
                .Message
        );
    }

    // The labels of make_scores.py.
    private static long[] Steps(int count, int clusters, int step)
    {
        var labels = new long[count];
        for (long i = 0; i < count; i++)
            labels[i] = i * step % 97 % clusters;
        return labels;
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
