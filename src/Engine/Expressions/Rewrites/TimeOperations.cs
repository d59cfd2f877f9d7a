using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Expressions.Rewrites;

/// <summary>
/// Operations on datetime64 and timedelta64, as operations on their int64 counts of nanoseconds. No kernel knows times.
/// </summary>
/// <remarks>
/// NaT is the least int64. A count less 1 wraps around, so that NaT becomes the greatest number: the order in which NaT
/// is last.
/// </remarks>
internal static class TimeOperations
{
    private static readonly FullExpr NaT = FullExpr.Weak(long.MinValue),
        One = FullExpr.Weak(1L);

    /// <summary>Returns whether an operand of an operation is a time.</summary>
    public static bool Concerns(ReadOnlySpan<ArrayExpr> operands)
    {
        foreach (ArrayExpr operand in operands)
        {
            if (operand.DType.IsTime)
                return true;
        }

        return false;
    }

    /// <summary>Rewrites an operation of which an operand is a time.</summary>
    /// <exception cref="GchunkException">The operation has no meaning for these operands.</exception>
    public static ArrayExpr Rewrite(ElementwiseOp op, ReadOnlySpan<ArrayExpr> operands)
    {
        ArrayExpr a = operands[0];
        if (op.Name == "where" && operands[1].DType == operands[2].DType)
            return Time(Exprs.Where(a, Count(operands[1]), Count(operands[2])), operands[1].DType);
        ArrayExpr? result = operands.Length switch
        {
            1 => Unary(op.Name, a),
            2 => Binary(op.Name, a, operands[1]),
            3 when op.Name == "clip" => Exprs.Minimum(Exprs.Maximum(a, operands[1]), operands[2]),
            _ => null,
        };
        return result ?? throw Undefined(op.Name, [.. operands.ToArray().Select(o => o.DType)]);
    }

    /// <summary>The counts of an array of times.</summary>
    public static ArrayExpr Count(ArrayExpr times) => CastExpr.Reinterpret(times, DType.Int64);

    /// <summary>The times of counts.</summary>
    public static ArrayExpr Time(ArrayExpr counts, DType dtype) => CastExpr.Reinterpret(counts, dtype);

    /// <summary>The counts in an order in which NaT is last.</summary>
    public static ArrayExpr Key(ArrayExpr times) => Exprs.Subtract(Count(times), One);

    /// <summary>The times of such numbers.</summary>
    public static ArrayExpr OfKey(ArrayExpr keys, DType dtype) => Time(Exprs.Add(keys, One), dtype);

    /// <summary>True where times are missing.</summary>
    public static ArrayExpr IsMissing(ArrayExpr times) => Exprs.Equal(Count(times), NaT);

    /// <summary>Counts with NaT where a condition holds.</summary>
    public static ArrayExpr WithMissing(ArrayExpr condition, ArrayExpr counts) => Exprs.Where(condition, NaT, counts);

    /// <summary>The error of an operation that has no meaning for its operands.</summary>
    public static GchunkException Undefined(string name, DType[] operands) =>
        operands is [var one]
            ? DTypeRules.Undefined(name, one)
            : new(
                $"{name} is not defined for {string.Join(" and ", operands.Select(d => d.Name))}; times are added, subtracted, compared and ordered, durations also multiplied and divided"
            );

    private static ArrayExpr? Unary(string name, ArrayExpr a)
    {
        bool isSpan = a.DType == DType.TimeDelta64;
        return name switch
        {
            "isnan" => IsMissing(a),
            "isfinite" => Exprs.LogicalNot(IsMissing(a)),
            // The negative of the least int64 is itself, so NaT stays.
            "negative" when isSpan => Time(Exprs.Negative(Count(a)), a.DType),
            "positive" when isSpan => a,
            "absolute" when isSpan => Time(
                Exprs.Where(Exprs.Less(Count(a), FullExpr.Weak(0L)), Exprs.Negative(Count(a)), Count(a)),
                a.DType
            ),
            _ => null,
        };
    }

