using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Rewrites;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Sorts the elements along an axis in ascending order, NaN last. Each task holds the whole axis.
    /// </summary>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray Sort(int axis = -1) =>
        DType.IsTime ? OfKeys(Keys().Sort(axis))
        : DType.IsHalf ? AsType(DType.Float32).Sort(axis).AsType(DType)
        : Along(along => new SortOp(along), axis, DType);

    /// <summary>
    /// Returns the positions that sort the elements along an axis in ascending order, NaN last, as int64. The sort is
    /// stable.
    /// </summary>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray ArgSort(int axis = -1) =>
        DType.IsTime ? Keys().ArgSort(axis)
        : DType.IsHalf ? AsType(DType.Float32).ArgSort(axis)
        : Along(along => new ArgSortOp(along), axis, DType.Int64);

    /// <summary>
    /// Returns the k greatest elements along an axis, greatest first; if k is negative, the -k least, least first. NaN
    /// counts as greatest. A shorter axis gives all of its elements.
    /// </summary>
    /// <remarks>Each block is reduced to its own k first.</remarks>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray TopK(int k, int axis = -1)
    {
        if (DType.IsTime)
            return OfKeys(Keys().TopK(k, axis));
        if (DType.IsHalf)
            return AsType(DType.Float32).TopK(k, axis).AsType(DType);
        int along = Shape.NormalizeAxis(axis);
        long count = Math.Min(Math.Abs((long)k), Shape[along]);
        if (DType.IsComplex)
        {
            ChunkedArray sorted = Sort(along);
            return k < 0 ? sorted.SliceAxis(along, 0, count) : sorted.Flip(along).SliceAxis(along, 0, count);
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

    // Times are ordered by their nanoseconds, NaT last.
    private ChunkedArray Keys() => new(TimeOperations.Key(Expression));

    private ChunkedArray OfKeys(ChunkedArray keys) => new(TimeOperations.OfKey(keys.Expression, DType));

    /// <summary>Computes the exact quantile along an axis, as a float. Each task holds the whole axis.</summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="axis">The axis; by default all elements together.</param>
    /// <param name="keepDims">True to keep the axis with length 1.</param>
    /// <param name="skipNaN">True to skip NaN as missing; otherwise it makes the result NaN.</param>
    /// <param name="method">
    /// NumPy's name of the interpolation method: <c>linear</c>, <c>lower</c>, <c>higher</c>, <c>midpoint</c>,
    /// <c>nearest</c>, <c>hazen</c>, <c>median_unbiased</c>, …
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

    /// <summary>Computes several exact quantiles along an axis; they lie along the first axis of the result.</summary>
    /// <param name="q">The quantiles, each from 0 to 1.</param>
    /// <param name="axis">The axis; by default all elements together.</param>
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

    /// <summary>Computes an exact percentile along an axis: the quantile at a hundredth of the given number.</summary>
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

    /// <summary>Computes several percentiles along an axis; they lie along the first axis of the result.</summary>
    /// <param name="percents">The percentiles, each from 0 to 100.</param>
    /// <param name="axis">The axis; by default all elements together.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <param name="method">NumPy's name of the interpolation method.</param>
    /// <exception cref="GchunkException">
    /// A percentile is not from 0 to 100, the method unknown, the axis out of range or empty.
    /// </exception>
    public ChunkedArray Percentile(
        double[] percents,
        int? axis = null,
        bool skipNaN = false,
        string method = "linear"
    ) => Quantile(Array.ConvertAll(percents, p => p / 100), axis, skipNaN, method);

    /// <summary>Computes the median over two axes together; see <see cref="Median(int?, bool, bool)"/>.</summary>
    /// <param name="axis">The axes.</param>
    /// <param name="keepDims">True to keep the axes with length 1.</param>
    /// <param name="skipNaN">True to skip NaN as missing; otherwise it makes the result NaN.</param>
    /// <exception cref="GchunkException">An axis is out of range, given twice or empty.</exception>
    public ChunkedArray Median((int, int) axis, bool keepDims = false, bool skipNaN = false)
    {
        int first = Shape.NormalizeAxis(axis.Item1),
            second = Shape.NormalizeAxis(axis.Item2);
        if (first == second)
            throw new GchunkException($"axis {first} is given twice in {axis}");
        int[] kept = [.. Enumerable.Range(0, Rank).Where(a => a != first && a != second)];
        ArrayExpr merged = ReshapeExpr.Create(
            Transpose([.. kept, first, second]).Expression,
            [.. kept.Select(a => Shape[a]), Shape[first] * Shape[second]]
        );
        ChunkedArray median = new ChunkedArray(merged).Median(-1, skipNaN: skipNaN);
        return keepDims ? median.ExpandDims(Math.Min(first, second)).ExpandDims(Math.Max(first, second)) : median;
    }

    /// <summary>
    /// Computes the median along an axis, as a float: the middle value, or the mean of the two in the middle. Each task
    /// holds the whole axis.
    /// </summary>
    /// <param name="axis">The axis; by default all elements together.</param>
    /// <param name="keepDims">True to keep the axis with length 1.</param>
    /// <param name="skipNaN">True to skip NaN as missing; otherwise it makes the result NaN.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray Median(int? axis = null, bool keepDims = false, bool skipNaN = false) =>
        DType.IsComplex && !skipNaN
            ? ComplexMedian(axis, keepDims)
            : One(Quantiles([0.5], axis, skipNaN, QuantileMethod.Median), axis, keepDims);

    // NumPy's: the numbers are ordered by the real part, then by the imaginary part.
    private ChunkedArray ComplexMedian(int? axis, bool keepDims)
    {
        ChunkedArray x = axis is null ? Flatten() : this;
        int along = axis is { } a ? Shape.NormalizeAxis(a) : 0;
        long n = x.Shape[along];
        ChunkedArray sorted = x.Sort(along);
        if (n == 0)
            return One(new FullExpr(double.NaN, DType, x.Chunks.With(along, [1])), axis, keepDims);
        ChunkedArray last = sorted.SliceAxis(along, n - 1, 1),
            middle = (sorted.SliceAxis(along, (n - 1) / 2, 1) + sorted.SliceAxis(along, n / 2, 1)) / 2;
        return One(Prelude.Where(Prelude.IsNaN(last), last, middle).Expression, axis, keepDims);
    }

    private ArrayExpr Quantiles(double[] q, int? axis, bool skipNaN, QuantileMethod method)
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
            // As in NumPy, whose other quantiles of nothing are an error.
            if (skipNaN || method == QuantileMethod.Median)
                return new FullExpr(double.NaN, array.DType, array.Chunks.With(along, [q.Length]));
            throw new GchunkException(
                $"a quantile of an empty array is undefined: axis {along} of shape {array.Shape} has no elements"
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

    // Drops the axis of the single quantile, or restores the axes if all elements were taken together.
    private ChunkedArray One(ArrayExpr quantiles, int? axis, bool keepDims)
    {
        var result = new ChunkedArray(quantiles);
        if (axis is { } a)
            return keepDims ? result : result.Squeeze(Shape.NormalizeAxis(a));
        return keepDims ? result.Reshape(new Shape([.. Enumerable.Repeat(1L, Rank)])) : result.Squeeze();
    }

    // Applies an operation that needs the whole axis and keeps the shape.
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
