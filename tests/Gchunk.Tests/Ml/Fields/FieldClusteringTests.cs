using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml.Fields;

/// <summary>Clusterers that are given fields and give fields.</summary>
public sealed class FieldClusteringTests
{
    private const int Lats = 4,
        Lons = 6,
        Days = 10;

    // Cell i belongs to group i mod 2; the cells of longitude 3 are sea.
    private static DataArray Field(bool sea = true)
    {
        NDArray values = Planted.Blobs(Lats * Lons, Days, 2, 40).Reshape((Lats, Lons, Days));
        if (sea)
        {
            for (int lat = 0; lat < Lats; lat++)
                values.Span<double>((lat * Lons + 2) * Days, Days).Fill(double.NaN);
        }

        return new DataArray(values, ["lat", "lon", "time"], name: "pr")
            .AssignCoords("lat", 10, 20, 30, 40)
            .AssignCoords("lon", 1, 2, 3, 4, 5, 6)
            .AssignCoords("time", DateRange("2015-01-01", periods: Days));
    }

    [Fact]
    public void Cells_are_clustered_and_missing_cells_stay_in_the_map()
    {
        KMeans kmeans = new KMeans(2).Fit(Field(), over: "time");
        DataArray map = kmeans.Labels;
        Assert.Equal(["lat", "lon"], map.Dims);
        Assert.Equal(new Shape(Lats, Lons), map.Shape);
        Assert.Equal("10 20 30 40", map.Coords.IndexOf("lat")!.ToString());
        NDArray labels = map.Compute();
        for (int i = 0; i < Lats * Lons; i++)
        {
            double label = labels.GetDouble(i / Lons, i % Lons);
            if (i % Lons == 2)
                Assert.True(double.IsNaN(label));
            else
                Assert.Equal(labels.GetDouble(0, 0) == 0 ? i % 2 : 1 - i % 2, label);
        }
    }

    [Fact]
    public void Clusters_are_those_of_stacked_samples_whatever_the_order_of_dimensions_and_the_chunks()
    {
        DataArray field = Field();
        DataArray stacked = field.Stack("z", "lat", "lon").Transpose("z", "time").DropNa("z");
        double[] expected = new KMeans(2).Fit(stacked).Labels.Unstack("z").Compute().ToArray<double>();
        foreach (
            DataArray same in new[]
            {
                field,
                field.Transpose("time", "lat", "lon"),
                field.Transpose("lat", "time", "lon").Chunk(("time", 3), ("lon", 4), ("lat", 1)),
                stacked.Unstack("z"),
            }
        )
        {
            KMeans kmeans = new KMeans(2).Fit(same, over: "time");
            Assert.Equal(expected, kmeans.Labels.Transpose("lat", "lon").Compute().ToArray<double>());
        }
    }

    [Fact]
    public void Centers_have_the_time_axis_and_each_cluster_its_size_and_mean()
    {
        DataArray field = Field();
        KMeans kmeans = new KMeans(2, tolerance: 0).Fit(field, over: "time");
        DataArray centers = kmeans.Centers;
        Assert.Equal(["cluster", "time"], centers.Dims);
        Assert.Equal(field.Coords.IndexOf("time")!.ToString(), centers.Coords.IndexOf("time")!.ToString());
        Assert.Equal([12L, 8L], centers["size"].Compute().ToArray<long>());
        Assert.Equal([12L, 8L], kmeans.ClusterSizes);
        double[] means = centers["mean"].Compute().ToArray<double>();
        for (int c = 0; c < 2; c++)
        {
            DataArray own = field.Where(Equal(kmeans.Labels, c));
            Assert.Equal(own.Mean().Scalar(), means[c], 1e-9);
            Assert.Equal(
                own.Mean("lat", "lon").Compute().ToArray<double>()[3],
                centers.Compute().GetDouble(c, 3),
                1e-9
            );
        }
    }

    [Fact]
    public void Clusters_are_numbered_by_size_and_equal_ones_by_their_first_sample()
    {
        double[] values = [5, 1, 9, 1, 9, 9, 5, 3];
        KMeans kmeans = new KMeans(4).Fit((ChunkedArray)NDArray.From(values, (8, 1)));
        Assert.Equal([1, 2, 0, 2, 0, 0, 1, 3], kmeans.Labels.Compute().ToArray<int>());
        Assert.Equal([9.0, 5, 1, 3], kmeans.Centers.Compute().ToArray<double>());
        Assert.Equal([3L, 2, 2, 1], kmeans.ClusterSizes);
        Assert.Equal(
            kmeans.Labels.Compute().ToArray<int>(),
            kmeans.Predict((ChunkedArray)NDArray.From(values, (8, 1))).Compute().ToArray<int>()
        );
    }

    [Fact]
    public void Features_can_run_along_several_dimensions()
    {
        DataArray field = Field();
        KMeans kmeans = new KMeans(3).Fit(field, over: ["lat", "lon"]);
        Assert.Equal(["time"], kmeans.Labels.Dims);
        Assert.Equal(["cluster", "lat", "lon"], kmeans.Centers.Dims);
        // The sea is missing at all times, so that it is no feature.
        NDArray centers = kmeans.Centers.Compute();
        Assert.True(double.IsNaN(centers.GetDouble(0, 1, 2)));
        Assert.True(double.IsFinite(centers.GetDouble(2, 1, 1)));
        Assert.Equal(Days, kmeans.ClusterSizes.Sum());
    }

