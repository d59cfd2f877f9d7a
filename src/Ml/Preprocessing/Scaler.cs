using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Preprocessing;
using Gchunk.Ml.Saving;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Ml;

/// <summary>
/// A transformer that subtracts an offset and divides by a scale. For a field, both are computed along the dimensions
/// in <c>over</c>, for example for each cell over time; for samples × features, for each feature over the samples, as
/// in scikit-learn.
/// </summary>
/// <remarks>
/// Missing values are ignored and stay missing. A scale of 0, of values that are all equal, counts as 1. Nothing is
/// computed but the offsets and the scales; <c>Transform</c> and <c>InverseTransform</c> are lazy.
/// </remarks>
/// <typeparam name="TSelf">The scaler itself, so that calls can be chained.</typeparam>
public abstract class Scaler<TSelf> : Transformer<TSelf>
    where TSelf : Scaler<TSelf>
{
    private readonly string[]? own;
    private DataArray? offset;
    private DataArray? scale;

    private protected Scaler(string? over) => own = over is null ? null : [over];

    /// <summary>What is subtracted: an array without the dimensions in <c>over</c>, in memory.</summary>
    /// <exception cref="GchunkException">The scaler has not been fitted.</exception>
    public DataArray Offset => Fitting.Fitted(offset, typeof(TSelf).Name);

    /// <summary>What is divided by: an array without the dimensions in <c>over</c>, in memory.</summary>
    /// <exception cref="GchunkException">The scaler has not been fitted.</exception>
    public DataArray Scale => Fitting.Fitted(scale, typeof(TSelf).Name);

    /// <summary>The dimensions that were given at construction, or null.</summary>
    private protected string[]? Own => own;

    /// <summary>The parameters as they are typed.</summary>
    private protected virtual string Parameters =>
        $"{typeof(TSelf).Name}({(own is null ? "" : $"over: \"{own[0]}\"")})";

    /// <summary>Makes the offset and the scale of values along dimensions; lazy.</summary>
    private protected abstract (DataArray Offset, DataArray Scale) Measure(DataArray x, string[] over);

    /// <inheritdoc/>
    public override DataArray Transform(DataArray x) => ((x - Offset) / Scale).Rename(x.Name);

    /// <inheritdoc/>
    public override DataArray InverseTransform(DataArray x) => (x * Scale + Offset).Rename(x.Name);

    /// <inheritdoc/>
    public override string ToString() =>
        scale is null ? $"{Parameters}: not fitted" : $"{Parameters}: {scale.Shape.Size} offsets and scales";

    internal override (DataArray Result, string[]? Over) FitStep(DataArray x, string[]? over, double maxMissing)
    {
        Learn(x, over, maxMissing);
        return (Transform(x), over);
    }

    internal override bool DependsOn(IReadOnlyCollection<string> dims) => Scale.Dims.Any(dims.Contains);

    private protected override void Learn(DataArray x, string[]? over, double maxMissing)
    {
        string[] along = own ?? over ?? [Fitting.Dim(x)];
        foreach (string dim in along)
        {
            if (!x.Dims.Contains(dim))
                throw new GchunkException(Spelling.Unknown("dimension", dim, x.Dims));
        }

        (DataArray low, DataArray width) = Measure(x.DType.IsFloat ? x : x.AsType(DType.Float64), along);
        width = width.Where(NotEqual(width, 0), 1);
        Dataset both = new Dataset([low.Rename("offset"), width.Rename("scale")]).Load();
        ExactSums.RefuseInfinite(both["offset"], both["scale"]);
        (offset, scale) = (both["offset"], both["scale"]);
    }

    internal override void WriteState(ModelState state)
    {
        state.Set("over", own?[0]).Set("fitted", scale is not null);
        if (scale is null)
            return;
        state.Set("offset", Offset);
        state.Set("scale", Scale);
    }

    private protected TSelf ReadFound(ModelState state)
    {
        if (state.IsFitted)
            (offset, scale) = (state.Labelled("offset"), state.Labelled("scale"));
        return (TSelf)this;
    }
}
