using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.MlNet;
using Gchunk.Ml.MlNet.Tables;
using Gchunk.Ml.Operations.MlNet;
using Microsoft.ML;

namespace Gchunk.Ml;

/// <summary>An ML.NET model that was fitted to samples. It turns fields into lazy fields.</summary>
/// <remarks>
/// ML.NET computes with float32. So the mean of each feature is subtracted as float64 first, and so is the mean of
/// labels that are far from 0; the model keeps both, subtracts the same from its inputs, and adds the mean of the
/// labels to its scores. <see cref="Transform(DataArray, string?, string?, bool, bool)"/> works block by block, on
/// threads and on worker processes, to which the model is sent once.
/// </remarks>
/// <example><code>
/// var y = x.Mean("time");
/// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), x, y);
/// Console.WriteLine(model.Evaluate(x, y)["RSquared"]);
/// </code></example>
public sealed partial class MlModel
{
    private readonly NDArray bytes;
    private readonly LoadedModel loaded;

    private MlModel(NDArray bytes, LoadedModel loaded) => (this.bytes, this.loaded) = (bytes, loaded);

    private ModelDetails Details => loaded.Details;

    /// <summary>The transformer of ML.NET. It takes centred features: see <see cref="Center"/>.</summary>
    public ITransformer Transformer => loaded.Transformer;

    /// <summary>The type of the labels that it was fitted to.</summary>
    public LabelKind LabelKind => Details.Label;

    /// <summary>The names of the features, or their numbers.</summary>
    public IReadOnlyList<string> FeatureNames => Details.Names ?? [];

    /// <summary>The values that it subtracts from the features, as float64; null if there are none.</summary>
    public DataArray? Center =>
        Details.CenterArray is { } center ? new DataArray(center, [Details.FeatureDim], name: "center") : null;

    /// <summary>
    /// The value that it adds to scores, because it was subtracted from the labels; 0 if nothing was.
    /// </summary>
    public double LabelCenter => Details.LabelCenter;

    /// <summary>Fits a trainer or a pipeline of ML.NET to samples.</summary>
    /// <param name="trainer">
    /// A trainer, such as <c>ML.Regression.Trainers.LightGbm()</c>, or a pipeline that ends with one. It reads the column
    /// Features, and Label and Weight if it uses them.
    /// </param>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="y">
    /// Labels along the dimensions of the samples, or some of them: numbers, bools, or classes (whole numbers). The
    /// column gets the type that the trainer requires.
    /// </param>
    /// <param name="weights">Weights along the dimensions of the samples; the trainer must name the column Weight.</param>
    /// <param name="over">The dimension of the features; null for the second of two.</param>
    /// <param name="center">False if features and labels are not centred, for trainers that need their sign.</param>
    /// <param name="skipNaN">
    /// True if samples with a missing feature are left out; false for trainers that take them, such as LightGBM.
    /// Samples without a label are always left out.
    /// </param>
    /// <exception cref="GchunkException">
    /// The dimensions do not fit, no sample is left, or ML.NET refuses the trainer or the samples.
    /// </exception>
    public static MlModel Fit(
        IEstimator<ITransformer> trainer,
        DataArray samples,
        DataArray? y = null,
        DataArray? weights = null,
        string? over = null,
        bool center = true,
        bool skipNaN = true
    )
    {
        SampleInput input = SampleInput.Of(samples, y, weights, over);
        return Fit(trainer, input, SampleFacts.Of(input, center, skipNaN).Centred(center), y, null);
    }

    /// <summary>Fits a trainer or a pipeline of ML.NET to the variables of a data set.</summary>
    /// <param name="trainer">A trainer, or a pipeline that ends with one.</param>
    /// <param name="variables">The features: each variable is one. They are broadcast.</param>
    /// <param name="y">Labels along the dimensions of the variables, or some of them.</param>
    /// <param name="weights">Weights along the dimensions of the variables, or some of them.</param>
    /// <param name="features">The name of the dimension of the features.</param>
    /// <param name="center">False if features and labels are not centred.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">
    /// The dimensions do not fit, no sample is left, or ML.NET refuses the trainer or the samples.
    /// </exception>
    /// <example><code>
    /// var fields = new Dataset([x.Rename("rain"), Sqrt(x).Rename("root")]).Isel("time", ..20);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), fields, fields["rain"] * 3);
    /// Print(model.FeatureNames);
    /// </code></example>
    public static MlModel Fit(
        IEstimator<ITransformer> trainer,
        Dataset variables,
        DataArray? y = null,
        DataArray? weights = null,
        string features = "variable",
        bool center = true,
        bool skipNaN = true
    ) => Fit(trainer, variables.ToArray(features), y, weights, features, center, skipNaN);