    [Fact]
    public void A_share_of_missing_values_may_be_filled_and_the_printed_estimator_says_so()
    {
        DataArray field = Field();
        NDArray values = field.Compute();
        values.Span<double>()[3] = double.NaN;
        values.Span<double>()[Days + 1] = double.NaN;
        values.Span<double>()[Days + 2] = double.NaN;
        field = field.WithValues(((ChunkedArray)values).Expression);
        KMeans strict = new KMeans(2).Fit(field, over: "time");
        Assert.Equal(18, strict.ClusterSizes.Sum());
        Assert.Contains("6 of 24 samples left out (missing values)", strict.ToString(), StringComparison.Ordinal);
        KMeans lax = new KMeans(2).Fit(field, over: "time", maxMissing: 0.1);
        Assert.Equal(19, lax.ClusterSizes.Sum());
        Assert.Contains("1 missing value filled by the means", lax.ToString(), StringComparison.Ordinal);
        Assert.False(double.IsNaN(lax.Labels.Compute().GetDouble(0, 0)));
        Assert.True(double.IsNaN(lax.Labels.Compute().GetDouble(0, 1)));
    }

    [Fact]
    public void New_fields_are_predicted_as_fields()
    {
        DataArray field = Field();
        KMeans kmeans = new KMeans(2).Fit(field, over: "time");
        DataArray part = field.Isel("lat", ..2).Transpose("time", "lat", "lon");
        Assert.Equal(
            kmeans.Labels.Isel("lat", ..2).Compute().ToArray<double>(),
            kmeans.Predict(part).Compute().ToArray<double>()
        );
        DataArray distances = kmeans.Transform(field);
        Assert.Equal(["cluster", "lat", "lon"], distances.Dims);
        Assert.True(double.IsNaN(distances.Compute().GetDouble(1, 0, 2)));
    }

    [Fact]
    public void Variables_of_a_data_set_are_features_together()
    {
        DataArray field = Field();
        var both = new Dataset([field, (field * 2).Rename("tas")]);
        KMeans kmeans = new KMeans(2).Fit(both, over: "time");
        Assert.Equal(["lat", "lon"], kmeans.Labels.Dims);
        Assert.Equal(["cluster", "variable", "time"], kmeans.Centers.Dims);
        Assert.Equal(20, kmeans.ClusterSizes.Sum());
    }

    [Fact]
    public void Other_clusterers_give_fields_too()
    {
        SpectralClustering spectral = new SpectralClustering(2, gamma: 0.001).Fit(Field(), over: "time");
        double[] labels = spectral.Labels.Compute().ToArray<double>();
        Assert.Equal(4, labels.Count(double.IsNaN));
        Assert.Equal(["cluster", "time"], spectral.Centers.Dims);
        Assert.Equal(
            labels,
            new SpectralClustering(2, gamma: 0.001).FitPredict(Field(), "time").Compute().ToArray<double>()
        );
        Assert.Contains("2 clusters of 12, 8 samples", spectral.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_forgets_a_transpose_or_the_dimension_is_told()
    {
        DataArray field = Field(sea: false),
            stacked = field.Stack("z", "lat", "lon");
        string days = Message(() => new KMeans(2).Fit(stacked.Transpose("time", "z")));
        Assert.Contains("the samples are the times along 'time'", days, StringComparison.Ordinal);
        Assert.Contains("Fit(x, over: \"time\")", days, StringComparison.Ordinal);
        Assert.Contains("Transpose(\"z\", \"time\")", days, StringComparison.Ordinal);
        Assert.Contains(
            "Fit(field, over: \"time\")",
            Message(() => new KMeans(2).Fit(field)),
            StringComparison.Ordinal
        );
        DataArray bare = new DataArray(stacked.Expression, ["time", "z"]).AssignCoords(
            "z",
            stacked.Coords.IndexOf("z")!
        );
        Assert.Contains("the samples are the times", Message(() => new KMeans(2).Fit(bare)), StringComparison.Ordinal);
        // Whoever wants it says so.
        Assert.Equal(["time"], new KMeans(2).Fit(stacked.Transpose("time", "z"), over: "z").Labels.Dims);
        Assert.Equal(["z"], new KMeans(2).Fit(stacked.Transpose("time", "z"), over: "time").Labels.Dims);
    }

    [Fact]
    public void Errors_of_fields_name_the_fix()
    {
        DataArray field = Field();
        Assert.Contains(
            "did you mean 'time'",
            Message(() => new KMeans(2).Fit(field, over: "tine")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "maxMissing is a share of values, from 0 to below 1; got 1",
            Message(() => new KMeans(2).Fit(field, over: "time", maxMissing: 1)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "only one sample",
            Message(() => new KMeans(2).Fit(field.Isel(("lat", 0), ("lon", 0)), over: "time")),
            StringComparison.Ordinal
        );
        DataArray spotted = field.Where(
            NotEqual(field["time"].Dt.Day, new DataArray(NDArray.From([1L, 2, 3, 4]), ["lat"]))
        );
        Assert.Contains(
            "none of the 24 samples (lat × lon) is complete along time",
            Message(() => new KMeans(2).Fit(spotted, over: "time")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_clusterer_that_was_not_fitted_prints_its_parameters() =>
        Assert.Equal("KMeans(clusters: 6): not fitted", new KMeans(6).ToString());

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
