using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Rewrites;
using Gchunk.Engine.Kernels.Blocks;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Computes the cumulative sum along an axis; small integers are promoted to 64 bits, float32 is accumulated in
    /// float64.
    /// </summary>
    /// <remarks>
    /// Two stages: the total of each block, then each block from the total before it. The bits do not depend on the
    /// number of threads.
    /// </remarks>
    /// <param name="axis">The axis; by default the elements are taken in C order.</param>
    /// <param name="skipNaN">True to count NaN as 0.</param>
    /// <exception cref="Engine.GchunkException">The axis is out of range.</exception>
    public ChunkedArray CumSum(int? axis = null, bool skipNaN = false) => Scan(axis, product: false, skipNaN);

    /// <summary>
    /// Computes the cumulative product along an axis; small integers are promoted to 64 bits, float32 is accumulated in
    /// float64.
    /// </summary>
    /// <param name="axis">The axis; by default the elements are taken in C order.</param>
    /// <param name="skipNaN">True to count NaN as 1.</param>
    /// <exception cref="Engine.GchunkException">The axis is out of range.</exception>
    public ChunkedArray CumProd(int? axis = null, bool skipNaN = false) => Scan(axis, product: true, skipNaN);

    /// <summary>Computes the difference of the greatest and the least value.</summary>
    /// <param name="axis">The axes to reduce; by default all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <exception cref="Engine.GchunkException">An axis is out of range or empty.</exception>
    public ChunkedArray Ptp(Axes axis = default, bool keepDims = false, bool skipNaN = false) =>
        Max(axis, keepDims, skipNaN) - Min(axis, keepDims, skipNaN);

    /// <summary>Computes the weighted mean: the sum of the products over the sum of the weights.</summary>
    /// <param name="weights">The weights: of the array's shape, or a vector along the one axis.</param>
    /// <param name="axis">The axes to reduce; by default all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    /// <param name="skipNaN">True to skip NaN elements together with their weights.</param>
    /// <exception cref="Engine.GchunkException">The shape of the weights does not fit.</exception>
    public ChunkedArray Average(ChunkedArray weights, Axes axis = default, bool keepDims = false, bool skipNaN = false)
    {
        ChunkedArray fit = Fitting(weights, axis);
        if (skipNaN && DType.CanBeNaN)
            fit = Prelude.Where(Prelude.IsNaN(this), 0, fit);
        return (this * fit).Sum(axis, keepDims, skipNaN) / fit.Sum(axis, keepDims);
    }

    /// <summary>
    /// The number rounded to a number of decimals; negative decimals round to tens, hundreds and so on. Halves are rounded
    /// to even. Without decimals it is rounded to an integer.
    /// </summary>
    public ChunkedArray Round() => Prelude.Round(this, 0L);

    /// <summary>Computes the mean: NumPy's <c>average</c> without weights.</summary>
    public ChunkedArray Average() => Mean();

    /// <summary>
    /// Computes the weighted mean and the sum of the weights that it was divided by: NumPy's <c>average</c> with
    /// <c>returned=True</c>.
    /// </summary>
    /// <inheritdoc cref="Average(ChunkedArray, Axes, bool, bool)"/>
    public (ChunkedArray Average, ChunkedArray SumOfWeights) AverageWithWeights(
        ChunkedArray weights,
        Axes axis = default,
        bool keepDims = false,
        bool skipNaN = false
    )
    {
        ChunkedArray fit = Fitting(weights, axis);
        if (skipNaN && DType.CanBeNaN)
            fit = Prelude.Where(Prelude.IsNaN(this), 0, fit);
        ChunkedArray average = Average(weights, axis, keepDims, skipNaN);
        return (average, fit.Sum(axis, keepDims).AsType(average.DType));
    }

    internal ChunkedArray Fitting(ChunkedArray weights, Axes axis)
    {
        ChunkedArray fit = weights;
        if (weights.Shape != Shape)
        {
            if (weights.Rank != 1 || axis.Values is not [var one] || weights.Size != Shape[Shape.NormalizeAxis(one)])
            {
                throw new Engine.GchunkException(
                    $"weights of shape {weights.Shape} do not fit an array of shape {Shape}; give weights of its shape, or a vector as long as the one axis"
                );
            }

            fit = weights
                .Reshape(
                    new Shape([
                        .. Enumerable.Range(0, Rank).Select(a => a == Shape.NormalizeAxis(one) ? weights.Size : 1),
                    ])
                )
                .BroadcastTo(Shape);
        }
        return fit;
    }

    /// <summary>
    /// Computes a central moment: the mean of the differences from the mean, raised to a power. Dask's <c>moment</c>.
    /// </summary>
    /// <param name="order">The power, 0 or more.</param>
    /// <param name="axis">The axes to reduce; by default all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    /// <param name="ddof">Delta degrees of freedom: the divisor is the number of elements minus this.</param>
    /// <exception cref="Engine.GchunkException">The power is negative, or an axis is out of range.</exception>
    public ChunkedArray Moment(int order, Axes axis = default, bool keepDims = false, double ddof = 0)
    {
        if (order < 0)
            throw new Engine.GchunkException($"a moment has an order of 0 or more; got {order}");
        ChunkedArray x = DType.CanBeNaN ? this : AsType(DType.Float64),
            anomalies = x - x.Mean(axis, keepDims: true),
            sum = Prelude.Pow(anomalies, (long)order).Sum(axis, keepDims);
        return sum / (Size / (double)Math.Max(1, sum.Size) - ddof);
    }

    private ChunkedArray Scan(int? axis, bool product, bool skipNaN)
    {
        if (axis is not { } given)
            return Rank == 1 ? Scan(0, product, skipNaN) : Flatten().Scan(0, product, skipNaN);
        if (DType.IsTime)
            return ScanTimes(given, product, skipNaN);
        int along = Shape.NormalizeAxis(given);
        DType wide =
            DType.IsComplex ? DType.Complex128
            : DType.IsFloat ? DType.Float64
            : DType is DType.UInt8 or DType.UInt16 or DType.UInt32 or DType.UInt64 ? DType.UInt64
            : DType.Int64;
        ArrayExpr array = (skipNaN && DType.CanBeNaN ? Prelude.FillNa(this, product ? 1.0 : 0.0) : this)
            .AsType(wide)
            .Expression;
        int[] same = [.. Enumerable.Range(0, Rank)];
        ArrayExpr[] inputs = [array];
        long blocks = array.Chunks.Blocks[along];
        if (blocks > 1)
        {
            bool ofFloats = product && wide == DType.Float64;
            int parts = ofFloats ? ProductTotalOp.Parts : 1;
            ArrayExpr totals = new BlockOpExpr(
                ofFloats ? new ProductTotalOp(along) : new ScanTotalOp(along, product),
                [array],
                [same],
                wide,
                array.Chunks.With(along, [.. Enumerable.Repeat((long)parts, (int)blocks)])
            );
            ArrayExpr whole = RechunkExpr.Create(totals, totals.Chunks.With(along, [blocks * parts]));
            ArrayExpr starts = new BlockOpExpr(
                ofFloats ? new ProductStartOp(along) : new ScanStartOp(along, product),
                [whole],
                [same],
                wide,
                whole.Chunks.With(along, [blocks])
            );
            ChunkGrid ones = array.Chunks.With(along, [.. Enumerable.Repeat(1L, (int)blocks)]);
            inputs = [array, RechunkExpr.Create(starts, ones)];
        }
        var result = new ChunkedArray(
            new BlockOpExpr(new ScanOp(along, product), inputs, [.. inputs.Select(_ => same)], wide, array.Chunks)
        );
        return DType.CanBeNaN ? result.AsType(DType) : result;
    }

    // A duration after a missing one is missing.
    private ChunkedArray ScanTimes(int axis, bool product, bool skipNaN)
    {
        if (product || DType != DType.TimeDelta64)
            throw DTypeRules.Undefined(product ? "cumprod" : "cumsum", DType);
        var missing = new ChunkedArray(TimeOperations.IsMissing(Expression));
        ChunkedArray counts = Prelude.Where(missing, 0L, new ChunkedArray(TimeOperations.Count(Expression)));
        ChunkedArray sums = counts.CumSum(axis);
        if (!skipNaN)
            sums = Prelude.Where(missing.AsType(DType.Int64).CumSum(axis) > 0, long.MinValue, sums);
        ArrayExpr inRange = TimeOperations.InRange(
            sums.Expression,
            counts.AsType(DType.Float64).CumSum(axis).Expression
        );
        return new ChunkedArray(TimeOperations.Time(inRange, DType));
    }
}
