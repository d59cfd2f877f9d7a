using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>The elements in ascending order along an axis, NaN last. Each task holds the axis whole.</summary>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray Sort(int axis = -1) => Along(along => new SortOp(along), axis, DType);

    /// <summary>
    /// The places along an axis of the elements in ascending order, NaN last; equal elements keep their order. int64.
    /// </summary>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray ArgSort(int axis = -1) => Along(along => new ArgSortOp(along), axis, DType.Int64);

    /// <summary>
    /// The k greatest elements along an axis, greatest first; where k is negative, the -k least, least first. NaN
    /// counts as greatest.
    /// </summary>
    /// <remarks>Each block is thinned to its own k first.</remarks>
    /// <exception cref="GchunkException">The axis is out of range, or not as long.</exception>
    public ChunkedArray TopK(int k, int axis = -1)
    {
        int along = Shape.NormalizeAxis(axis);
        long count = Math.Abs((long)k);
        if (count > Shape[along])
        {
            throw new GchunkException(
                $"axis {axis} of length {Shape[along]} has no {count} greatest or least elements"
            );
        }

        ArrayExpr thinned = Top(Expression, [.. Chunks.Sizes(along).ToArray().Select(n => Math.Min(n, count))]);
        return new ChunkedArray(Chunks.Blocks[along] == 1 ? thinned : Top(AxisChunks.Whole(thinned, along), [count]));

        BlockOpExpr Top(ArrayExpr array, long[] kept) =>
            new(
                new TopKOp(along, Least: k < 0),
                [array],
                [
                    [.. Enumerable.Range(0, Rank)],
                ],
                DType,
                array.Chunks.With(along, kept)
            );
    }

    /// <summary>The exact quantile along an axis, as a float. Each task holds the axis whole.</summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="axis">The axis; where none is given, all elements are taken together.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1.</param>
    /// <param name="skipNaN">Whether NaN counts as missing; otherwise it makes its result NaN.</param>
    /// <param name="method">
    /// NumPy's name of the way to choose between neighbours: <c>linear</c>, <c>lower</c>, <c>higher</c>,
    /// <c>midpoint</c>, <c>nearest</c>, <c>hazen</c>, <c>median_unbiased</c>, …
    /// </param>
    /// <exception cref="GchunkException">
    /// The quantile is out of range, the method unknown, the axis out of range or empty.
    /// </exception>
    public ChunkedArray Quantile(
        double q,
        int? axis = null,
        bool keepDims = false,
        bool skipNaN = false,
        string method = "linear"
    ) => One(Quantiles([q], axis, skipNaN, QuantileMethods.Parse(method)), axis, keepDims);

    /// <summary>Several exact quantiles along an axis: along the first axis of the result.</summary>
    /// <param name="q">The quantiles, each from 0 to 1.</param>
    /// <param name="axis">The axis; where none is given, all elements are taken together.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <param name="method">NumPy's name of the interpolation method.</param>
    /// <exception cref="GchunkException">
    /// A quantile is out of range, the method unknown, the axis out of range or empty.
    /// </exception>
    public ChunkedArray Quantile(double[] q, int? axis = null, bool skipNaN = false, string method = "linear") =>
        new ChunkedArray(Quantiles(q, axis, skipNaN, QuantileMethods.Parse(method))).MoveAxis(
            axis is { } a ? Shape.NormalizeAxis(a) : 0,
            0
        );

    /// <summary>The exact percentile along an axis: the quantile of a hundredth.</summary>
    /// <exception cref="GchunkException">
    /// The percentile is not from 0 to 100, the method unknown, the axis out of range or empty.
    /// </exception>
    public ChunkedArray Percentile(
        double percent,
        int? axis = null,
        bool keepDims = false,
        bool skipNaN = false,
        string method = "linear"
    ) => Quantile(percent / 100, axis, keepDims, skipNaN, method);

    /// <summary>
    /// The median along an axis, as a float: the middle value, or the mean of the two in the middle. Each task holds
    /// the axis whole.
    /// </summary>
    /// <param name="axis">The axis; where none is given, all elements are taken together.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1.</param>
    /// <param name="skipNaN">Whether NaN counts as missing; otherwise it makes its result NaN.</param>
    /// <exception cref="GchunkException">The axis is out of range or empty.</exception>
    public ChunkedArray Median(int? axis = null, bool keepDims = false, bool skipNaN = false) =>
        One(Quantiles([0.5], axis, skipNaN, QuantileMethod.Median), axis, keepDims);

    private BlockOpExpr Quantiles(double[] q, int? axis, bool skipNaN, QuantileMethod method)
    {
        foreach (double each in q)
        {
            if (!(each >= 0 && each <= 1))
            {
                throw new GchunkException(
                    $"a quantile must be between 0 and 1; got {each.ToString(System.Globalization.CultureInfo.InvariantCulture)} (use Percentile for 0 to 100)"
                );
            }
        }

        ArrayExpr array = CastExpr.Create(
            axis is null ? ReshapeExpr.Create(Expression, [Size]) : Expression,
            DType == DType.Float32 ? DType.Float32 : DType.Float64
        );
        int along = axis is { } a ? Shape.NormalizeAxis(a) : 0;
        if (array.Shape[along] == 0)
        {
            throw new GchunkException(
                $"a quantile of an empty array is not defined: axis {along} of shape {array.Shape} has no elements"
            );
        }

        array = AxisChunks.Whole(array, along);
        return new BlockOpExpr(
            new QuantileOp(along, q, method, skipNaN),
            [array],
            [
                [.. Enumerable.Range(0, array.Rank)],
            ],
            array.DType,
            array.Chunks.With(along, [q.Length])
        );
    }

    // Takes the axis of the one quantile off, or puts it back where all were taken together.
    private ChunkedArray One(ArrayExpr quantiles, int? axis, bool keepDims)
    {
        var result = new ChunkedArray(quantiles);
        if (axis is { } a)
            return keepDims ? result : result.Squeeze(Shape.NormalizeAxis(a));
        return keepDims ? result.Reshape(new Shape([.. Enumerable.Repeat(1L, Rank)])) : result.Squeeze();
    }

    // An operation that needs the axis whole and keeps the shape.
    private ChunkedArray Along(Func<int, BlockOp> op, int axis, DType dtype)
    {
        int along = Shape.NormalizeAxis(axis);
        ArrayExpr array = AxisChunks.Whole(Expression, along);
        return new ChunkedArray(
            new BlockOpExpr(
                op(along),
                [array],
                [
                    [.. Enumerable.Range(0, Rank)],
                ],
                dtype,
                array.Chunks
            )
        );
    }
}
