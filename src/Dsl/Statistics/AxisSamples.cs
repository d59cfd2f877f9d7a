using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Statistics;

/// <summary>The samples of a statistic along an axis, after what NaN does.</summary>
/// <param name="Values">The samples, floats.</param>
/// <param name="Count">Their number, float64: of each result, if NaN is left out.</param>
/// <param name="Axis">The axis; null for all elements together.</param>
/// <param name="Skip">True if NaN is left out.</param>
/// <param name="Least">The least number of samples for which the statistic is defined.</param>
internal readonly record struct AxisSamples(ChunkedArray Values, ChunkedArray Count, int? Axis, bool Skip, long Least)
{
    /// <summary>The dtype of the samples.</summary>
    public DType DType => Values.DType;

    private Axes Along => Axis is { } one ? one : default(Axes);

    /// <summary>Creates the samples.</summary>
    /// <param name="x">The samples, of any real dtype.</param>
    /// <param name="axis">The axis; null for all elements together.</param>
    /// <param name="nanPolicy">What NaN does: propagate, omit or raise.</param>
    /// <param name="least">The least number of samples.</param>
    /// <param name="function">The name of the function, for errors.</param>
    /// <exception cref="GchunkException">The policy is unknown, the axis out of range, or there are too few samples.</exception>
    public static AxisSamples Of(ChunkedArray x, int? axis, string nanPolicy, long least = 0, string function = "")
    {
        if (nanPolicy is not ("propagate" or "omit" or "raise"))
            throw new GchunkException(Spelling.Unknown("nanPolicy", nanPolicy, ["propagate", "omit", "raise"]));
        long n = axis is { } one ? x.Shape[x.Shape.NormalizeAxis(one)] : x.Size;
        if (n < least)
        {
            throw new GchunkException(
                $"{function} needs {least} samples or more along the axis; got {n} of shape {x.Shape}"
            );
        }

        ChunkedArray values = x.DType.IsFloat ? x : x.AsType(DType.Float64);
        if (nanPolicy == "omit")
        {
            ChunkedArray count = Prelude.NotNull(values).Sum(axis is { } a ? a : default(Axes)).AsType(DType.Float64);
            return new AxisSamples(values, count, axis, true, least);
        }

        if (nanPolicy == "raise")
            values = WithoutNaN(values);
        return new AxisSamples(values, Prelude.Full(Shape.Scalar, (double)n), axis, false, least);
    }

    /// <summary>Returns the samples themselves, and an error when they are computed if one is NaN.</summary>
    private static ChunkedArray WithoutNaN(ChunkedArray x)
    {
        int[] axes = [.. Enumerable.Range(0, x.Rank)];
        return new ChunkedArray(new BlockOpExpr(new RefuseNaNOp(), [x.Expression], [axes], x.DType, x.Chunks));
    }

    /// <summary>The mean.</summary>
    public ChunkedArray Mean(bool keepDims = false) => Values.Mean(Along, keepDims, Skip);

    /// <summary>The variance of a sample, with one degree of freedom less.</summary>
    public ChunkedArray Variance() => Values.Var(Along, skipNaN: Skip, ddof: 1);

    /// <summary>A central moment.</summary>
    public ChunkedArray Moment(int order)
    {
        if (!Skip)
            return Values.Moment(order, Along);
        if (order < 0)
            throw new GchunkException($"a moment has an order of 0 or more; got {order}");
        return Prelude.Pow(Values - Mean(keepDims: true), (long)order).Sum(Along, skipNaN: true) / Count;
    }

    /// <summary>
    /// The second central moment; NaN if it is 0 to within rounding, that of equal samples, whose quotients are not
    /// defined.
    /// </summary>
    public ChunkedArray Spread()
    {
        ChunkedArray moment = Moment(2);
        double resolution = DType == DType.Float32 ? 1e-6 : 1e-15;
        return Prelude.Where(moment <= Prelude.Square(Mean() * resolution), double.NaN, moment);
    }

    /// <summary>Returns a statistic of the samples' dtype, NaN where too few samples are left.</summary>
    public ChunkedArray Enough(ChunkedArray statistic) =>
        (Skip ? Prelude.Where(Count >= (double)Least, statistic, double.NaN) : statistic).AsType(DType);
}
