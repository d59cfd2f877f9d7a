using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Gchunk.Tests.Ml.Decomposition;
using Xunit;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Ml.Estimators;

namespace Gchunk.Tests.Ml.Preprocessing;

public sealed class PipelineTests
{
    private static readonly DataArray Field = DecompositionValues.Field;

    [Fact]
    public void A_pipeline_of_samples_is_that_of_scikit_learn()
    {
        var x = new DataArray(DecompositionValues.Tall, ["sample", "feature"]);
        Pipeline pipeline = Pipeline(Standardize(), Pca(2), KMeans(3, tolerance: 0)).Fit(x);
        DecompositionValues.AssertLine("pipeline sizes", pipeline.Centers["size"]);
        DecompositionValues.AssertLine("pipeline centers", pipeline.Centers);
        DecompositionValues.AssertLine("pipeline inertia", [pipeline.Step<KMeans>().Inertia]);
        Assert.Equal(pipeline.Labels.Compute().ToArray<int>(), pipeline.Predict(x).Compute().ToArray<int>());
    }

    [Fact]
    public void Centers_come_back_in_the_units_of_the_field()
    {
        // With all components and no trend, a center is the mean of its cells.
        Pipeline pipeline = Pipeline(Standardize(), Pca(), KMeans(2, tolerance: 0)).Fit(Field, over: "time");
        DataArray centers = pipeline.Centers;
        Assert.Equal(["lat", "lon"], pipeline.Labels.Dims);
        Assert.Equal(["cluster", "time"], centers.Dims);
        Assert.Equal(Field.Coords.IndexOf("time")!.ToString(), centers.Coords.IndexOf("time")!.ToString());
        double[] sizes = centers["size"].Compute().AsType(DType.Float64).ToArray<double>();
        // Where the scale differs from cell to cell, it is the mean of what the center is in each cell.
        DataArray scale = Field.Std("time"),
            middle = Field.Mean("time"),
            scaled = (Field - middle) / scale;
        for (int c = 0; c < 2; c++)
        {
            DataArray own = Equal(pipeline.Labels, c);
            DataArray expected =
                scaled.Where(own).Mean("lat", "lon") * scale.Where(own).Mean().Scalar()
                + middle.Where(own).Mean().Scalar();
            Assert.InRange(Abs(expected - centers.Isel("cluster", c)).Max().Scalar(), 0, 1e-9);
            Assert.Equal(own.AsType(DType.Float64).Sum().Scalar(), sizes[c]);
            Assert.Equal(expected.Mean().Scalar(), centers["mean"].Compute().GetDouble(c), 1e-9);
        }
    }

    [Fact]
    public void All_kinds_of_steps_follow_each_other()
    {
        NDArray values = DecompositionValues.Tall.Copy().Reshape((20, 3, 4));
        for (int t = 0; t < 20; t++)
            values.Span<double>()[t * 12 + 5] = double.NaN;
        DataArray field = Field.WithValues(FromArray(values, (7, 2, 3)).Expression);
        Pipeline regions = Pipeline(Standardize(), Detrend(), Pca(0.9), KMeans(3)).Fit(field, over: "time");
        Assert.True(double.IsNaN(regions.Labels.Compute().GetDouble(1, 1)));
        Assert.Equal(11, regions.Labels.Count().Scalar());
        Assert.DoesNotContain(double.NaN, regions.Centers.Compute().ToArray<double>());
        Assert.Equal(regions.Labels.Compute().ToArray<double>(), regions.Predict(field).Compute().ToArray<double>());
        DataArray back = regions.InverseTransform(regions.Transform(field));
        Assert.InRange(Abs(back - field).Max().Scalar(), 0, 5);
    }

    [Fact]
    public void After_EOFs_times_are_clustered_and_centers_are_maps()
    {
        Pipeline regimes = Pipeline(Detrend(), Eof(), KMeans(2, tolerance: 0)).Fit(Field, over: "time");
        Assert.Equal(["time"], regimes.Labels.Dims);
        Assert.Equal(["cluster", "lat", "lon"], regimes.Centers.Dims);
        // Nothing was cut off, so that a center is the mean map of its times.
        for (int c = 0; c < 2; c++)
        {
            DataArray expected = Field.Where(Equal(regimes.Labels, c)).Mean("time");
            Assert.InRange(Abs(expected - regimes.Centers.Isel("cluster", c)).Max().Scalar(), 0, 1e-9);
        }
    }

