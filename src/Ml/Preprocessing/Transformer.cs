using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>An estimator that changes values: a scaler, a decomposition. It can invert the change.</summary>
public abstract class Transformer : ISavable
{
    private protected Transformer() { }

    /// <summary>Transforms values as fitted; lazy. Missing values stay missing.</summary>
    /// <param name="x">Samples × features or a field, as it was fitted.</param>
    /// <exception cref="GchunkException">It has not been fitted, or the dimensions do not fit.</exception>
    public abstract DataArray Transform(DataArray x);

    /// <summary>Changes samples × features as it was fitted; lazy.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <exception cref="GchunkException">As for labelled samples.</exception>
    public DataArray Transform(ChunkedArray samples) => Transform(Clustering.Fitting.Label(samples));

    /// <summary>Changes several fields as they were fitted; lazy.</summary>
    /// <param name="fields">The variables that were fitted, in the same order.</param>
    /// <returns>An array with the dimension <c>variable</c>, unless the result has none.</returns>
    /// <exception cref="GchunkException">It has not been fitted, or the dimensions do not fit.</exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// var fields = new Dataset([rain.Rename("rain"), Sqrt(rain).Rename("root")]);
    /// Print(Pca(2).Fit(fields, over: "time").Transform(fields).Sizes);
    /// </code></example>
    public DataArray Transform(Dataset fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Transform(fields.ToArray());
    }

    /// <summary>
    /// True if the dimensions that <c>Fit</c> is given are those of the features, so that variables are features too;
    /// false if something is done along them for each variable.
    /// </summary>
    internal virtual bool IsOverFeatures => false;

    /// <summary>Undoes <see cref="Transform(DataArray)"/>; lazy.</summary>
    /// <param name="x">What <see cref="Transform(DataArray)"/> gave, or other values with the same dimensions.</param>
    /// <exception cref="GchunkException">It has not been fitted, or the dimensions do not fit.</exception>
    public abstract DataArray InverseTransform(DataArray x);

    /// <summary>
    /// Fits and transforms as one step of a pipeline. Returns also the dimensions that the features of the result run
    /// along.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="over">The dimensions of its features; null for plain samples × features.</param>
    /// <param name="maxMissing">The share of missing values with which a sample is kept.</param>
    internal abstract (DataArray Result, string[]? Over) FitStep(DataArray x, string[]? over, double maxMissing);

    /// <summary>Writes parameters and, if it was fitted, what was found, to a file.</summary>
    internal abstract void WriteState(ModelState state);

    void ISavable.WriteState(ModelState state) => WriteState(state);

    /// <summary>Returns whether undoing needs to know where along some dimensions a value is.</summary>
    internal abstract bool DependsOn(IReadOnlyCollection<string> dims);
}

/// <summary>A transformer whose <c>Fit</c> returns the transformer itself.</summary>
/// <typeparam name="TSelf">The transformer itself, so that calls can be chained.</typeparam>
public abstract class Transformer<TSelf> : Transformer
    where TSelf : Transformer<TSelf>
{
    private protected Transformer() { }

    /// <summary>Learns from an array of samples × features.</summary>
    /// <param name="samples">Samples × features: the first dimension is that of the samples.</param>
    /// <exception cref="GchunkException">The array does not have two dimensions.</exception>
    public TSelf Fit(DataArray samples)
    {
        Learn(samples, null, 0);
        return (TSelf)this;
    }

    /// <summary>Learns from an array of samples × features.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <exception cref="GchunkException">The array does not have two dimensions.</exception>
    public TSelf Fit(ChunkedArray samples) => Fit(Clustering.Fitting.Label(samples));

    /// <summary>Learns from a field, along a dimension.</summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">The dimension, such as <c>time</c>; the type says what is done along it.</param>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    public TSelf Fit(DataArray field, string over) => Fit(field, [over]);

    /// <summary>Learns from a field, along several dimensions.</summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">The dimensions; the type says what is done along them.</param>
    /// <exception cref="GchunkException">A dimension is unknown.</exception>
    public TSelf Fit(DataArray field, string[] over)
    {
        Learn(field, over, 0);
        return (TSelf)this;
    }

    /// <summary>
    /// Learns from several fields. Scales and trends are those of each variable; components are of all variables
    /// together, so scale variables of different units first.
    /// </summary>
    /// <param name="fields">The variables; those that lack a dimension are broadcast along it.</param>
    /// <param name="over">The dimension, as for one field.</param>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// var fields = new Dataset([rain.Rename("rain"), Sqrt(rain).Rename("root")]);
    /// Print(Standardize().Fit(fields, over: "time").Transform(fields).Sizes);
    /// </code></example>
    public TSelf Fit(Dataset fields, string over)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Fit(fields.ToArray(), IsOverFeatures ? [SampleGrid.Variables, over] : [over]);
    }

    /// <summary>Fits and transforms an array of samples × features.</summary>
    public DataArray FitTransform(DataArray samples) => Fit(samples).Transform(samples);

    /// <summary>Fits and transforms an array of samples × features.</summary>
    public DataArray FitTransform(ChunkedArray samples) => FitTransform(Clustering.Fitting.Label(samples));

    /// <summary>Fits and transforms a field, along a dimension.</summary>
    public DataArray FitTransform(DataArray field, string over) => Fit(field, over).Transform(field);

    private protected abstract void Learn(DataArray x, string[]? over, double maxMissing);
}