    private static ArrayExpr? Binary(string name, ArrayExpr a, ArrayExpr b)
    {
        (DType x, DType y) = (a.DType, b.DType);
        switch (name)
        {
            case "add" when x.IsTime && y.IsTime && (x, y) != (DType.DateTime64, DType.DateTime64):
                return Time(
                    Known(a, b, InRange(Exprs.Add(Count(a), Count(b)), Exprs.Add(Number(a), Number(b)))),
                    x == y ? x : DType.DateTime64
                );
            case "subtract" when x.IsTime && y.IsTime && (x == DType.DateTime64 || x == y):
                return Time(
                    Known(a, b, InRange(Exprs.Subtract(Count(a), Count(b)), Exprs.Subtract(Number(a), Number(b)))),
                    x == y ? DType.TimeDelta64 : x
                );
            case "multiply" when x == DType.TimeDelta64 && IsNumber(y):
                return Scaled(a, b, multiplies: true);
            case "multiply" when y == DType.TimeDelta64 && IsNumber(x):
                return Scaled(b, a, multiplies: true);
            case "divide" when x == DType.TimeDelta64 && IsNumber(y):
                return Scaled(a, b, multiplies: false);
            // NumPy rounds this quotient towards 0 too.
            case "floor_divide" when x == DType.TimeDelta64 && IsNumber(y) && !y.IsFloat:
                return Scaled(a, b, multiplies: false);
            case "divide" when (x, y) == (DType.TimeDelta64, DType.TimeDelta64):
                return Exprs.Divide(Number(a), Number(b));
        }
        if (x != y)
            return null;
        switch (name)
        {
            case "floor_divide" when x == DType.TimeDelta64:
                return Exprs.Where(Missing(a, b), FullExpr.Weak(0L), Exprs.FloorDivide(Count(a), Count(b)));
            case "remainder" when x == DType.TimeDelta64:
                ArrayExpr none = Exprs.LogicalOr(Missing(a, b), Exprs.Equal(Count(b), FullExpr.Weak(0L)));
                return Time(WithMissing(none, Exprs.Remainder(Count(a), Count(b))), x);
            case "equal" or "less" or "less_equal" or "greater" or "greater_equal":
                return Exprs.LogicalAnd(Exprs.Elementwise(name, Count(a), Count(b)), Exprs.LogicalNot(Missing(a, b)));
            case "not_equal":
                return Exprs.LogicalOr(Exprs.NotEqual(Count(a), Count(b)), Missing(a, b));
            // NaT is the least count and the greatest key: these are the ways to keep it, and those to skip it.
            case "minimum":
                return Time(Exprs.Minimum(Count(a), Count(b)), x);
            case "maximum":
                return OfKey(Exprs.Maximum(Key(a), Key(b)), x);
            case "fmin":
                return OfKey(Exprs.Minimum(Key(a), Key(b)), x);
            case "fmax":
                return Time(Exprs.Maximum(Count(a), Count(b)), x);
            case "fillna":
                return Time(Exprs.Where(IsMissing(a), Count(b), Count(a)), x);
            default:
                return null;
        }
    }

    // Integers give integers, and a division is rounded towards 0; floats are multiplied in float64 and rounded so too.
    private static ArrayExpr Scaled(ArrayExpr span, ArrayExpr number, bool multiplies)
    {
        if (multiplies && !number.DType.IsFloat)
        {
            ArrayExpr whole = CastExpr.Create(number, DType.Int64);
            ArrayExpr product = InRange(
                Exprs.Multiply(Count(span), whole),
                Exprs.Multiply(Number(span), CastExpr.Create(number, DType.Float64))
            );
            return Time(WithMissing(IsMissing(span), product), DType.TimeDelta64);
        }
        if (!multiplies && !number.DType.IsFloat)
        {
            ArrayExpr divisor = CastExpr.Create(number, DType.Int64),
                floor = Exprs.FloorDivide(Count(span), divisor);
            // The quotient rounded down is one too low where it is negative and not exact.
            ArrayExpr rest = Exprs.NotEqual(Exprs.Multiply(floor, divisor), Count(span)),
                up = Exprs.LogicalAnd(rest, Exprs.Less(floor, FullExpr.Weak(0L)));
            ArrayExpr quotient = Exprs.Add(floor, CastExpr.Create(up, DType.Int64)),
                none = Exprs.LogicalOr(IsMissing(span), Exprs.Equal(divisor, FullExpr.Weak(0L)));
            return Time(WithMissing(none, quotient), DType.TimeDelta64);
        }

        ArrayExpr factor = CastExpr.Create(number, DType.Float64),
            value = multiplies ? Exprs.Multiply(Number(span), factor) : Exprs.Divide(Number(span), factor);
        return Span(value);
    }

    /// <summary>
    /// The durations of float64 counts, cut towards 0; NaT where they are not finite, or beyond the range of int64.
    /// </summary>
    public static ArrayExpr Span(ArrayExpr counts) =>
        Time(
            WithMissing(
                Exprs.LogicalNot(Exprs.IsFinite(counts)),
                InRange(CastExpr.Create(counts, DType.Int64), counts)
            ),
            DType.TimeDelta64
        );

    /// <summary>
    /// Counts, with NaT where they are beyond the range of int64: a wrong duration would not be noticed.
    /// </summary>
    /// <param name="counts">The counts, which may have wrapped around.</param>
    /// <param name="values">The same in float64.</param>
    public static ArrayExpr InRange(ArrayExpr counts, ArrayExpr values) =>
        WithMissing(Exprs.GreaterEqual(Exprs.Abs(values), FullExpr.Weak(-(double)long.MinValue)), counts);

    /// <summary>The counts as float64, with NaN for NaT.</summary>
    public static ArrayExpr Number(ArrayExpr span) =>
        Exprs.Where(IsMissing(span), FullExpr.Weak(double.NaN), CastExpr.Create(Count(span), DType.Float64));

    private static ArrayExpr Known(ArrayExpr a, ArrayExpr b, ArrayExpr counts) => WithMissing(Missing(a, b), counts);

    private static ArrayExpr Missing(ArrayExpr a, ArrayExpr b) => Exprs.LogicalOr(IsMissing(a), IsMissing(b));

    private static bool IsNumber(DType dtype) => (dtype.IsReal || dtype.IsHalf) && dtype != DType.Bool;
}
