using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Statistics;

/// <summary>
/// The operand of a reduction, with the meaning of its result. Text and times have min, max, first, last and count, but
/// no mean.
/// </summary>
/// <param name="Values">The values to reduce.</param>
/// <param name="Calendar">The calendar of the result if it holds times, else null.</param>
/// <param name="Texts">The texts of the result if it holds text, else null.</param>
/// <param name="LatestIsMissing">True if the latest possible instant means a missing one in the result.</param>
/// <param name="AreNumbers">True if instants are float64 in the result, with NaN for a missing one.</param>
internal sealed record ReductionOperand(
    ArrayExpr Values,
    CfCalendar? Calendar = null,
    string[]? Texts = null,
    bool LatestIsMissing = false,
    bool AreNumbers = false
)
{
    /// <summary>
    /// True if the reduction is not defined for a variable; reductions of data sets drop it (xarray's
    /// <c>numeric_only</c>).
    /// </summary>
    /// <param name="variable">The variable.</param>
    /// <param name="op">The reduction; null for an operation on numbers that is not one.</param>
    public static bool IsLeftOut(Variable variable, ReductionOp? op) =>
        variable.Texts is not null || variable.Calendar is not null
            ? op is not ({ GivesElement: true } or { Result: ReductionResult.Count })
            : variable.HasNaT && op?.Name is null or "prod" or "std" or "var";

    /// <summary>The values to reduce for a variable, and the meaning of the result.</summary>
    /// <exception cref="GchunkException">The variable is text and the reduction needs numbers.</exception>
    public static ReductionOperand Of(Variable variable, ReductionOp op, bool skipNaN)
    {
        if (variable.Texts is { } texts)
        {
            return op.Result switch
            {
                ReductionResult.Count => new(variable.Expr),
                ReductionResult.Element => new(variable.Expr, null, texts),
                ReductionResult.Least or ReductionResult.Greatest when Sorted(variable, texts) is var sorted => new(
                    sorted.Expr,
                    null,
                    sorted.Texts
                ),
                _ => new(variable.Numbers),
            };
        }

        if (variable.Calendar is not { } calendar)
            return new(variable.Expr);
        RequireDefined(variable, op.Name);
        ArrayExpr missing = Exprs.Equal(variable.Expr, FullExpr.Weak(CfDateTime.NaT));
        return op.Result switch
        {
            ReductionResult.Count => new(TimeCounts.Of(variable).Expr),
            ReductionResult.Between => new(TimeCounts.Of(variable).Expr, calendar, null, AreNumbers: true),
            // NaT is the least int64: if it is skipped, it must not be the minimum; otherwise the maximum must not
            // ignore it.
            ReductionResult.Least when skipNaN => Latest(),
            ReductionResult.Greatest when !skipNaN => Latest(),
            _ when op.GivesElement => new(variable.Expr, calendar),
            _ => new(variable.Expr),
        };

        ReductionOperand Latest() =>
            new(
                Exprs.Where(missing, FullExpr.Weak(long.MaxValue), variable.Expr),
                calendar,
                null,
                LatestIsMissing: true
            );
    }

    /// <summary>
    /// Checks that an operation on numbers is not of times, whose counts since a date have no meaning, or of durations.
    /// </summary>
    /// <exception cref="GchunkException">The values are times or durations and the operation needs numbers.</exception>
    public static void RequireDefined(Variable variable, string op)
    {
        bool needsNumbers = op is "interp" or "interpolate_na" or "polyfit" or "differentiate" or "integrate";
        if (
            variable.Calendar is not null
            && (needsNumbers || op is "sum" or "prod" or "std" or "var" or "cumsum" or "cumprod")
        )
        {
            throw new GchunkException(
                $"{op} is not defined for times; take it of durations since one of them, (times - times[0]), or of their numbers of days, (times - times[0]) / TimeSpan.FromDays(1)"
            );
        }
        if (variable.Calendar is null && variable.HasNaT && (needsNumbers || op is "prod" or "var"))
        {
            throw new GchunkException(
                $"{op} is not defined for {variable.Expr.DType.Name}; take it of numbers of days, durations / TimeSpan.FromDays(1), and multiply the result by TimeSpan.FromDays(1)"
            );
        }
    }

    /// <summary>Restores the meaning of the values of a reduced variable: calendar, texts and missing values.</summary>
    public Variable Finish(Variable reduced) =>
        reduced with
        {
            Expr =
                LatestIsMissing
                    ? Exprs.Where(
                        Exprs.Equal(reduced.Expr, FullExpr.Weak(long.MaxValue)),
                        FullExpr.Weak(CfDateTime.NaT),
                        reduced.Expr
                    )
                : AreNumbers ? TimeCounts.Instants(reduced.Expr)
                : reduced.Expr,
            Calendar = Calendar,
            Texts = Texts,
        };

    // Codes of a sorted list of texts; text is in memory already.
    private static Variable Sorted(Variable variable, string[] texts)
    {
        int[] order = [.. Enumerable.Range(0, texts.Length)];
        Array.Sort(order, (a, b) => string.CompareOrdinal(texts[a], texts[b]));
        var rank = new int[texts.Length];
        for (int i = 0; i < order.Length; i++)
            rank[order[i]] = i;
        using NDArray codes = Engine.Execution.Computation.Compute(variable.Expr);
        int[] ranks = Array.ConvertAll(codes.ToArray<long>(), c => c >= 0 && c < rank.Length ? rank[c] : -1);
        return variable with
        {
            Expr = new MemoryExpr(NDArray.From(ranks, codes.Shape), variable.Expr.Chunks),
            Texts = Array.ConvertAll(order, i => texts[i]),
        };
    }
}
