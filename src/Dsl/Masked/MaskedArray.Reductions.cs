using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public sealed partial class MaskedArray
{
    /// <summary>
    /// Applies a reduction, given by its name, to the elements that are not masked. The result is masked where all
    /// elements are.
    /// </summary>
    /// <param name="op">The name: <c>sum</c>, <c>mean</c>.</param>
    /// <param name="axis">The axes to reduce; by default all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    /// <param name="options">Options; skipping NaN counts it as masked.</param>
    /// <exception cref="GchunkException">
    /// The reduction is unknown or not defined for masked arrays, or an axis is out of range.
    /// </exception>
    public MaskedArray Reduce(string op, Axes axis = default, bool keepDims = false, ReductionOptions options = default)
    {
        ChunkedArray mask = options.SkipNaN && DType.IsFloat ? Mask | Prelude.IsNaN(Values) : Mask;
        ChunkedArray Others(Scalar fill) =>
            Prelude.Where(mask, new ChunkedArray(new FullExpr(fill, DType, ChunkGrid.Single(Shape.Scalar))), Values);
        ChunkedArray Of(Scalar fill) => Others(fill).Reduce(op, axis, keepDims);
        ChunkedArray Masked() => mask.Sum(axis, keepDims);
        ChunkedArray Count() => Size / Math.Max(1, Masked().Size) - Masked();
        ChunkedArray None() => mask.All(axis, keepDims);
        return op switch
        {
            "sum" or "any" => new(Of(0L), None()),
            "prod" or "all" => new(Of(DType == DType.Bool ? true : 1L), None()),
            "min" => new(Of(Extreme(greatest: true)), None()),
            "max" => new(Of(Extreme(greatest: false)), None()),
            "argmin" => Of(Extreme(greatest: true)),
            "argmax" => Of(Extreme(greatest: false)),
            "count" => Count(),
            "mean" => Mean(),
            "var" => Variance(),
            "std" => Variance().Sqrt(),
            _ => throw new GchunkException(
                OpTable.Reductions.Any(r => r.Name == op)
                    ? $"the reduction {op} is not defined for masked arrays; fill them first, with Filled(value)"
                    : Spelling.Unknown("reduction", op, OpTable.Reductions.Select(r => r.Name))
            ),
        };

        MaskedArray Mean()
        {
            // The mask is read once, for the count and for the mask of the result.
            ChunkedArray count = Count();
            return new(Divided(Others(0L).Sum(axis, keepDims), count), Prelude.Equal(count, 0L));
        }

        MaskedArray Variance()
        {
            ChunkedArray x = DType.IsFloat ? Values : Values.AsType(DType.Float64),
                zero = Prelude.Full(Shape.Scalar, 0, dtype: x.DType),
                mean = Divided(
                    Prelude.Where(mask, zero, x).Sum(axis, keepDims: true),
                    (!mask).Sum(axis, keepDims: true)
                ),
                distance = Prelude.Where(mask, zero, x - mean),
                divisor = Count() - options.Ddof;
            return new(Divided((distance * distance).Sum(axis, keepDims), divisor), divisor <= 0.0);
        }
    }

    /// <summary>Computes the difference of the greatest and the least value that are not masked.</summary>
    /// <param name="axis">The axes to reduce; by default all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    public MaskedArray Ptp(Axes axis = default, bool keepDims = false) => Max(axis, keepDims) - Min(axis, keepDims);

    /// <summary>Computes the cumulative sum along an axis; masked elements count as 0 and stay masked.</summary>
    /// <param name="axis">The axis; by default the elements are taken in C order.</param>
    public MaskedArray CumSum(int? axis = null) =>
        new(Filled(0).CumSum(axis), axis is null ? Mask.Flatten() : Mask, fillValue);

    /// <summary>Computes the cumulative product along an axis; masked elements count as 1 and stay masked.</summary>
    /// <param name="axis">The axis; by default the elements are taken in C order.</param>
    public MaskedArray CumProd(int? axis = null) =>
        new(Filled(1).CumProd(axis), axis is null ? Mask.Flatten() : Mask, fillValue);

    /// <summary>
    /// Computes the weighted mean of the elements that are not masked; see <see cref="ChunkedArray.Average(ChunkedArray,
    /// Axes, bool, bool)"/>.
    /// </summary>
    /// <param name="weights">The weights, of the array's shape, or a vector along the one axis; by default 1.</param>
    /// <param name="axis">The axes to reduce; by default all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    public MaskedArray Average(ChunkedArray? weights = null, Axes axis = default, bool keepDims = false)
    {
        if (weights is null)
            return Mean(axis, keepDims);
        ChunkedArray fit = Prelude.Where(Mask, 0L, Values.Fitting(weights, axis)),
            sum = fit.Sum(axis, keepDims);
        return new((Filled(0) * fit).Sum(axis, keepDims) / sum, Mask.All(axis, keepDims) | Prelude.Equal(sum, 0L));
    }

    // Division by 0 gives NaN, and is masked.
    private static ChunkedArray Divided(ChunkedArray sum, ChunkedArray count)
    {
        ChunkedArray quotient = sum / count;
        return sum.DType == DType.Float32 ? quotient.AsType(DType.Float32) : quotient;
    }

    private Scalar Extreme(bool greatest)
    {
        if (DType.IsFloat)
            return greatest ? double.PositiveInfinity : double.NegativeInfinity;
        if (DType == DType.Bool)
            return greatest;
        if (!DType.IsSigned)
        {
            return !greatest ? 0L
                : DType == DType.UInt64 ? new Scalar(DType.UInt64, -1)
                : (1L << 8 * DType.Size) - 1;
        }

        long most = long.MaxValue >> 64 - 8 * DType.Size;
        return greatest ? most : -most - 1;
    }
}
