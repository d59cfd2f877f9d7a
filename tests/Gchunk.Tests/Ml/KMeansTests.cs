using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Ml;
using Gchunk.Ml.Clustering;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class KMeansTests
{
    [Theory]
    [InlineData(600, 2, 3)]
    [InlineData(1000, 17, 5)]
    [InlineData(333, 64, 7)]
    public void Planted_clusters_are_recovered(int samples, int features, int clusters) =>
        Assert.True(
            Planted.IsRecovered(
                new KMeans(clusters).Fit((ChunkedArray)Planted.Blobs(samples, features, clusters, 100)).Labels,
                clusters
            )
        );

    [Theory]
    [InlineData(DType.Float64, 0)]
    [InlineData(DType.Float32, 0)]
    [InlineData(DType.Float64, 1e6)]
    [InlineData(DType.Int32, 0)]
    public void The_inertia_is_that_of_a_plain_loop(DType dtype, double offset)
    {
        ChunkedArray x = (FromArray(Planted.Blobs(500, 11, 4, 9)) * 10 + offset).AsType(dtype);
        KMeans kmeans = new KMeans(5).Fit(x);
        Assert.Equal(Planted.Inertia(x.Compute(), kmeans.Centers.Compute()), kmeans.Inertia, kmeans.Inertia * 1e-9);
        Assert.InRange(kmeans.Iterations, 1, 300);
    }

    [Fact]
    public void Centers_are_the_means_of_their_samples()
    {
        NDArray x = Planted.Blobs(400, 5, 4, 20);
        KMeans kmeans = new KMeans(4, tolerance: 0).Fit((ChunkedArray)x);
        int[] labels = kmeans.Labels.Compute().ToArray<int>();
        NDArray centers = kmeans.Centers.Compute();
        for (int c = 0; c < 4; c++)
        {
            for (int f = 0; f < 5; f++)
            {
                Assert.Equal(
                    Enumerable.Range(0, 400).Where(i => labels[i] == c).Average(i => x.GetDouble(i, f)),
                    centers.GetDouble(c, f),
                    1e-9
                );
            }
        }
    }

    [Fact]
    public void Chunks_do_not_change_the_result()
    {
        NDArray x = Planted.Blobs(900, 12, 6, 4);
        double whole = new KMeans(6).Fit(FromArray(x)).Inertia;
        foreach (Shape chunks in new Shape[] { (100, 12), (77, 5), (900, 1) })
            Assert.Equal(whole, new KMeans(6).Fit(FromArray(x, chunks)).Inertia, whole * 1e-12);
    }

    [Fact]
    public void A_seed_fixes_the_result_and_another_draws_anew()
    {
        ChunkedArray x = Rand.Uniform((500, 4), seed: 5);
        double[] Centers(long seed) => new KMeans(7, seed, starts: 1).Fit(x).Centers.Compute().ToArray<double>();
        Assert.Equal(Centers(1), Centers(1));
        Assert.NotEqual(Centers(1), Centers(2));
    }

    [Fact]
    public void As_many_clusters_as_samples_leave_no_inertia() =>
        Assert.Equal(0, new KMeans(9).Fit((ChunkedArray)Planted.Blobs(9, 3, 3, 5)).Inertia, 1e-12);

    [Fact]
    public void Fewer_distinct_samples_than_clusters_are_told_apart_without_NaN()
    {
        NDArray x = NDArray.From([.. Enumerable.Range(0, 60).Select(i => (double)(i % 3))], (60, 1));
        KMeans kmeans = new KMeans(5).Fit((ChunkedArray)x);
        Assert.Equal(0, kmeans.Inertia, 1e-20);
        Assert.All(kmeans.Centers.Compute().ToArray<double>(), c => Assert.True(double.IsFinite(c)));
        Assert.True(Planted.IsRecovered(kmeans.Labels, 3));
        Assert.EndsWith("; only 3 of 5 clusters have samples", $"{kmeans}", StringComparison.Ordinal);
    }

    [Fact]
    public void Time_that_is_over_leaves_the_best_so_far_and_says_so()
    {
        ChunkedArray x = Reference.Samples(3000, 4);
        KMeans kmeans = new KMeans(20, tolerance: 0, maxSeconds: 1e-9).Fit(x);
        Assert.Equal(StopReason.MaxSeconds, kmeans.StoppedBy);
        Assert.EndsWith("; stopped by maxSeconds", $"{kmeans}", StringComparison.Ordinal);
        Assert.Equal(Planted.Inertia(x.Compute(), kmeans.Centers.Compute()), kmeans.Inertia, kmeans.Inertia * 1e-9);
        Assert.Equal(StopReason.Tolerance, new KMeans(3).Fit(x).StoppedBy);
        Assert.Equal(StopReason.MaxIterations, new KMeans(9, tolerance: 0, maxIterations: 1).Fit(x).StoppedBy);
        Assert.Contains("maxSeconds: 0", Message(() => new KMeans(3, maxSeconds: 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_features_are_no_trouble()
    {
        KMeans kmeans = new KMeans(3).Fit(Full((50, 4), 273.15));
        Assert.Equal(0, kmeans.Inertia, 1e-12);
        Assert.All(kmeans.Centers.Compute().ToArray<double>(), c => Assert.Equal(273.15, c, 1e-9));
    }

    [Fact]
    public void A_center_without_samples_moves_to_the_worst_served_one()
    {
        double[] values = [0, 0.1, 0.2, 10, 10.1, 100];
        Samples samples = Samples.Prepare(((ChunkedArray)NDArray.From(values, (6, 1))).Expression, "x");
        // No sample is nearest to the last center.
        double[] start = [.. new double[] { 0, 10, 1000 }.Select(c => samples.Frame.Place(c, 0))];
        LloydResult result = Lloyd.Run(samples, 3, [start], new LloydLimits(100, 0));
        double[] expected = [0.1, 10.05, 100];
        double[] sorted = [.. result.Centers.Select(c => samples.Frame.Restore(c, 0)).Order()];
        for (int i = 0; i < 3; i++)
            Assert.Equal(expected[i], sorted[i], 1e-9);
    }

    [Fact]
    public void New_samples_go_to_the_nearest_center_and_distances_are_roots()
    {
        NDArray x = Planted.Blobs(300, 6, 3, 50);
        KMeans kmeans = new KMeans(3).Fit((ChunkedArray)x);
        int[] labels = kmeans.Labels.Compute().ToArray<int>();
        Assert.Equal(labels, kmeans.Predict((ChunkedArray)x).Compute().ToArray<int>());
        DataArray distances = kmeans.Transform((ChunkedArray)x);
        Assert.Equal(["sample", "cluster"], distances.Dims);
        double own = 0;
        NDArray values = distances.Compute();
        for (int i = 0; i < 300; i++)
            own += Math.Pow(values.GetDouble(i, labels[i]), 2);
        Assert.Equal(kmeans.Inertia, own, kmeans.Inertia * 1e-9);
    }

    [Fact]
    public void Labels_bear_the_samples_index()
    {
        var grid = new DataArray(Planted.Blobs(24, 10, 2, 30).Reshape((4, 6, 10)), ["lat", "lon", "time"])
            .AssignCoords("lat", 1, 2, 3, 4)
            .AssignCoords("lon", 1, 2, 3, 4, 5, 6);
        DataArray x = grid.Stack("z", "lat", "lon").Transpose("z", "time");
        KMeans kmeans = new KMeans(2).Fit(x);
        Assert.Equal(["z"], kmeans.Labels.Dims);
        Assert.Equal(DType.Int32, kmeans.Labels.DType);
        DataArray map = kmeans.Labels.Unstack("z");
        Assert.Equal(["lat", "lon"], map.Dims);
        Assert.Equal(new Shape(4, 6), map.Shape);
        Assert.Equal(["cluster", "time"], kmeans.Centers.Dims);
    }

    [Fact]
    public void A_step_moves_each_center_to_the_mean_of_its_nearest_samples()
    {
        const int count = 300,
            features = 4,
            clusters = 5;
        double[] values = Waves(count * features);
        Samples samples = Samples.Prepare(((ChunkedArray)NDArray.From(values, (count, features))).Expression, "x");
        // The first samples are the centers to start from.
        double[] start = [.. values.Take(clusters * features).Select((v, i) => samples.Frame.Place(v, i % features))];
        LloydResult result = Lloyd.Run(samples, clusters, [start], new LloydLimits(1, 0));

        var sums = new double[clusters * features];
        var members = new int[clusters];
        for (int i = 0; i < count; i++)
        {
            int nearest = Enumerable
                .Range(0, clusters)
                .MinBy(c =>
                    Enumerable
                        .Range(0, features)
                        .Sum(f => Math.Pow(values[i * features + f] - values[c * features + f], 2))
                );
            members[nearest]++;
            for (int f = 0; f < features; f++)
                sums[nearest * features + f] += values[i * features + f];
        }
        Assert.Equal(1, result.Iterations);
        Assert.DoesNotContain(0, members);
        for (int i = 0; i < sums.Length; i++)
        {
            Assert.Equal(
                sums[i] / members[i / features],
                samples.Frame.Restore(result.Centers[i], i % features),
                1e-12
            );
        }
    }

    [Fact]
    public void The_inertia_is_at_most_one_percent_above_that_of_scikit_learn()
    {
        // make_reference.py: sklearn.cluster.KMeans(5, n_init=50, random_state=0).fit(x).inertia_ for x = sin(1 + i *
        // 0.7) + cos(i²), 300 × 4.
        const double expected = 484.12298498456937;
        Assert.InRange(
            new KMeans(5).Fit((ChunkedArray)NDArray.From(Waves(1200), (300, 4))).Inertia,
            expected * (1 - 1e-9),
            expected * 1.01
        );
    }

    private static double[] Waves(int length)
    {
        var values = new double[length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Sin(1 + i * 0.7) + Math.Cos((double)i * i);
        return values;
    }

    [Fact]
    public void Missing_values_are_counted_and_the_way_out_is_named()
    {
        NDArray x = Planted.Blobs(20, 3, 2, 5);
        x.Span<double>()[4] = double.NaN;
        x.Span<double>()[5] = double.NaN;
        x.Span<double>()[9] = double.PositiveInfinity;
        var named = new DataArray(x, ["z", "time"]);
        Assert.Equal(
            "1 of 20 samples have missing values (and 1 more have infinite ones); drop them with DropNa(\"z\") or fill them with FillNa",
            Message(() => new KMeans(2).Fit(named))
        );
    }

    [Fact]
    public void Infinite_values_are_called_so_and_the_way_out_works()
    {
        NDArray x = Planted.Blobs(20, 3, 2, 5);
        x.Span<double>()[9] = double.NegativeInfinity;
        var named = new DataArray(x, ["z", "time"]);
        Assert.Equal(
            "1 of 20 samples have infinite values, which DropNa keeps; make them missing with x.Where(x.IsFinite()) and drop them with DropNa(\"z\"), or limit them with Clip",
            Message(() => new KMeans(2).Fit(named))
        );
        Assert.Equal(19, new KMeans(2).Fit(named.Where(named.IsFinite()).DropNa("z")).Labels.Shape[0]);
        Assert.Equal(20, new KMeans(2).Fit(named.Clip(-1000, 1000)).Labels.Shape[0]);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-160)]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    [InlineData(1e153)]
    [InlineData(1e200)]
    [InlineData(1e306)]
    public void Values_of_any_magnitude_are_clustered(double scale)
    {
        double[] values = [.. Enumerable.Range(0, 120).Select(i => (i % 3 * 10 + Math.Sin(i)) * scale)];
        KMeans kmeans = new KMeans(3).Fit((ChunkedArray)NDArray.From(values, (120, 1)));
        Assert.True(Planted.IsRecovered(kmeans.Labels, 3));
        double[] centers = [.. kmeans.Centers.Compute().ToArray<double>().Order()];
        double inertia = 0;
        for (int c = 0; c < 3; c++)
        {
            double[] own = [.. Enumerable.Range(0, 40).Select(i => c * 10 + Math.Sin(3 * i + c))];
            Assert.Equal(own.Average(), centers[c] / scale, 1e-12);
            inertia += own.Sum(v => Math.Pow(v - own.Average(), 2));
        }
        // Infinite or 0 only if no float64 is as large or as small.
        double expected = inertia * scale * scale;
        Assert.Equal(expected, kmeans.Inertia, double.IsFinite(expected) ? expected * 1e-9 + 1e-322 : 0);
        double[] distances = kmeans.Transform((ChunkedArray)NDArray.From(values, (120, 1))).Compute().ToArray<double>();
        Assert.All(distances, d => Assert.InRange(d / scale, 0, 25));
    }

    [Fact]
    public void A_huge_constant_feature_hides_no_other()
    {
        double[] values = [.. Enumerable.Range(0, 80).Select(i => i % 2 == 0 ? 1e300 : i / 2 % 2 * 5.0)];
        KMeans kmeans = new KMeans(2).Fit((ChunkedArray)NDArray.From(values, (40, 2)));
        Assert.True(Planted.IsRecovered(kmeans.Labels, 2));
        Assert.Equal(0, kmeans.Inertia);
        NDArray centers = kmeans.Centers.Compute();
        Assert.Equal((1e300, 1e300), (centers.GetDouble(0, 0), centers.GetDouble(1, 0)));
        Assert.Equal([0.0, 5.0], [.. new[] { centers.GetDouble(0, 1), centers.GetDouble(1, 1) }.Order()]);
    }

    [Fact]
    public void New_samples_may_be_far_larger_than_those_that_were_fitted()
    {
        KMeans kmeans = new KMeans(2).Fit((ChunkedArray)NDArray.From([0.0, 1e-3, 10, 10.001], (4, 1)));
        int near = kmeans.Labels.Compute().ToArray<int>()[3];
        ChunkedArray far = NDArray.From([1e12, -1e12, 10], (3, 1));
        Assert.Equal([near, 1 - near, near], kmeans.Predict(far).Compute().ToArray<int>());
        ChunkedArray farther = NDArray.From([1e200, -1e200], (2, 1));
        Assert.All(kmeans.Transform(farther).Compute().ToArray<double>(), d => Assert.Equal(1e200, d, 1e190));
    }

    [Fact]
    public void Errors_name_what_was_given_and_the_fix()
    {
        Assert.Contains(
            "9 clusters were asked for, but there are only 8 samples along 'sample'",
            Message(() => new KMeans(9).Fit(Ones((8, 2)))),
            StringComparison.Ordinal
        );
        Assert.Contains("at least 1 cluster; got clusters: 0", Message(() => new KMeans(0)), StringComparison.Ordinal);
        Assert.Contains("no features", Message(() => new KMeans(2).Fit(Ones((8, 0)))), StringComparison.Ordinal);
        Assert.Contains(
            "two dimensions, samples × features; got 1 (8,)",
            Message(() => new KMeans(2).Fit(Ones(8))),
            StringComparison.Ordinal
        );
        Assert.Contains("got 3 (2, 3, 4)", Message(() => new KMeans(2).Fit(Ones((2, 3, 4)))), StringComparison.Ordinal);
        Assert.Contains(
            "not been fitted yet; call Fit(samples) first",
            Message(() => new KMeans(2).Labels.Compute()),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "fitted to samples of 2 features; these have 3",
            Message(() => new KMeans(2).Fit(Ones((8, 2))).Predict(Ones((8, 3)))),
            StringComparison.Ordinal
        );
        Assert.Contains("starts: 0", Message(() => new KMeans(2, starts: 0)), StringComparison.Ordinal);
        Assert.Contains("maxIterations: 0", Message(() => new KMeans(2, maxIterations: 0)), StringComparison.Ordinal);
        Assert.Contains("tolerance: -1", Message(() => new KMeans(2, tolerance: -1)), StringComparison.Ordinal);
    }

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;

    [Fact]
    public void Each_step_is_told_with_its_inertia()
    {
        var steps = new Steps();
        using IDisposable subscription = RunEvents.Subscribe(steps);
        new KMeans(2, init: NDArray.From([0.1, 0.2], (2, 1))).Fit(FromArray(NDArray.From([0.0, 1, 9, 10], (4, 1))));
        Assert.StartsWith("k-means: step 1, inertia ", steps.Texts[0], StringComparison.Ordinal);
        Assert.Contains("k-means: step 2, inertia 1", steps.Texts);
        Assert.Equal("", steps.Texts[^1]);
    }

    private sealed class Steps : IRunObserver
    {
        public List<string> Texts { get; } = [];

        public void OnEvent(in RunEvent e)
        {
            if (e.Kind != RunEventKind.StepFinished)
                return;
            lock (Texts)
                Texts.Add(e.Stage);
        }
    }
}
