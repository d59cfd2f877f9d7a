using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.MlNet;
using Gchunk.Ml.MlNet.Tables;
using Microsoft.ML;

namespace Gchunk.Ml;

public sealed partial class MlModel
{
    /// <summary>Compares the model's output for samples with their labels.</summary>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="y">The labels; null for a model of clusters.</param>
    /// <param name="weights">Weights of the samples; null for equal ones.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <returns>ML.NET's metrics of the kind of the labels, by name.</returns>
    /// <exception cref="GchunkException">The samples or the labels do not fit the model.</exception>
    /// <example><code>
    /// var model = MlModel.Fit(ML.Clustering.Trainers.KMeans(numberOfClusters: 3), x);
    /// Print(model.Evaluate(x));
    /// </code></example>
    public MlMetrics Evaluate(DataArray samples, DataArray? y = null, DataArray? weights = null, bool skipNaN = true)
    {
        SampleInput input = InputOf(samples, y, weights);
        return Evaluate(input, SampleFacts.Of(input, center: false, skipNaN), null);
    }

    private MlMetrics Evaluate(SampleInput input, SampleFacts facts, FoldFilter? fold) =>
        MlMetrics.Of(loaded, ViewOf(input, facts, fold));

    /// <summary>
    /// Fits a trainer several times, each time without one fold of the samples, and evaluates it on that fold. Folds are
    /// contiguous, because neighbours in time and space are alike: random folds would flatter the model.
    /// </summary>
    /// <param name="trainer">A trainer, or a pipeline that ends with one.</param>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="y">The labels; null for a trainer of clusters.</param>
    /// <param name="folds">The number of folds, of equal length; ignored if <paramref name="by"/> is given.</param>
    /// <param name="along">The dimension that is divided; null for the first one of the samples.</param>
    /// <param name="by">
    /// A fold for each value of a coordinate of the dimension, or of a part of the time: <c>"time.year"</c>,
    /// <c>"time.month"</c>, <c>"time.season"</c>.
    /// </param>
    /// <param name="over">The dimension of the features; null for the second of two.</param>
    /// <param name="center">False if features and labels are not centred.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <exception cref="GchunkException">
    /// There are fewer than two folds, the dimensions do not fit, or ML.NET refuses the trainer or the samples.
    /// </exception>
    /// <example><code>
    /// var trainer = ML.Regression.Trainers.OnlineGradientDescent();
    /// var validation = MlModel.CrossValidate(trainer, x, x.Mean("time"), folds: 3);
    /// Console.WriteLine(validation);
    /// </code></example>
    public static MlValidation CrossValidate(
        IEstimator<ITransformer> trainer,
        DataArray samples,
        DataArray? y = null,
        int folds = 5,
        string? along = null,
        string? by = null,
        string? over = null,
        bool center = true,
        bool skipNaN = true
    )
    {
        SampleInput input = SampleInput.Of(samples, y, null, over);
        SampleFacts facts = SampleFacts.Of(input, center, skipNaN).Centred(center);
        Folds divided = Folds.Of(samples, input.SampleDims, folds, along, by);
        var results = new List<MlFold>();
        for (int f = 0; f < divided.Names.Length; f++)
        {
            MlModel model = Fit(trainer, input, facts, y, divided.Filter(f, inside: false));
            results.Add(
                new MlFold(divided.Names[f], model, model.Evaluate(input, facts, divided.Filter(f, inside: true)))
            );
        }
        return new MlValidation(results);
    }

    /// <summary>
    /// Returns how much worse the model becomes when the values of a feature are permuted among the samples (Breiman
    /// 2001, "Random forests", section 10).
    /// </summary>
    /// <param name="samples">Samples × features, or a field. ML.NET holds the scores and one feature in memory.</param>
    /// <param name="y">The labels.</param>
    /// <param name="repeats">The number of permutations of each feature, whose mean is returned.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <returns>
    /// Along the features, the loss of R² for numbers, of the area under the ROC curve for two classes, of the accuracy
    /// for classes; around 0 for a feature that does not matter.
    /// </returns>
    /// <exception cref="GchunkException">The model has no labels, or the samples do not fit it.</exception>
    /// <example><code>
    /// var wet = x.Isel("time", ..5);
    /// var model = MlModel.Fit(ML.Regression.Trainers.OnlineGradientDescent(), wet, wet.Mean("time"));
    /// Print(model.PermutationImportance(wet, wet.Mean("time")));
    /// </code></example>
    public DataArray PermutationImportance(DataArray samples, DataArray y, int repeats = 1, bool skipNaN = true)
    {
        if (repeats < 1)
            throw new GchunkException($"a feature is permuted at least once; got repeats: {repeats}");
        SampleInput input = InputOf(samples, y, null);
        SampleDataView view = ViewOf(input, SampleFacts.Of(input, center: false, skipNaN), null);
        var context = new MLContext(seed: 0);
        IDictionary<string, double> loss = MlMetrics.Importance(loaded, view, context, repeats);
        double[] values =
        [
            .. Details.Layout.Slots.Select(name => loss.TryGetValue(name, out double v) ? v : double.NaN),
        ];
        return new DataArray(NDArray.From(values), [input.FeatureDim], samples.Coords, "importance");
    }

    private SampleInput InputOf(DataArray samples, DataArray? y, DataArray? weights)
    {
        string feature = FeatureDim(samples, null);
        MlNet.Tables.FeatureNames.Check(samples, feature, Details.Features, Details.Names);
        if ((y is null) != (LabelKind == LabelKind.None))
        {
            throw new GchunkException(
                y is null
                    ? "the model was fitted to labels; evaluating it needs some: give y:"
                    : "the model was fitted without labels; leave y: out"
            );
        }

        return SampleInput.Of(samples, y, weights, feature);
    }

    // The samples as the model was fitted: with its center and its classes.
    private SampleDataView ViewOf(SampleInput input, SampleFacts facts, FoldFilter? fold) =>
        SampleTable.View(
            input,
            facts with
            {
                Center = Details.CenterArray,
                LabelCenter = Details.LabelCenter,
                Classes = Details.Classes,
            },
            Details.Label,
            [],
            fold
        );
}
