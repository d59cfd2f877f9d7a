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
                return TimeOperations.Time(Sum(), dtype);
            case "mean" when dtype == DType.TimeDelta64:
                ArrayExpr count = skips ? Known() : Of("sum", Ones());
                return Exprs.Divide(TimeOperations.Time(Sum(), dtype), count);
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

        ArrayExpr Sum()
        {
            ArrayExpr missing = TimeOperations.IsMissing(input),
                counts = TimeOperations.Count(input);
            return skips
                ? Of("sum", Exprs.Where(missing, FullExpr.Weak(0L), counts))
                : TimeOperations.WithMissing(Of("any", missing), Of("sum", counts));
        }
    }
}
