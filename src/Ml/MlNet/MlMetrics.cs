using System.Globalization;
using Gchunk.Engine;
using Gchunk.Ml.MlNet;
using Gchunk.Ml.MlNet.Tables;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Gchunk.Ml;

/// <summary>The metrics of a model by their names in ML.NET, such as <c>RSquared</c> or <c>MacroAccuracy</c>.</summary>
public sealed class MlMetrics
{
    private readonly Dictionary<string, double> values;

    internal MlMetrics(IEnumerable<KeyValuePair<string, double>> values) => this.values = new(values);

    /// <summary>Returns a metric.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="GchunkException">There is no such metric.</exception>
    public double this[string name] =>
        values.TryGetValue(name, out double value)
            ? value
            : throw new GchunkException(Spelling.Unknown("metric", name, values.Keys));

    /// <summary>The names of the metrics.</summary>
    public IReadOnlyCollection<string> Names => values.Keys;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:g5}")));

    /// <summary>Evaluates a model.</summary>
    internal static MlMetrics Of(LoadedModel model, SampleDataView samples)
    {
        try
        {
            IDataView scored = model.Transformer.Transform(samples);
            MLContext ml = MlPrelude.ML;
            bool hasProbability = scored.Schema.GetColumnOrNull("Probability") is not null;
            return model.Details.Label switch
            {
                LabelKind.Number => Of(ml.Regression.Evaluate(scored)),
                LabelKind.Binary when hasProbability => Of(ml.BinaryClassification.Evaluate(scored)),
                LabelKind.Binary => Of(ml.BinaryClassification.EvaluateNonCalibrated(scored)),
                LabelKind.Class => Of(ml.MulticlassClassification.Evaluate(scored)),
                _ => Of(ml.Clustering.Evaluate(scored, featureColumnName: ViewLayout.FeatureColumn)),
            };
        }
        catch (Exception e) when (e is not (GchunkException or OperationCanceledException))
        {
            throw new GchunkException($"ML.NET cannot evaluate this model: {e.Message}", e);
        }
    }

    /// <summary>Returns the loss of the main metric by the name of the feature that is permuted.</summary>
    internal static IDictionary<string, double> Importance(
        LoadedModel model,
        SampleDataView samples,
        MLContext ml,
        int repeats
    )
    {
        ITransformer transformer = model.Transformer;
        try
        {
            return model.Details.Label switch
            {
                LabelKind.Number => ml
                    .Regression.PermutationFeatureImportance(transformer, samples, permutationCount: repeats)
                    .ToDictionary(p => p.Key, p => -p.Value.RSquared.Mean),
                LabelKind.Binary => ml
                    .BinaryClassification.PermutationFeatureImportanceNonCalibrated(
                        transformer,
                        samples,
                        permutationCount: repeats
                    )
                    .ToDictionary(p => p.Key, p => -p.Value.AreaUnderRocCurve.Mean),
                LabelKind.Class => ml
                    .MulticlassClassification.PermutationFeatureImportance(
                        transformer,
                        samples,
                        permutationCount: repeats
                    )
                    .ToDictionary(p => p.Key, p => -p.Value.MicroAccuracy.Mean),
                _ => throw new GchunkException(
                    "the importance of features needs labels; this model was fitted without"
                ),
            };
        }
        catch (Exception e) when (e is not (GchunkException or OperationCanceledException))
        {
            throw new GchunkException($"ML.NET cannot permute the features of this model: {e.Message}", e);
        }
    }

    private static MlMetrics Of(RegressionMetrics m) =>
        new([
            new(nameof(m.RSquared), m.RSquared),
            new(nameof(m.RootMeanSquaredError), m.RootMeanSquaredError),
            new(nameof(m.MeanAbsoluteError), m.MeanAbsoluteError),
        ]);

    private static MlMetrics Of(BinaryClassificationMetrics m) =>
        new([
            new(nameof(m.Accuracy), m.Accuracy),
            new(nameof(m.AreaUnderRocCurve), m.AreaUnderRocCurve),
            new(nameof(m.AreaUnderPrecisionRecallCurve), m.AreaUnderPrecisionRecallCurve),
            new(nameof(m.F1Score), m.F1Score),
            new(nameof(m.PositivePrecision), m.PositivePrecision),
            new(nameof(m.PositiveRecall), m.PositiveRecall),
        ]);

    private static MlMetrics Of(MulticlassClassificationMetrics m) =>
        new([
            new(nameof(m.MicroAccuracy), m.MicroAccuracy),
            new(nameof(m.MacroAccuracy), m.MacroAccuracy),
            new(nameof(m.LogLoss), m.LogLoss),
        ]);

    private static MlMetrics Of(ClusteringMetrics m) =>
        new([
            new(nameof(m.AverageDistance), m.AverageDistance),
            new(nameof(m.DaviesBouldinIndex), m.DaviesBouldinIndex),
        ]);
}