    [Fact]
    public void Variables_of_a_data_set_are_scaled_each_and_are_features_together()
    {
        var fields = new Dataset([Field.Rename("a"), (Field * Field * 1000).Rename("b")]);
        DataArray scaled = Standardize().Fit(fields, over: "time").Transform(fields);
        Assert.InRange(Abs(scaled.Std("time") - 1).Max().Scalar(), 0, 1e-12);
        KMeans kmeans = new KMeans(2).Fit(scaled, over: ["variable", "time"]);
        Pipeline pipeline = Pipeline(Standardize(), KMeans(2)).Fit(fields, over: "time");
        Assert.Equal(kmeans.Inertia, pipeline.Step<KMeans>().Inertia);
        Assert.Equal(["cluster", "variable", "time"], pipeline.Centers.Dims);
        Assert.Equal(kmeans.Labels.Compute().ToArray<double>(), pipeline.Predict(fields).Compute().ToArray<double>());
        KMeans unscaled = new KMeans(2).Fit(fields, "time");
        Assert.Equal(unscaled.Labels.Compute().ToArray<double>(), unscaled.Predict(fields).Compute().ToArray<double>());
        // Variables are told apart by their names, whatever their order.
        var swapped = new Dataset([fields["b"], fields["a"]]);
        Assert.Equal(
            unscaled.Labels.Compute().ToArray<double>(),
            unscaled.Predict(swapped).Compute().ToArray<double>()
        );
        Assert.Contains("the labels of 'variable' differ", Message(() => pipeline.Predict(swapped)));
        Assert.Contains(
            "the variables that were fitted are a, b; these are a, c",
            Message(() => unscaled.Predict(new Dataset([fields["a"], fields["b"].Rename("c")])))
        );
        // Components are time series of all variables, or maps of all.
        Pipeline components = Pipeline(Standardize(), Pca(2), KMeans(2)).Fit(fields, over: "time");
        Assert.Equal(["component", "variable", "time"], components.Step<Pca>().Components.Dims);
        Assert.Equal(["lat", "lon"], components.Labels.Dims);
        Pipeline days = Pipeline(Standardize(), Eof(2), KMeans(2)).Fit(fields, over: "time");
        Assert.Equal(["mode", "variable", "lat", "lon"], days.Step<Eof>().Components.Dims);
        Assert.Equal(["time"], days.Labels.Dims);
        Assert.Equal(["variable", "time"], Pca(2).Fit(fields, over: "time").Mean.Dims);
        Assert.Equal(["variable", "lat", "lon"], Eof(2).Fit(fields, over: "time").Mean.Dims);
        var both = new Dataset([Scaled(0), Scaled(1)]);
        Assert.Equal(
            new ChooseClusters(2..3, seeds: 2, references: 2).Fit(scaled, ["variable", "time"]).ToString(),
            new ChooseClusters(2..3, seeds: 2, references: 2).Fit(both, "time").ToString()
        );

        DataArray Scaled(int variable) =>
            scaled.Isel("variable", variable).DropCoords("variable").Rename($"v{variable}");
    }

    [Fact]
    public void A_pipeline_without_clusterer_transforms_and_undoes()
    {
        Pipeline pipeline = Pipeline(MinMaxScale(), Pipeline(Deseasonalize(), Eof())).Fit(Field, over: "time");
        Assert.Equal(3, pipeline.Steps.Count);
        DataArray scores = pipeline.Transform(Field);
        Assert.Equal(["time", "mode"], scores.Dims);
        Assert.InRange(Abs(pipeline.InverseTransform(scores) - Field).Max().Scalar(), 0, 1e-9);
        Assert.Contains("no clusterer", Message(() => pipeline.Labels), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_name_the_fix()
    {
        Assert.Contains("at least one step", Message(() => Pipeline()), StringComparison.Ordinal);
        Assert.Contains(
            "step 1 of the pipeline, KMeans, is no transformer",
            Message(() => Pipeline(KMeans(3), Pca(2))),
            StringComparison.Ordinal
        );
        Pipeline pipeline = Pipeline(Standardize(), Agglomerative(2));
        Assert.Contains("not been fitted", Message(() => pipeline.Labels), StringComparison.Ordinal);
        Assert.Contains(
            "its steps are Standardize, Agglomerative",
            Message(() => pipeline.Step<Pca>()),
            StringComparison.Ordinal
        );
        pipeline.Fit(Field, over: "time");
        Assert.Contains("cannot predict", Message(() => pipeline.Predict(Field)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipeline_predicts_by_spectral_clusters()
    {
        Pipeline pipeline = Pipeline(Standardize(), SpectralClustering(2, components: 6)).Fit(Field, over: "time");
        Assert.True(pipeline.Predict(Field).Equals(pipeline.Labels));
    }

    [Fact]
    public void Printing_shows_each_step_with_what_it_found()
    {
        Pipeline pipeline = Pipeline(Standardize(), Pca(0.9), KMeans(2)).Fit(Field, over: "time");
        string[] lines = pipeline.ToString().Split('\n');
        Assert.Equal("Pipeline of 3 steps:", lines[0]);
        Assert.Equal("  1. Standardize(): 12 offsets and scales", lines[1]);
        Assert.StartsWith("  3. KMeans(clusters: 2): 2 clusters of ", lines[3], StringComparison.Ordinal);
    }

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
