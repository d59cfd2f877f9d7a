using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>
/// Times and durations as float64 counts of their smallest unit, for operations between values, such as quantiles. Counts
/// up to 2^53 are exact: 285 years of microseconds from 1970 on, 104 days of nanoseconds.
/// </summary>
internal static class TimeCounts
{
    /// <summary>Returns the counts, NaN where a time or duration is missing.</summary>
    public static Variable Of(Variable times)
    {
        ArrayExpr counts = times.Expr.DType.IsTime ? CastExpr.Reinterpret(times.Expr, DType.Int64) : times.Expr;
        return times with
        {
            Expr = Exprs.Where(
                Exprs.Equal(counts, FullExpr.Weak(CfDateTime.NaT)),
                FullExpr.Weak(double.NaN),
                CastExpr.Create(counts, DType.Float64)
            ),
            Calendar = null,
            Encoding = null,
        };
    }

    /// <summary>Returns the times or durations of counts, rounded, NaT for NaN.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="like">Times of the calendar, or durations.</param>
    public static Variable Back(Variable counts, Variable like)
    {
        ArrayExpr instants = Instants(counts.Expr);
        return counts with
        {
            Expr = like.Expr.DType.IsTime ? CastExpr.Reinterpret(instants, like.Expr.DType) : instants,
            Calendar = like.Calendar,
        };
    }

    /// <summary>Returns the int64 counts of float64 ones, rounded, NaT for NaN.</summary>
    public static ArrayExpr Instants(ArrayExpr counts) =>
        Exprs.Where(
            Exprs.IsNaN(counts),
            FullExpr.Weak(CfDateTime.NaT),
            CastExpr.Create(Exprs.Rint(counts), DType.Int64)
        );
}
