using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Rewrites;
using Gchunk.Engine.Kernels;
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
        ArrayExpr counts = Whole(times.Expr);
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
        return counts with { Expr = OfWhole(Instants(counts.Expr), like.Expr.DType), Calendar = like.Calendar };
    }

    /// <summary>Returns the int64 counts of times or durations.</summary>
    public static ArrayExpr Whole(ArrayExpr times) =>
        times.DType.IsTime ? CastExpr.Reinterpret(times, DType.Int64) : times;

    /// <summary>Returns the times or durations of int64 counts.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="dtype">The dtype of times or durations; int64 for times of a calendar.</param>
    public static ArrayExpr OfWhole(ArrayExpr counts, DType dtype) =>
        dtype.IsTime ? CastExpr.Reinterpret(counts, dtype) : counts;

    /// <summary>
    /// Checks that a reduction of durations is a duration, and not a number, a position or a truth value, so that it can
    /// be made of their counts.
    /// </summary>
    /// <exception cref="Engine.GchunkException">It is not.</exception>
    public static void RequireDuration(Variable durations, ReductionOp op)
    {
        ReductionOperand.RequireDefined(durations, op.Name);
        if (!(op.GivesElement || op.Result == ReductionResult.Between || op.Name is "sum" or "std"))
            throw TimeOperations.Undefined(op.Name, [durations.Expr.DType]);
    }

    /// <summary>Returns the int64 counts of float64 ones, rounded, NaT for NaN.</summary>
    public static ArrayExpr Instants(ArrayExpr counts) =>
        Exprs.Where(
            Exprs.IsNaN(counts),
            FullExpr.Weak(CfDateTime.NaT),
            CastExpr.Create(Exprs.Rint(counts), DType.Int64)
        );
}