    private static MlModel Fit(
        IEstimator<ITransformer> trainer,
        SampleInput input,
        SampleFacts facts,
        DataArray? y,
        FoldFilter? fold
    )
    {
        string name = trainer.GetType().Name;
        LabelKind[] kinds = LabelKinds.Of(y, facts);
        for (int i = 0; ; i++)
        {
            SampleDataView view = SampleTable.View(input, facts, kinds[i], [], fold);
            try
            {
                ITransformer transformer = trainer.Fit(view);
                return Keep(transformer, view, input, facts, name);
            }
            // The trainer says which type of label it takes only by refusing the others.
            catch (Exception e) when (i + 1 < kinds.Length && RefusesLabel(e)) { }
            catch (Exception e) when (e is not (GchunkException or OperationCanceledException))
            {
                throw new GchunkException($"{name} could not be fitted: {Reason(e)}", e);
            }
        }
    }

    private static bool RefusesLabel(Exception e) =>
        e is not (GchunkException or OperationCanceledException)
        && (
            e.Message.Contains("Schema mismatch for label", StringComparison.Ordinal)
            || e.Message.Contains("Label column type is not supported", StringComparison.Ordinal)
            || e.Message.Contains("contains invalid values for multi-class", StringComparison.Ordinal)
        );

    private static string Reason(Exception e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is DllNotFoundException && inner.Message.Contains("lib_lightgbm", StringComparison.Ordinal))
                return "LightGBM cannot be loaded; it is there for x64 only and needs: apt-get install libgomp1";
        }
        string message = e.Message.Split(" (Parameter", 2)[0];
        if (message.Contains("Could not find label", StringComparison.Ordinal))
            return "it needs labels: give y:";
        if (message.Contains("Could not find weight", StringComparison.Ordinal))
            return "it asks for weights: give weights:";
        if (message.Contains("GroupId column", StringComparison.Ordinal))
            return "ranking compares samples within groups, which MlModel does not have; make a table with ToDataView and groups of your own, and fit it with ML.NET";
        return message.Contains("Schema mismatch for label", StringComparison.Ordinal)
            ? $"{message}; bools or 0 and 1 are labels of two classes, whole numbers are labels of classes, other numbers are for regression"
            : message;
    }

    private static MlModel Keep(
        ITransformer transformer,
        SampleDataView view,
        SampleInput input,
        SampleFacts facts,
        string trainer
    )
    {
        var details = new ModelDetails(
            ModelDetails.CurrentVersion,
            input.FeatureDim,
            (int)input.Features.Shape[1],
            MlNet.Tables.FeatureNames.Of(input.Source, input.FeatureDim),
            facts.Center?.ToArray<double>(),
            view.LabelCenter,
            view.LabelKind,
            view.LabelKind == LabelKind.Class ? facts.Classes : null,
            trainer
        );
        var stream = new MemoryStream();
        MlPrelude.ML.Model.Save(transformer, view.Schema, stream);
        NDArray bytes = NDArray.From(ModelArchive.Add(stream.ToArray(), details));
        return new MlModel(bytes, LoadedModel.Of(bytes));
    }

    /// <summary>Computes an output column of the model for each sample, lazily and block by block.</summary>
    /// <param name="samples">
    /// Samples × features, or a field. It has the dimension of the features that was fitted, with as many features.
    /// </param>
    /// <param name="column">
    /// The column, such as <c>Score</c> or <c>Probability</c>; null for <c>PredictedLabel</c>, else <c>Score</c>, else
    /// the last one that the model makes.
    /// </param>
    /// <param name="over">The dimension of the features, if it has another name than the one that was fitted.</param>
    /// <param name="skipNaN">
    /// True if samples with a missing feature give NaN (-1 for labels, false for bools); false if the model is given them.
    /// </param>
    /// <param name="restore">
    /// True to add what was subtracted from the features again, for a column in their units, such as imputed features.
    /// </param>
    /// <returns>
    /// An array along the dimensions of the samples, with their labels; for a column of vectors, along a last dimension
    /// too: <c>class</c> for scores of classes, otherwise named like the column. float32 for scores, bool for two
    /// classes, int64 for the labels of classes, int32 from 0 for other labels, such as those of clusters.
    /// </returns>
    /// <exception cref="GchunkException">The features or the column do not fit the model.</exception>
    /// <example><code>
    /// var model = MlModel.Fit(ML.Clustering.Trainers.KMeans(numberOfClusters: 3), x);
    /// Print(model.Transform(x).Sizes, model.Transform(x, "Score").Sizes);
    /// </code></example>
    public DataArray Transform(
        DataArray samples,
        string? column = null,
        string? over = null,
        bool skipNaN = true,
        bool restore = false
    )
    {
        string feature = FeatureDim(samples, over);
        MlNet.Tables.FeatureNames.Check(samples, feature, Details.Features, Details.Names);
        OutputColumn output = OutputColumn.Of(loaded, column, restore);
        string[] dims = [.. samples.Dims.Where(d => d != feature)];
        DataArray last = samples.Transpose([.. dims, feature]);
        ArrayExpr values = MlTransformOp.Create(last.Expression, bytes, output, skipNaN, restore);
        return Labelled(samples, output, dims, feature, values, restore);
    }

    /// <summary>Makes a column of the model of the variables of a data set, lazily and block by block.</summary>
    /// <param name="variables">The features that the model was fitted to, with the same names.</param>
    /// <param name="column">The column; null for the predicted label or the score.</param>
    /// <param name="skipNaN">True if missing features give NaN.</param>
    /// <exception cref="GchunkException">The features or the column do not fit the model.</exception>
    /// <example><code>
    /// var fields = new Dataset([x.Rename("rain"), Sqrt(x).Rename("root")]).Isel("time", ..20);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), fields, fields["rain"] * 3);
    /// Print(model.Transform(fields).Mean().Scalar());
    /// </code></example>
    public DataArray Transform(Dataset variables, string? column = null, bool skipNaN = true) =>
        Transform(variables.ToArray(Details.FeatureDim), column, Details.FeatureDim, skipNaN);

    private string FeatureDim(DataArray samples, string? over) =>
        over
        ?? (samples.Dims.Contains(Details.FeatureDim) ? Details.FeatureDim : SampleInput.FeatureDimOf(samples, null));

    private DataArray Labelled(
        DataArray samples,
        OutputColumn output,
        string[] dims,
        string feature,
        ArrayExpr values,
        bool restore
    )
    {
        string name = char.ToLowerInvariant(output.Name[0]) + output.Name[1..];
        if (output.Columns == 0)
            return new DataArray(values, dims, samples.Coords, name);
        bool ofClasses = Details.Classes?.Length == output.Columns;
        string dim =
            restore ? feature
            : ofClasses && !dims.Contains("class") ? "class"
            : dims.Contains(name) ? name + "_"
            : name;
        var made = new DataArray(values, [.. dims, dim], samples.Coords, name);
        return ofClasses
            ? made.AssignCoords(dim, new DataArray(NDArray.From(Details.Classes!), [dim]).AsType(DType.Int64))
            : made;
    }

    /// <summary>Writes the model to a file, which other ML.NET programs can load too.</summary>
    /// <param name="path">The file, <c>.zip</c>. It is written whole or not at all.</param>
    /// <exception cref="GchunkException">It cannot be written.</exception>
    /// <example><code>
    /// MlModel.Fit(ML.Clustering.Trainers.KMeans(numberOfClusters: 3), x).Save("clusters.zip");
    /// Print(MlModel.Load("clusters.zip").Transform(x).Sizes);
    /// </code></example>
    public void Save(string path) => AtomicFile.WriteBytes(path, bytes.Span<byte>());

    /// <summary>Loads a model that gchunk or another program has saved.</summary>
    /// <remarks>
    /// Only models of the trainers and transforms that gchunk includes are loaded: a file never makes it load an
    /// assembly. A model of another program takes the column Features as that program gave it.
    /// </remarks>
    /// <param name="path">The file, <c>.zip</c>.</param>
    /// <exception cref="GchunkException">
    /// It is missing, is not a model, is damaged or too large, or has parts that would load other code.
    /// </exception>
    public static MlModel Load(string path)
    {
        NDArray bytes = NDArray.From(SmallFile.Read(path, "a model of ML.NET"));
        return new MlModel(bytes, LoadedModel.Of(bytes, path));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"MlModel({Details.Trainer}, {Details.Features} features along '{Details.FeatureDim}', label: {Details.Label})";
}
