using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// The running sum along an axis; small integers become 64-bit ones, float32 is added up in float64.
    /// </summary>
    /// <remarks>
    /// Two stages: the total of each block, then each block from what stands before it. The same bits however the work
    /// is shared out.
    /// </remarks>
    /// <param name="axis">The axis; where none is given, the elements are taken in C order.</param>
    /// <param name="skipNaN">Whether NaN counts as 0.</param>
    /// <exception cref="Engine.GchunkException">The axis is out of range.</exception>
    public ChunkedArray CumSum(int? axis = null, bool skipNaN = false) => Scan(axis, product: false, skipNaN);

    /// <summary>
    /// The running product along an axis; small integers become 64-bit ones, float32 is multiplied in float64.
    /// </summary>
    /// <param name="axis">The axis; where none is given, the elements are taken in C order.</param>
    /// <param name="skipNaN">Whether NaN counts as 1.</param>
    /// <exception cref="Engine.GchunkException">The axis is out of range.</exception>
    public ChunkedArray CumProd(int? axis = null, bool skipNaN = false) => Scan(axis, product: true, skipNaN);

    /// <summary>The greatest less the least value.</summary>
    /// <param name="axis">The axes to reduce; all of them where none is given.</param>
    /// <param name="keepDims">Whether the reduced axes stay, with length 1.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <exception cref="Engine.GchunkException">An axis is out of range or empty.</exception>
    public ChunkedArray Ptp(Axes axis = default, bool keepDims = false, bool skipNaN = false) =>
        Max(axis, keepDims, skipNaN) - Min(axis, keepDims, skipNaN);

    /// <summary>
    /// The mean in which each element counts by its weight: the sum of the products over the sum of the weights.
    /// </summary>
    /// <param name="weights">The weights: of the array's shape, or a vector along the one axis.</param>
    /// <param name="axis">The axes to reduce; all of them where none is given.</param>
    /// <param name="keepDims">Whether the reduced axes stay, with length 1.</param>
    /// <param name="skipNaN">Whether an element that is NaN counts as missing, with its weight.</param>
    /// <exception cref="Engine.GchunkException">The weights do not fit.</exception>
    public ChunkedArray Average(ChunkedArray weights, Axes axis = default, bool keepDims = false, bool skipNaN = false)
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
        if (skipNaN && DType.IsFloat)
            fit = Prelude.Where(Prelude.IsNaN(this), 0, fit);
        return (this * fit).Sum(axis, keepDims, skipNaN) / fit.Sum(axis, keepDims);
    }

    private ChunkedArray Scan(int? axis, bool product, bool skipNaN)
    {
        if (axis is not { } given)
            return Rank == 1 ? Scan(0, product, skipNaN) : Flatten().Scan(0, product, skipNaN);
        int along = Shape.NormalizeAxis(given);
        DType wide =
            DType.IsFloat ? DType.Float64
            : DType is DType.UInt8 or DType.UInt16 or DType.UInt32 or DType.UInt64 ? DType.UInt64
            : DType.Int64;
        ArrayExpr array = (skipNaN && DType.IsFloat ? Prelude.FillNa(this, product ? 1.0 : 0.0) : this)
            .AsType(wide)
            .Expression;
        int[] same = [.. Enumerable.Range(0, Rank)];
        ArrayExpr[] inputs = [array];
        long blocks = array.Chunks.Blocks[along];
        if (blocks > 1)
        {
            ArrayExpr totals = new BlockOpExpr(
                new ScanTotalOp(along, product),
                [array],
                [same],
                wide,
                array.Chunks.With(along, [.. Enumerable.Repeat(1L, (int)blocks)])
            );
            ArrayExpr whole = RechunkExpr.Create(totals, totals.Chunks.With(along, [blocks]));
            ArrayExpr starts = new BlockOpExpr(new ScanStartOp(along, product), [whole], [same], wide, whole.Chunks);
            inputs = [array, RechunkExpr.Create(starts, totals.Chunks)];
        }
        var result = new ChunkedArray(
            new BlockOpExpr(new ScanOp(along, product), inputs, [.. inputs.Select(_ => same)], wide, array.Chunks)
        );
        return DType == DType.Float32 ? result.AsType(DType.Float32) : result;
    }
}
