using System.Numerics;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>A scalar, which takes the dtype of the array that it is combined with.</summary>
    public static implicit operator DataArray(double value) => Bare(value);

    /// <summary>An integer scalar, which takes the dtype of the array that it is combined with.</summary>
    public static implicit operator DataArray(long value) => Bare(value);

    /// <summary>A complex scalar: the result is complex.</summary>
    public static implicit operator DataArray(Complex value) => Bare(value);

    private static DataArray Bare(Scalar value) => new(new Variable([], FullExpr.Weak(value), []), Coordinates.Empty);

    private bool IsBare =>
        variable.Expr is FullExpr { IsWeak: true } or FullExpr { DType: DType.TimeDelta64, Shape.Rank: 0 };

    /// <summary>
    /// Applies an elementwise operation, given by its name in the table of operations, to arrays matched by dimension
    /// name.
    /// </summary>
    /// <remarks>
    /// A time plus or minus a duration (timedelta64, a <see cref="TimeSpan"/>) is a time of the same calendar, a time
    /// minus a time is a duration; times are compared with times, and the minimum of times is a time. Nothing else is
    /// defined for times: they are neither multiplied nor combined with numbers.
    /// Dimensions are ordered by their first occurrence among the operands. The name is kept if all operands share it.
    /// Attributes are dropped, except by operations that keep the units (negation, rounding, <c>clip</c>). Conflicting
    /// coordinates are dropped, except for labels, which must be equal.
    /// </remarks>
    /// <param name="op">NumPy's name: <c>add</c>, <c>cos</c>.</param>
    /// <param name="operands">The operands, as many as the operation takes.</param>
    /// <exception cref="GchunkException">
    /// Labels or lengths differ along a shared dimension; the message names the first labels that differ. A number is
    /// added to a time or compared with it, or times of different calendars are combined.
    /// </exception>
    public static DataArray Elementwise(string op, params ReadOnlySpan<DataArray> operands)
    {
        ElementwiseOp row = OpTable.GetElementwise(op);
        operands = InOneCalendar(operands);
        string[] dims = Broadcasting.Dims(operands);
        Broadcasting.Check(op, operands, dims);
        if (OfTimes(op, operands, dims) is { } ofTimes)
            return new DataArray(ofTimes, Merge(operands), CommonName(operands));
        CfCalendar? calendar = CalendarOf(row, operands);
        ArrayExpr values = ElementwiseExpr.Create(row, Broadcasting.Broadcast(operands, dims));
        if (row.IsComparison)
            values = WithoutNaT(row, values, operands, dims);
        else if (calendar is not null && op != "where")
            values = MissingWhereNaT(values, operands, dims);
        return new DataArray(
            new Variable(
                dims,
                values,
                row.KeepsAttributes && !operands[0].IsBare ? operands[0].Attrs.Copy() : [],
                calendar
            ),
            Merge(operands),
            CommonName(operands)
        );
    }

    // As in NumPy, every comparison with NaT is false, except not_equal, which is true.
    private static ArrayExpr WithoutNaT(
        ElementwiseOp op,
        ArrayExpr values,
        ReadOnlySpan<DataArray> operands,
        string[] dims
    )
    {
        foreach (DataArray operand in operands)
        {
            if (operand.Calendar is null || IsOneTime(operand.variable.Expr))
                continue;
            DataArray missing = operand.DropAllCoords().IsNull();
            ArrayExpr mask = Broadcasting.Broadcast(
                [missing, new DataArray(new Variable(dims, values, []), Coordinates.Empty)],
                dims
            )[0];
            values =
                op.WhereMissing == MissingOperand.IsTrue
                    ? Exprs.LogicalOr(values, mask)
                    : Exprs.LogicalAnd(values, Exprs.LogicalNot(mask));
        }
        return values;
    }

    // A time of its own that is there needs no mask.
    private static bool IsOneTime(ArrayExpr times) =>
        times is MemoryExpr { Array: { Size: 1, DType: DType.Int64 } one } && one.ToArray<long>()[0] != CfDateTime.NaT;

    internal static string? CommonName(ReadOnlySpan<DataArray> operands)
    {
        string? name = null;
        bool first = true;
        foreach (DataArray operand in operands)
        {
            if (operand.IsBare)
                continue;
            if (!first && operand.Name != name)
                return null;
            (name, first) = (operand.Name, false);
        }
        return name;
    }

    private static Coordinates Merge(ReadOnlySpan<DataArray> operands)
    {
        var all = new OrderedDictionary<string, Coordinate>();
        var conflicts = new HashSet<string>();
        foreach (DataArray operand in operands)
        {
            foreach (Coordinate coordinate in operand.Coords)
            {
                if (all.TryAdd(coordinate.Name, coordinate))
                    continue;
                // The labels of a dimension win over a scalar label left by a selection: x - x.Isel("time", 0).
                Coordinate known = all[coordinate.Name];
                if (known.Index is null && coordinate.Index is not null)
                    all[coordinate.Name] = coordinate;
                else if (known.Index is null && !known.IsSame(coordinate))
                    conflicts.Add(coordinate.Name);
            }
        }

        return new Coordinates(all.Values.Where(c => c.Index is not null || !conflicts.Contains(c.Name)));
    }

    /// <summary>Casts the values to another dtype.</summary>
    /// <remarks>
    /// Times stay times as int64; of another dtype, they are numbers of microseconds since 1970-01-01 in their calendar.
    /// Durations are numbers of nanoseconds.
    /// </remarks>
    public DataArray AsType(DType dtype) =>
        With(
            variable with
            {
                Expr =
                    dtype == DType.Int64 && variable.Expr.DType == DType.TimeDelta64
                        ? CastExpr.Reinterpret(variable.Expr, dtype)
                        : CastExpr.Create(Numbers().Expr, dtype),
                Texts = null,
                Encoding = null,
                Calendar = dtype == DType.Int64 ? Calendar : null,
            }
        );

    /// <summary>Raises the array to a power, element by element.</summary>
    public DataArray Pow(DataArray exponent) => Elementwise("power", this, exponent);

    /// <summary>The sum.</summary>
    public static DataArray operator +(DataArray left, DataArray right) => Elementwise("add", left, right);

    /// <summary>The difference.</summary>
    public static DataArray operator -(DataArray left, DataArray right) => Elementwise("subtract", left, right);

    /// <summary>The product.</summary>
    public static DataArray operator *(DataArray left, DataArray right) => Elementwise("multiply", left, right);

    /// <summary>The quotient, as a float.</summary>
    public static DataArray operator /(DataArray left, DataArray right) => Elementwise("divide", left, right);

    /// <summary>The remainder, with the sign of the divisor as in NumPy.</summary>
    public static DataArray operator %(DataArray left, DataArray right) => Elementwise("remainder", left, right);

    /// <summary>The negated values.</summary>
    public static DataArray operator -(DataArray values) => Elementwise("negative", values);

    /// <summary>The values, unchanged.</summary>
    public static DataArray operator +(DataArray values) => values;

    /// <summary>True where the left value is less than the right one.</summary>
    public static DataArray operator <(DataArray left, DataArray right) => Elementwise("less", left, right);

    /// <summary>True where the left value is greater than the right one.</summary>
    public static DataArray operator >(DataArray left, DataArray right) => Elementwise("greater", left, right);

    /// <summary>True where the left value is less than or equal to the right one.</summary>
    public static DataArray operator <=(DataArray left, DataArray right) => Elementwise("less_equal", left, right);

    /// <summary>True where the left value is greater than or equal to the right one.</summary>
    public static DataArray operator >=(DataArray left, DataArray right) => Elementwise("greater_equal", left, right);

    /// <summary>True where both bools are true; of integers, the bits that both have, as in NumPy.</summary>
    public static DataArray operator &(DataArray left, DataArray right) => Elementwise("bitwise_and", left, right);

    /// <summary>True where either bool is true; of integers, the bits that either has, as in NumPy.</summary>
    public static DataArray operator |(DataArray left, DataArray right) => Elementwise("bitwise_or", left, right);

    /// <summary>True where one of two bools is true; of integers, the bits that one of them has.</summary>
    public static DataArray operator ^(DataArray left, DataArray right) => Elementwise("bitwise_xor", left, right);

    /// <summary>True where a bool is false; of integers, all bits inverted.</summary>
    public static DataArray operator ~(DataArray values) => Elementwise("invert", values);

    /// <summary>True where the value is false.</summary>
    public static DataArray operator !(DataArray values) => Elementwise("logical_not", values);
}
