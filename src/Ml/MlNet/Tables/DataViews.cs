using Gchunk.Dsl;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.MlNet.Tables;

namespace Gchunk.Ml;

/// <summary>Samples as tables for ML.NET.</summary>
public static class DataViews
{
    /// <summary>Returns plain samples as a table for ML.NET, as labelled ones.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="label">A label for each sample.</param>
    /// <param name="weights">A weight for each sample.</param>
    /// <param name="center">True if the mean of each feature is subtracted.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <param name="kind">The type of the column Label.</param>
    /// <exception cref="Engine.GchunkException">As for labelled samples.</exception>
    /// <example><code>
    /// var points = Rand.Normal((200, 3), seed: 1);
    /// var view = points.ToDataView(label: points[.., 0] * 2);
    /// Print(view.GetRowCount(), view.Schema.Count);
    /// </code></example>
    public static SampleDataView ToDataView(
        this ChunkedArray samples,
        ChunkedArray? label = null,
        ChunkedArray? weights = null,
        bool center = true,
        bool skipNaN = true,
        LabelKind? kind = null
    ) =>
        Fitting
            .Label(samples)
            .ToDataView(
                label is null ? null : Fitting.Label(label),
                weights is null ? null : Fitting.Label(weights),
                null,
                center,
                skipNaN,
                kind
            );

    /// <summary>Returns the variables of a data set as a table for ML.NET: each is a feature.</summary>
    /// <param name="variables">The features. They are broadcast.</param>
    /// <param name="label">Labels along the dimensions of the variables, or some of them.</param>
    /// <param name="weights">Weights along the dimensions of the variables, or some of them.</param>
    /// <param name="features">The name of the dimension of the features.</param>
    /// <param name="center">True if the mean of each feature is subtracted.</param>
    /// <param name="skipNaN">True if samples with a missing feature are left out.</param>
    /// <param name="kind">The type of the column Label.</param>
    /// <exception cref="Engine.GchunkException">As for an array.</exception>
    /// <example><code>
    /// var fields = new Dataset([x.Rename("rain"), Sqrt(x).Rename("root")]);
    /// Print(fields.ToDataView(label: fields["rain"] * 3).GetRowCount());
    /// </code></example>
    public static SampleDataView ToDataView(
        this Dataset variables,
        DataArray? label = null,
        DataArray? weights = null,
        string features = "variable",
        bool center = true,
        bool skipNaN = true,
        LabelKind? kind = null
    ) => variables.ToArray(features).ToDataView(label, weights, features, center, skipNaN, kind);

    /// <summary>
    /// Returns samples as a table for ML.NET, whose rows are read block by block. One pass over the samples finds their
    /// means.
    /// </summary>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="label">Labels along the dimensions of the samples, or some of them.</param>
    /// <param name="weights">Weights along the dimensions of the samples, or some of them.</param>
    /// <param name="over">The dimension of the features; null for the second of two.</param>
    /// <param name="center">
    /// True if the mean of each feature is subtracted, as float64, before the cast to float32. Labels are centred if
    /// their mean is over a thousand times their standard deviation.
    /// </param>
    /// <param name="skipNaN">
    /// True if samples with a missing feature are left out; false if ML.NET sees NaN. Samples without a label or a
    /// weight are always left out.
    /// </param>
    /// <param name="kind">
    /// The type of the column Label; null for true or false if the labels are bools, otherwise for a number.
    /// </param>
    /// <returns>
    /// A table with the columns Features (float32), Label, Weight, Index (the index of the sample) and one for each
    /// coordinate of the samples: float64, or text for texts and times.
    /// </returns>
    /// <exception cref="Engine.GchunkException">
    /// The dimensions do not fit, no sample is left, the features exceed float32, or labels are not classes.
    /// </exception>
    /// <example><code>
    /// var view = x.ToDataView();
    /// Console.WriteLine(view.GetRowCount());
    /// </code></example>
    public static SampleDataView ToDataView(
        this DataArray samples,
        DataArray? label = null,
        DataArray? weights = null,
        string? over = null,
        bool center = true,
        bool skipNaN = true,
        LabelKind? kind = null
    )
    {
        SampleInput input = SampleInput.Of(samples, label, weights, over);
        SampleFacts facts = SampleFacts.Of(input, center, skipNaN);
        LabelKind[] possible = LabelKinds.Of(label, facts);
        LabelKind chosen = kind ?? possible[0];
        LabelKinds.Check(chosen, possible);
        return SampleTable.View(
            input,
            facts,
            chosen,
            input.SampleDims is [var dim] ? SampleCoordinate.Of(samples, dim) : []
        );
    }
}
