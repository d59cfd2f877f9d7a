using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.MlNet.Tables;

/// <summary>Samples with their labels and weights, as rows.</summary>
/// <param name="Features">Rows × features.</param>
/// <param name="Labels">A label for each row, or null.</param>
/// <param name="Weights">A weight for each row, or null.</param>
/// <param name="FeatureDim">The dimension of the features.</param>
/// <param name="SampleDims">The other dimensions of the samples, whose product is the rows.</param>
/// <param name="Source">The samples as they were given.</param>
internal sealed record SampleInput(
    ArrayExpr Features,
    ArrayExpr? Labels,
    ArrayExpr? Weights,
    string FeatureDim,
    string[] SampleDims,
    DataArray Source
)
{
    public long Rows => Features.Shape[0];

    /// <summary>Arranges samples as rows.</summary>
    /// <param name="samples">Samples × features, or a field.</param>
    /// <param name="labels">Labels along the dimensions of the samples, or some of them.</param>
    /// <param name="weights">Weights along the dimensions of the samples, or some of them.</param>
    /// <param name="over">The dimension of the features; null for the second of two.</param>
    /// <exception cref="GchunkException">The dimensions do not fit.</exception>
    public static SampleInput Of(DataArray samples, DataArray? labels, DataArray? weights, string? over)
    {
        string feature = FeatureDimOf(samples, over);
        string[] dims = [.. samples.Dims.Where(d => d != feature)];
        DataArray last = samples.Transpose([.. dims, feature]);
        long features = last.Shape[^1],
            rows = features == 0 ? 0 : last.Shape.Size / features;
        if (features == 0 || rows == 0)
            throw new GchunkException($"there are no samples or no features: the shape is {samples.Sizes}");
        return new SampleInput(
            ReshapeExpr.Create(last.Expression, [rows, features]),
            Along(labels, samples, feature, dims, rows, "labels"),
            Along(weights, samples, feature, dims, rows, "weights"),
            feature,
            dims,
            samples
        );
    }

    /// <summary>Returns the dimension of the features.</summary>
    public static string FeatureDimOf(DataArray samples, string? over)
    {
        if (over is not null)
        {
            if (!samples.Dims.Contains(over))
                throw new GchunkException(Spelling.Unknown("dimension", over, samples.Dims));
            return over;
        }

        return samples.Dims.Count == 2
            ? samples.Dims[1]
            : throw new GchunkException(
                $"samples have two dimensions, samples × features; got ({string.Join(", ", samples.Dims)}); name the dimension of the features with over:"
            );
    }

    // Repeats labels along the dimensions that they lack, and checks that their coordinates are those of the samples.
    private static ArrayExpr? Along(
        DataArray? values,
        DataArray samples,
        string feature,
        string[] dims,
        long rows,
        string what
    )
    {
        if (values is null)
            return null;
        if (values.Dims.FirstOrDefault(d => !dims.Contains(d)) is { } other)
        {
            throw new GchunkException(
                $"the {what} have the dimension '{other}', which the samples lack: they have ({string.Join(", ", dims)})"
            );
        }

        DataArray[] both = Prelude.Broadcast([samples.Isel(feature, 0), values]);
        DataArray whole = both[1].Transpose(dims);
        return ReshapeExpr.Create(CastExpr.Create(whole.Expression, DType.Float64), [rows]);
    }
}
