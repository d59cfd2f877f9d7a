using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Statistics;

/// <summary>
/// How text and times are reduced: they have a least and a greatest, a first and a last one, and a number; there is no
/// mean of them.
/// </summary>
/// <param name="Values">What is reduced in their place.</param>
/// <param name="Calendar">The calendar of the result, where it holds times.</param>
/// <param name="Texts">The texts of the result, where it holds text.</param>
/// <param name="LatestIsMissing">Whether the latest of all instants stands for a missing one in the result.</param>
/// <param name="AreNumbers">Whether instants are float64 numbers in the result, a missing one NaN.</param>
internal sealed record ReducedKind(
    ArrayExpr Values,
    CfCalendar? Calendar = null,
    string[]? Texts = null,
    bool LatestIsMissing = false,
    bool AreNumbers = false
)
{
    /// <summary>
    /// Whether a variable cannot be reduced so; reductions of data sets leave it out (xarray's <c>numeric_only</c>).
    /// </summary>
    /// <param name="variable">The variable.</param>
    /// <param name="op">The reduction; null for an operation on numbers that is not one.</param>
    public static bool IsLeftOut(Variable variable, ReductionOp? op) =>
        (variable.Texts is not null || variable.Calendar is not null)
        && op is not ({ GivesElement: true } or { Result: ReductionResult.Count });

    /// <summary>The values to reduce for a variable, and the meaning of the result.</summary>
    /// <exception cref="GchunkException">It is text, and the reduction one of numbers.</exception>
    public static ReducedKind Of(Variable variable, ReductionOp op, bool skipNaN)
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
        ArrayExpr missing = Exprs.Equal(variable.Expr, FullExpr.Weak(CfDateTime.NaT));
        return op.Result switch
        {
            ReductionResult.Count => new(Numbers()),
            ReductionResult.Between => new(Numbers(), calendar, null, AreNumbers: true),
            // NaT is the least of all numbers: where it is skipped it must not be the minimum, else not be passed over
            // by the maximum.
            ReductionResult.Least when skipNaN => Latest(),
            ReductionResult.Greatest when !skipNaN => Latest(),
            _ when op.GivesElement => new(variable.Expr, calendar),
            _ => new(variable.Expr),
        };

        ArrayExpr Numbers() =>
            Exprs.Where(missing, FullExpr.Weak(double.NaN), CastExpr.Create(variable.Expr, DType.Float64));

        ReducedKind Latest() =>
            new(
                Exprs.Where(missing, FullExpr.Weak(long.MaxValue), variable.Expr),
                calendar,
                null,
                LatestIsMissing: true
            );
    }

    /// <summary>A reduced variable with what its values mean.</summary>
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
                : AreNumbers ? Instants(reduced.Expr)
                : reduced.Expr,
            Calendar = Calendar,
            Texts = Texts,
        };

    // Positions in a list that is in order; text is in memory already.
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

    private static ArrayExpr Instants(ArrayExpr numbers) =>
        Exprs.Where(
            Exprs.IsNaN(numbers),
            FullExpr.Weak(CfDateTime.NaT),
            CastExpr.Create(Exprs.Rint(numbers), DType.Int64)
        );
}
