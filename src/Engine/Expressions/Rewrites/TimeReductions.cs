using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.Rewrites;

/// <summary>Reductions of datetime64 and timedelta64, as reductions of their int64 counts of nanoseconds.</summary>
internal static class TimeReductions
{
    /// <summary>Creates a reduction of an array of times.</summary>
    /// <exception cref="GchunkException">The reduction has no meaning for the dtype.</exception>
    public static ArrayExpr Create(
        ReductionOp op,
        ArrayExpr input,
        int[]? axes,
        bool keepDims,
        ReductionOptions options
    )
    {
        DType dtype = input.DType;
        bool skips = options.SkipNaN;
        switch (op.Name)
        {
            // NaT is the least count and the greatest key.
            case "min" or "max":
                return (op.Name == "min") == skips
                    ? TimeOperations.OfKey(Of(op.Name, TimeOperations.Key(input)), dtype)
                    : TimeOperations.Time(Of(op.Name, TimeOperations.Count(input)), dtype);
            case "argmin" or "argmax":
                ArrayExpr indices = Of(
                    op.Name,
                    (op.Name == "argmin") == skips ? TimeOperations.Key(input) : TimeOperations.Count(input)
                );
                return skips ? Exprs.Where(AllMissing(), FullExpr.Weak(-1L), indices) : indices;
            case "count":
                return Known();
            case "first" or "last" when !skips:
                return TimeOperations.Time(Of(op.Name, TimeOperations.Count(input)), dtype);
            case "sum" when dtype == DType.TimeDelta64:
                ArrayExpr inFloats = ReductionExpr.Create(
                    op,
                    TimeOperations.Number(input),
                    axes,
                    keepDims,
                    new ReductionOptions(SkipNaN: true)
                );
                return TimeOperations.Time(TimeOperations.InRange(Sum(TimeOperations.Count(input)), inFloats), dtype);
            case "mean" when dtype == DType.TimeDelta64:
                return Mean(skips ? Known() : Of("sum", Ones()));
            case "std" when dtype == DType.TimeDelta64:
                ArrayExpr spread = ReductionExpr.Create(op, TimeOperations.Number(input), axes, keepDims, options);
                return TimeOperations.Span(Exprs.Rint(spread));
            case "sum" or "mean" when dtype == DType.DateTime64:
                throw new GchunkException(
                    $"{op.Name} is not defined for {dtype.Name}; take the mean of the durations since a time: (x - start).Mean() + start"
                );
            default:
                throw TimeOperations.Undefined(op.Name, [dtype]);
        }

        ArrayExpr Of(string name, ArrayExpr array) =>
            ReductionExpr.Create(OpTable.GetReduction(name), array, axes, keepDims, default);

        ArrayExpr Ones() => new FullExpr(1L, DType.Int64, input.Chunks);

        ArrayExpr Known() => Of("sum", CastExpr.Create(Exprs.LogicalNot(TimeOperations.IsMissing(input)), DType.Int64));

        ArrayExpr AllMissing() => Of("all", TimeOperations.IsMissing(input));

        // The whole sum may be beyond the range of int64, so the high and the low bits are summed apart.
        ArrayExpr Mean(ArrayExpr count)
        {
            FullExpr high = FullExpr.Weak(1L << 20);
            ArrayExpr highs = Sum(Exprs.FloorDivide(TimeOperations.Count(input), high)),
                lows = Sum(Exprs.Remainder(TimeOperations.Count(input), high)),
                whole = Exprs.FloorDivide(highs, count),
                rest = Exprs.Add(Exprs.Multiply(Exprs.Remainder(highs, count), high), lows);
            ArrayExpr floor = Exprs.Add(Exprs.Multiply(whole, high), Exprs.FloorDivide(rest, count)),
                zero = FullExpr.Weak(0L);
            // Cut towards 0, as NumPy does.
            ArrayExpr up = Exprs.LogicalAnd(
                    Exprs.Less(floor, zero),
                    Exprs.NotEqual(Exprs.Remainder(rest, count), zero)
                ),
                mean = Exprs.Add(floor, CastExpr.Create(up, DType.Int64));
            ArrayExpr none = Exprs.LogicalOr(Exprs.Equal(count, zero), Exprs.Equal(lows, FullExpr.Weak(long.MinValue)));
            return TimeOperations.Time(TimeOperations.WithMissing(none, mean), dtype);
        }

        ArrayExpr Sum(ArrayExpr counts)
        {
            ArrayExpr missing = TimeOperations.IsMissing(input);
            return skips
                ? Of("sum", Exprs.Where(missing, FullExpr.Weak(0L), counts))
                : TimeOperations.WithMissing(Of("any", missing), Of("sum", counts));
        }
    }
}
