using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml.Clustering;
using Microsoft.ML;

namespace Gchunk.Ml;

// The same for plain arrays, and for the variables of data sets.
public sealed partial class MlModel
{
    /// <summary>Fits a trainer or a pipeline of ML.NET to plain arrays.</summary>
    /// <param name="trainer">A trainer, or a pipeline that ends with one.</param>
    /// <param name="samples">Samples × features.</param>
    /// <param name="y">A label for each sample.</param>
    /// <param name="weights">A weight for each sample.</param>
    /// <param name="center">False if features and labels are not centred.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">As for labelled arrays.</exception>
    /// <example><code>
    /// var points = Rand.Normal((200, 3), seed: 1);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), points, points[.., 0] * 2);
    /// Print(model.Transform(points).Sizes);
    /// </code></example>
    public static MlModel Fit(
        IEstimator<ITransformer> trainer,
        ChunkedArray samples,
        ChunkedArray? y = null,
        ChunkedArray? weights = null,
        bool center = true,
        bool skipNaN = true
    ) => Fit(trainer, Fitting.Label(samples), Labelled(y), Labelled(weights), null, center, skipNaN);

    /// <summary>Computes an output column of the model for each sample, lazily and block by block.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="column">The column; null for the predicted label or the score.</param>
    /// <param name="skipNaN">True if missing features give NaN.</param>
    /// <exception cref="GchunkException">The features or the column do not fit the model.</exception>
    /// <example><code>
    /// var points = Rand.Normal((200, 3), seed: 1);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), points, points[.., 0] * 2);
    /// Print(model.Transform(points + 1).Sizes);
    /// </code></example>
    public DataArray Transform(ChunkedArray samples, string? column = null, bool skipNaN = true)
    {
        ArgumentNullException.ThrowIfNull(samples);
        DataArray labelled = Fitting.Label(samples);
        return labelled.Dims is [.., var features]
            ? Transform(labelled, column, features, skipNaN)
            : throw new GchunkException("a model takes samples × features; got a single number: x.Reshape((1, -1))");
    }

    /// <summary>Compares the model's output for samples with their labels.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="y">A label for each sample; null for a model of clusters.</param>
    /// <param name="weights">A weight for each sample; null for equal ones.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">The samples or the labels do not fit the model.</exception>
    /// <example><code>
    /// var points = Rand.Normal((200, 3), seed: 1);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), points, points[.., 0] * 2);
    /// Print(model.Evaluate(points, points[.., 0] * 2)["RSquared"]);
    /// </code></example>
    public MlMetrics Evaluate(
        ChunkedArray samples,
        ChunkedArray? y = null,
        ChunkedArray? weights = null,
        bool skipNaN = true
    ) => Evaluate(Fitting.Label(samples), Labelled(y), Labelled(weights), skipNaN);

    /// <summary>Compares the model's output for the variables of a data set with their labels.</summary>
    /// <param name="variables">The features that the model was fitted to, with the same names.</param>
    /// <param name="y">The labels; null for a model of clusters.</param>
    /// <param name="weights">Weights of the samples; null for equal ones.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">The samples or the labels do not fit the model.</exception>
    /// <example><code>
    /// var fields = new Dataset([x.Rename("rain"), Sqrt(x).Rename("root")]).Isel("time", ..20);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), fields, fields["rain"] * 3);
    /// Print(model.Evaluate(fields, fields["rain"] * 3)["RSquared"]);
    /// </code></example>
    public MlMetrics Evaluate(Dataset variables, DataArray? y = null, DataArray? weights = null, bool skipNaN = true) =>
        Evaluate(variables.ToArray(Details.FeatureDim), y, weights, skipNaN);

