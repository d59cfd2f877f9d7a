using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class SampleWeightsTests
{
    public static TheoryData<string[]> Peers => [.. Reference.Of("kmeans")];

    private static double[] WeightsOf(string name, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    name == "equal" ? 1.0
                    : name == "weighted" ? 1 + i % 5
                    : i % 3
                ),
        ];

    [Theory]
    [MemberData(nameof(Peers))]
    public void The_same_centers_to_begin_with_give_the_labels_of_scikit_learn(string[] line)
    {
        int count = int.Parse(line[0]),
            features = int.Parse(line[1]),
            clusters = int.Parse(line[2]);
        double[] expected = Reference.Numbers(line[4..]);
        ChunkedArray x = Reference.Samples(count, features);
        long[] first = [.. Enumerable.Range(0, clusters).Select(c => (long)c * (count / clusters))];
        KMeans kmeans = new KMeans(clusters, tolerance: 0, init: x[first]).Fit(x, weights: WeightsOf(line[3], count));
        Assert.Equal(expected[1..], kmeans.Labels.Compute().ToArray<int>().Select(l => (double)l));
        Assert.Equal(expected[0], kmeans.Inertia, expected[0] * 1e-10 + 1e-20);
    }

    [Fact]
    public void Whole_weights_count_as_repeated_samples()
    {
        ChunkedArray x = Reference.Grouped(90, 3, 4, 0.7);
        int[] times = [.. Enumerable.Range(0, 90).Select(i => i % 4)];
        long[] repeated = [.. times.SelectMany((n, i) => Enumerable.Repeat((long)i, n))];
        double[] weights = [.. times.Select(n => (double)n)];
        KMeans weighted = new KMeans(4).Fit(x, weights: weights),
            plain = new KMeans(4).Fit(x[repeated]);
        int[] labels = weighted.Labels.Compute().ToArray<int>(),
            others = plain.Labels.Compute().ToArray<int>();
        int[] numbers = new int[4];
        for (int i = 0; i < repeated.Length; i++)
            numbers[labels[repeated[i]]] = others[i];
        Assert.Equal(others, repeated.Select(i => numbers[labels[i]]));
        Assert.Equal(plain.Inertia, weighted.Inertia, plain.Inertia * 1e-12);
        NDArray centers = weighted.Centers.Compute(),
            expected = plain.Centers.Compute();
        for (int c = 0; c < 4; c++)
        {
            for (int f = 0; f < 3; f++)
                Assert.Equal(expected.GetDouble(numbers[c], f), centers.GetDouble(c, f), 1e-12);
        }
    }

    [Theory]
    [InlineData(-1000)]
    [InlineData(-3)]
    [InlineData(1)]
    [InlineData(900)]
    public void A_power_of_two_times_all_weights_changes_no_bit_of_the_clusters(int exponent)
    {
        ChunkedArray x = Reference.Samples(400, 3);
        double[] weights = [.. Enumerable.Range(0, 400).Select(i => 0.1 + i % 7)];
        KMeans one = new KMeans(6).Fit(x, weights: weights),
            other = new KMeans(6).Fit(x, weights: Array.ConvertAll(weights, w => Math.ScaleB(w, exponent)));
        Assert.Equal(one.Labels.Compute().ToArray<int>(), other.Labels.Compute().ToArray<int>());
        Assert.Equal(one.Centers.Compute().ToArray<double>(), other.Centers.Compute().ToArray<double>());
        Assert.Equal(Math.ScaleB(one.Inertia, exponent), other.Inertia);
    }

    [Fact]
    public void A_sample_of_weight_0_gets_a_label_and_moves_no_center()
    {
        double[] values = [0, 1, 10, 11, 12, 1000, -1000],
            weights = [1, 1, 1, 1, 2, 0, 0];
        foreach (string init in (string[])["k-means++", "k-means||", "random"])
        {
            KMeans kmeans = new KMeans(2, init: init).Fit(NDArray.From(values, (7, 1)), weights: weights);
            int[] labels = kmeans.Labels.Compute().ToArray<int>();
            Assert.Equal([1, 1, 0, 0, 0, 0, 1], labels);
            double[] centers = kmeans.Centers.Compute().ToArray<double>();
            Assert.Equal(11.25, centers[0], 1e-9);
            Assert.Equal(0.5, centers[1], 1e-9);
            Assert.Equal(4, kmeans.ClusterSizes[0]);
        }
    }

    [Fact]
    public void Samples_without_weight_take_no_place_among_those_that_starts_work_on()
    {
        // Only every hundredth sample counts.
        ChunkedArray x = Reference.Grouped(40_000, 2, 3, 2);
        double[] weights = [.. Enumerable.Range(0, 40_000).Select(i => i % 100 == 0 ? 1.0 : 0)];
        long[] counted = [.. Enumerable.Range(0, 400).Select(i => 100L * i)];
        double expected = new KMeans(3).Fit(x[counted]).Inertia;
        Assert.Equal(expected, new KMeans(3).Fit(x, weights: weights).Inertia, expected * 1e-12);
    }

    private static DataArray Field()
    {
        double[] latitudes = [-90, -30, 0, 45, 90];
        return new DataArray(Planted.Blobs(30, 4, 3, 20).Reshape((5, 6, 4)), ["lat", "lon", "time"])
            .AssignCoords("lat", latitudes)
            .AssignCoords("lon", 1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Area_is_the_cosine_of_the_latitude_however_it_is_given()
    {
        DataArray field = Field(),
            cosines = Cos(field["lat"] * (Math.PI / 180)).Clip(0, 1);
        double expected = new KMeans(3, tolerance: 0).Fit(field, over: "time", weights: cosines).Inertia;
        DataArray stacked = field.Stack("z", "lat", "lon").Transpose("z", "time");
        NDArray latitudes = (field["lat"].Data.Reshape((5, 1)) + Zeros((1, 6))).Compute();
        DataArray curvilinear = new DataArray(field.Compute(), ["y", "x", "time"]).AssignCoords(
            "lat",
            new DataArray(latitudes, ["y", "x"])
        );
        double[] found =
        [
            new KMeans(3, tolerance: 0).Fit(field, over: "time", weights: "area").Inertia,
            new KMeans(3, tolerance: 0).Fit(stacked, weights: "area").Inertia,
            new KMeans(3, tolerance: 0).Fit(stacked, weights: cosines).Inertia,
            new KMeans(3, tolerance: 0).Fit(curvilinear, over: "time", weights: "area").Inertia,
        ];
        Assert.All(found, inertia => Assert.Equal(expected, inertia, expected * 1e-9));
        Assert.NotEqual(expected, new KMeans(3, tolerance: 0).Fit(field, over: "time").Inertia, expected * 1e-3);
    }

    [Fact]
    public void Weights_of_cells_that_are_left_out_do_not_matter()
    {
        DataArray field = Field().Where(LessEqual(Field()["lat"], 45)),
            weights = Field().Sel("time", 0).DropAllCoords();
        weights = (weights * 0 + 1).Where(LessEqual(Field()["lat"], 45));
        KMeans kmeans = new KMeans(3).Fit(field, over: "time", weights: weights);
        Assert.Equal(24, kmeans.ClusterSizes.Sum());
        Assert.Equal(new KMeans(3).Fit(field, over: "time").Inertia, kmeans.Inertia, 1e-9);
    }

    [Fact]
    public void A_pipeline_gives_weights_to_its_clusterer()
    {
        Pipeline weighted = new Pipeline(new KMeans(3)).Fit(Field(), over: "time", weights: "area");
        Assert.Equal(
            new KMeans(3).Fit(Field(), over: "time", weights: "area").Inertia,
            weighted.Step<KMeans>().Inertia
        );
        Assert.Contains(
            "Agglomerative takes no weights",
            Message(() => new Pipeline(new Agglomerative(3)).Fit(Field(), over: "time", weights: "area")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "weights are for a clusterer as the last step; the last step of the pipeline is Standardize",
            Message(() => new Pipeline(new Standardize()).Fit(Field(), over: "time", weights: "area")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Errors_say_what_is_wrong_with_weights()
    {
        ChunkedArray x = Reference.Samples(20, 2);
        string Of(double second)
        {
            double[] weights = [.. Enumerable.Range(0, 20).Select(i => i == 1 ? second : 1.0)];
            return Message(() => new KMeans(2).Fit(x, weights: weights));
        }

        Assert.Contains("a weight is negative: -2", Of(-2), StringComparison.Ordinal);
        Assert.Contains("a weight is missing (NaN)", Of(double.NaN), StringComparison.Ordinal);
        Assert.Contains("a weight is infinite", Of(double.PositiveInfinity), StringComparison.Ordinal);
        Assert.Contains(
            "all weights are 0",
            Message(() => new KMeans(2).Fit(x, weights: new double[20])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "one value for each of the 20 samples along 'sample'; their shape is (3,)",
            Message(() => new KMeans(2).Fit(x, weights: new double[3])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "weights: \"area\" needs the latitude of each sample, but none of the coordinates along 'lon', 'time' is one",
            Message(() => new KMeans(2).Fit(Field(), over: "lat", weights: "area")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "weights may have the dimensions that tell samples apart, 'lat', 'lon'; these also have 'time'",
            Message(() => new KMeans(2).Fit(Field(), over: "time", weights: Field())),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "did you mean 'area'",
            Message(() => new KMeans(2).Fit(Field(), over: "time", weights: "aera")),
            StringComparison.Ordinal
        );
    }

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
