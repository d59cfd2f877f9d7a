using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml.MlNet;

public sealed class MlModelTests
{
    // y = 3 a - 2 b + 1, and c does not matter.
    private static (DataArray X, DataArray Y) Linear(int samples, double offset = 0, int chunk = 100)
    {
        var random = new Random(5);
        var x = new double[samples * 3];
        var y = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            for (int f = 0; f < 3; f++)
                x[3 * i + f] = random.NextDouble() + offset;
            y[i] = 3 * (x[3 * i] - offset) - 2 * (x[3 * i + 1] - offset) + 1;
        }
        var names = new DataArray(["a", "b", "c"], "f");
        return (
            new DataArray(
                FromArray(NDArray.From(x, (samples, 3))).Rechunk((chunk, 3)).Expression,
                ["z", "f"]
            ).AssignCoords("f", names),
            new DataArray(NDArray.From(y), ["z"])
        );
    }

    private static MLContext Context => new(seed: 1);

    private static readonly LightGbmRegressionTrainer.Options Small = new()
    {
        NumberOfIterations = 20,
        NumberOfLeaves = 8,
        MinimumExampleCountPerLeaf = 5,
        NumberOfThreads = 1,
        Deterministic = true,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1e7)]
    public void A_regression_is_fitted_whatever_the_offset(double offset)
    {
        (DataArray x, DataArray y) = Linear(600, offset);
        MlModel model = MlModel.Fit(Context.Regression.Trainers.OnlineGradientDescent(numberOfIterations: 50), x, y);
        Assert.True(model.Evaluate(x, y)["RSquared"] > 0.99);
        DataArray score = model.Transform(x);
        Assert.Equal(["z"], score.Dims);
        Assert.Equal(DType.Float32, score.DType);
        MlModel trees = MlModel.Fit(Context.Regression.Trainers.LightGbm(Small), x, y);
        Assert.True(trees.Evaluate(x, y)["RSquared"] > 0.95);
    }

    [Fact]
    public void Labels_far_from_zero_are_centred_and_put_back()
    {
        (DataArray x, DataArray y) = Linear(400);
        MlModel model = MlModel.Fit(
            Context.Regression.Trainers.OnlineGradientDescent(numberOfIterations: 50),
            x,
            y + 1e8
        );
        Assert.NotEqual(0, model.LabelCenter);
        double[] score = model.Transform(x).Compute().ToArray<double>(),
            expected = (y + 1e8).Compute().ToArray<double>();
        for (int i = 0; i < score.Length; i++)
            Assert.Equal(expected[i], score[i], 0.5);
    }

    [Fact]
    public void The_chunks_of_the_samples_do_not_change_a_bit()
    {
        (DataArray x, DataArray y) = Linear(700, chunk: 700);
        (DataArray same, DataArray _) = Linear(700, chunk: 33);
        MlModel one = MlModel.Fit(new MLContext(1).Regression.Trainers.LightGbm(Small), x, y),
            two = MlModel.Fit(new MLContext(1).Regression.Trainers.LightGbm(Small), same, y);
        Assert.Equal(one.Transform(x).Compute().ToArray<float>(), two.Transform(same).Compute().ToArray<float>());
    }

    [Fact]
    public void Fields_give_fields_with_their_labels_and_missing_cells_stay_missing()
    {
        var values = new double[4 * 5 * 6];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Sin(i) + i / 30;
        values[6] = double.NaN;
        DataArray field = new DataArray(
            FromArray(NDArray.From(values, (4, 5, 6))).Rechunk((2, 5, 3)).Expression,
            ["lat", "lon", "time"]
        ).AssignCoords("lat", new DataArray(NDArray.From([40.0, 41, 42, 43]), ["lat"]));
        MlModel model = MlModel.Fit(Context.Clustering.Trainers.KMeans(numberOfClusters: 2), field, over: "time");
        DataArray labels = model.Transform(field);
        Assert.Equal(["lat", "lon"], labels.Dims);
        Assert.Equal(DType.Int32, labels.DType);
        Assert.Equal([40.0, 41, 42, 43], labels["lat"].Compute().ToArray<double>());
        int[] found = labels.Compute().ToArray<int>();
        Assert.Equal(-1, found[1]);
        Assert.Equal([0, 1], found.Where(l => l >= 0).Distinct().Order());
        DataArray distances = model.Transform(field, "Score");
        Assert.Equal(["lat", "lon", "score"], distances.Dims);
        Assert.True(double.IsNaN(distances.Compute().GetDouble(0, 1, 0)));
        Assert.True(model.Evaluate(field)["AverageDistance"] > 0);
    }

    [Fact]
    public void The_type_of_the_label_is_that_which_the_trainer_asks_for()
    {
        (DataArray x, DataArray y) = Linear(500);
        MLContext ml = Context;
        MlModel binary = MlModel.Fit(ml.BinaryClassification.Trainers.LbfgsLogisticRegression(), x, y > 1.5);
        Assert.Equal(LabelKind.Binary, binary.LabelKind);
        Assert.Contains(true, binary.Transform(x).Compute().ToArray<bool>());
        Assert.True(binary.Evaluate(x, y > 1.5)["Accuracy"] > 0.9);
        DataArray classes = Floor(y).AsType(DType.Int32) * 10;
        MlModel several = MlModel.Fit(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), x, classes);
        Assert.Equal(LabelKind.Class, several.LabelKind);
        long[] predicted = several.Transform(x).Compute().ToArray<long>();
        Assert.True(predicted.All(p => p % 10 == 0));
        Assert.Equal(["z", "class"], several.Transform(x, "Score").Dims);
        Assert.True(several.Evaluate(x, classes)["MicroAccuracy"] > 0.7);
        Assert.Equal(LabelKind.Binary, MlModel.Fit(ml.BinaryClassification.Trainers.FastTree(), x, y > 1.5).LabelKind);
        // Trainers of one class against the others take any whole numbers too.
        MlModel others = MlModel.Fit(
            ml.MulticlassClassification.Trainers.OneVersusAll(
                ml.BinaryClassification.Trainers.LbfgsLogisticRegression()
            ),
            x,
            classes - 20
        );
        Assert.Equal(LabelKind.Class, others.LabelKind);
        Assert.Contains(others.Transform(x).Compute().ToArray<long>(), p => p < 0);
    }

    [Fact]
    public void Plain_arrays_and_data_sets_are_taken_like_labelled_arrays()
    {
        (DataArray x, DataArray y) = Linear(400);
        ChunkedArray plain = x.Data,
            labels = y.Data;
        MlModel model = MlModel.Fit(new MLContext(1).Regression.Trainers.OnlineGradientDescent(), x, y),
            same = MlModel.Fit(new MLContext(1).Regression.Trainers.OnlineGradientDescent(), plain, labels);
        float[] expected = model.Transform(x).Compute().ToArray<float>();
        Assert.Equal(expected, same.Transform(plain).Compute().ToArray<float>());
        Assert.Equal(model.Evaluate(x, y).ToString(), same.Evaluate(plain, labels).ToString());
        Assert.Equal(
            model.PermutationImportance(x, y).Compute().ToArray<double>(),
            same.PermutationImportance(plain, labels).Compute().ToArray<double>()
        );
        var variables = new Dataset([
            .. Enumerable.Range(0, (int)x.Shape[1]).Select(f => x.Isel("f", f).DropCoords("f").Rename($"v{f}")),
        ]);
        MlModel third = MlModel.Fit(new MLContext(1).Regression.Trainers.OnlineGradientDescent(), variables, y);
        Assert.Equal(expected, third.Transform(variables).Compute().ToArray<float>());
        Assert.Equal(model.Evaluate(x, y).ToString(), third.Evaluate(variables, y).ToString());
        Assert.Equal(x.Shape[1], third.PermutationImportance(variables, y).Sizes["variable"]);
        Assert.Equal(
            x.Shape[1],
            variables.ToDataView(y).Schema["Features"].Type is Microsoft.ML.Data.VectorDataViewType v ? v.Size : 0
        );
        Assert.Equal(
            MlModel
                .CrossValidate(new MLContext(1).Regression.Trainers.OnlineGradientDescent(), x, y, 3)
                .Mean.ToString(),
            MlModel
                .CrossValidate(new MLContext(1).Regression.Trainers.OnlineGradientDescent(), plain, labels, 3)
                .Mean.ToString()
        );
        Assert.Equal(
            ["z 0..199", "z 200..399"],
            MlModel
                .CrossValidate(new MLContext(1).Regression.Trainers.OnlineGradientDescent(), variables, y, 2)
                .Folds.Select(f => f.Name)
        );
    }

    [Fact]
    public void A_model_is_saved_and_loaded_with_what_it_subtracts()
    {
        using var folder = new Repl.TemporaryFolder();
        string path = Path.Combine(folder.Path, "m.zip");
        (DataArray x, DataArray y) = Linear(300, 1e6);
        MlModel model = MlModel.Fit(Context.Regression.Trainers.FastForest(numberOfTrees: 5), x, y);
        model.Save(path);
        MlModel loaded = MlModel.Load(path);
        Assert.Equal(model.ToString(), loaded.ToString());
        Assert.Equal(model.Transform(x).Compute().ToArray<float>(), loaded.Transform(x).Compute().ToArray<float>());
        // ML.NET itself can load it.
        Assert.NotNull(new MLContext().Model.Load(path, out DataViewSchema? schema));
        Assert.Equal("Features", schema![0].Name);
    }

    [Fact]
    public void Features_in_their_units_get_back_what_was_subtracted()
    {
        double[] values = [1000, 5, double.NaN, 7, 1002, 9];
        DataArray x = new(NDArray.From(values, (3, 2)), ["z", "f"]);
        MlModel model = MlModel.Fit(
            Context.Transforms.ReplaceMissingValues(
                "Features",
                replacementMode: Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean
            ),
            x,
            skipNaN: false
        );
        double[] filled = model.Transform(x, "Features", skipNaN: false, restore: true).Compute().ToArray<double>();
        Assert.Equal([1000, 5, 1001, 7, 1002, 9], filled.Select(v => Math.Round(v, 4)));
    }

    [Fact]
    public void Cross_validation_leaves_out_contiguous_folds_or_parts_of_the_time()
    {
        (DataArray x, DataArray y) = Linear(365);
        MLContext ml = Context;
        MlValidation folds = MlModel.CrossValidate(
            ml.Regression.Trainers.OnlineGradientDescent(numberOfIterations: 20),
            x,
            y,
            4
        );
        Assert.Equal(["z 0..91", "z 92..182", "z 183..273", "z 274..364"], folds.Folds.Select(f => f.Name));
        Assert.True(folds.Mean["RSquared"] > 0.9);
        Assert.Contains("mean", folds.ToString(), StringComparison.Ordinal);
        DataArray days = x.Rename(("z", "time"))
            .AssignCoords("time", new DataArray(DateRange("2001-01-01", periods: 365), "time"));
        MlValidation seasons = MlModel.CrossValidate(
            ml.Regression.Trainers.OnlineGradientDescent(numberOfIterations: 20),
            days,
            new DataArray(y.Expression, ["time"]),
            by: "time.season"
        );
        Assert.Equal(["DJF", "MAM", "JJA", "SON"], seasons.Folds.Select(f => f.Name));
    }

    [Fact]
    public void A_feature_that_does_not_matter_has_no_importance()
    {
        (DataArray x, DataArray y) = Linear(400);
        MlModel model = MlModel.Fit(Context.Regression.Trainers.LightGbm(Small), x, y);
        DataArray importance = model.PermutationImportance(x, y);
        Assert.Equal(["f"], importance.Dims);
        double[] loss = importance.Compute().ToArray<double>();
        Assert.True(loss[0] > loss[1] && loss[1] > 0.2 && Math.Abs(loss[2]) < 0.05, string.Join(", ", loss));
    }

    [Fact]
    public void Nothing_is_read_until_a_transformed_field_is_computed()
    {
        (DataArray x, DataArray y) = Linear(200);
        MlModel model = MlModel.Fit(Context.Regression.Trainers.LightGbm(Small), x, y);
        int calls = 0;
        var source = new DataArray(
            new ChunkedArray(x.Expression)
                .MapBlocks(b =>
                {
                    Interlocked.Increment(ref calls);
                    return b;
                })
                .Expression,
            ["z", "f"]
        );
        DataArray score = model.Transform(source);
        Assert.Contains("score", score.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, calls);
        score.Compute();
        Assert.NotEqual(0, calls);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        (DataArray x, DataArray y) = Linear(200);
        MLContext ml = Context;
        MlModel model = MlModel.Fit(ml.Regression.Trainers.LightGbm(Small), x, y);
        Says("fitted to 3 features along 'f'; these samples have 2", () => model.Transform(x.Isel("f", ..2)));
        Says("feature 0 along 'f' is 'c', but the model was fitted to 'a'", () => model.Transform(x.Reverse("f")));
        Says("Scor", () => model.Transform(x, "Scor"));
        Says("it needs labels: give y:", () => MlModel.Fit(ml.Regression.Trainers.LightGbm(Small), x));
        Says("labels of two classes", () => MlModel.Fit(ml.BinaryClassification.Trainers.FastTree(), x, y));
        Says(
            "name the dimension of the features with over:",
            () => MlModel.Fit(ml.Regression.Trainers.Sdca(), x.ExpandDims("m"), y)
        );
        Says("needs some: give y:", () => model.Evaluate(x));
        Says("between 2 and the length", () => MlModel.CrossValidate(ml.Regression.Trainers.Sdca(), x, y, folds: 1));
        Says("restore: adds the center", () => model.Transform(x, "Score", restore: true));

        static void Says(string expected, Action action) =>
            Assert.Contains(expected, Assert.Throws<GchunkException>(action).Message, StringComparison.Ordinal);
    }
}