    /// <summary>Returns how much worse the model becomes when the values of a feature are permuted.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="y">A label for each sample.</param>
    /// <param name="repeats">The number of permutations of each feature, whose mean is returned.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">As for labelled arrays.</exception>
    /// <example><code>
    /// var points = Rand.Normal((200, 3), seed: 1);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), points, points[.., 0] * 2);
    /// Print(model.PermutationImportance(points, points[.., 0] * 2));
    /// </code></example>
    public DataArray PermutationImportance(
        ChunkedArray samples,
        ChunkedArray y,
        int repeats = 1,
        bool skipNaN = true
    ) => PermutationImportance(Fitting.Label(samples), Fitting.Label(y), repeats, skipNaN);

    /// <summary>Returns how much worse the model becomes when the values of a variable are permuted.</summary>
    /// <param name="variables">The features that the model was fitted to, with the same names.</param>
    /// <param name="y">The labels.</param>
    /// <param name="repeats">The number of permutations of each feature, whose mean is returned.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">As for labelled arrays.</exception>
    /// <example><code>
    /// var fields = new Dataset([x.Rename("rain"), Sqrt(x).Rename("root")]).Isel("time", ..20);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), fields, fields["rain"] * 3);
    /// Print(model.PermutationImportance(fields, fields["rain"] * 3));
    /// </code></example>
    public DataArray PermutationImportance(Dataset variables, DataArray y, int repeats = 1, bool skipNaN = true) =>
        PermutationImportance(variables.ToArray(Details.FeatureDim), y, repeats, skipNaN);

    /// <summary>Cross-validates a trainer on plain arrays, by contiguous folds.</summary>
    /// <param name="trainer">A trainer, or a pipeline that ends with one.</param>
    /// <param name="samples">Samples × features.</param>
    /// <param name="y">A label for each sample; null for a trainer of clusters.</param>
    /// <param name="folds">The number of folds, of equal length.</param>
    /// <param name="center">False if features and labels are not centred.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">As for labelled arrays.</exception>
    /// <example><code>
    /// var points = Rand.Normal((200, 3), seed: 1);
    /// var trainer = ML.Regression.Trainers.OnlineGradientDescent();
    /// Print(MlModel.CrossValidate(trainer, points, points[.., 0] * 2, folds: 2));
    /// </code></example>
    public static MlValidation CrossValidate(
        IEstimator<ITransformer> trainer,
        ChunkedArray samples,
        ChunkedArray? y = null,
        int folds = 5,
        bool center = true,
        bool skipNaN = true
    ) => CrossValidate(trainer, Fitting.Label(samples), Labelled(y), folds, center: center, skipNaN: skipNaN);

    /// <summary>Cross-validates a trainer on the variables of a data set, by contiguous folds.</summary>
    /// <param name="trainer">A trainer, or a pipeline that ends with one.</param>
    /// <param name="variables">The features: each variable is one. They are broadcast.</param>
    /// <param name="y">The labels; null for a trainer of clusters.</param>
    /// <param name="folds">The number of folds, of equal length; ignored if <paramref name="by"/> is given.</param>
    /// <param name="along">The dimension that is divided; null for the first one of the samples.</param>
    /// <param name="by">A fold for each value of a coordinate, or of a part of the time: <c>"time.year"</c>.</param>
    /// <param name="features">The name of the dimension of the features.</param>
    /// <param name="center">False if features and labels are not centred.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">As for an array.</exception>
    /// <example><code>
    /// var fields = new Dataset([x.Rename("rain"), Sqrt(x).Rename("root")]).Isel("time", ..20);
    /// var trainer = ML.Regression.Trainers.OnlineGradientDescent();
    /// Print(MlModel.CrossValidate(trainer, fields, fields["rain"] * 3, folds: 2));
    /// </code></example>
    public static MlValidation CrossValidate(
        IEstimator<ITransformer> trainer,
        Dataset variables,
        DataArray? y = null,
        int folds = 5,
        string? along = null,
        string? by = null,
        string features = "variable",
        bool center = true,
        bool skipNaN = true
    ) => CrossValidate(trainer, variables.ToArray(features), y, folds, along, by, features, center, skipNaN);

    private static DataArray? Labelled(ChunkedArray? values) => values is null ? null : Fitting.Label(values);
}
