using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// A duration: <c>x["time"] + TimeSpan.FromHours(12)</c> moves times, and
    /// <c>durations / TimeSpan.FromHours(1)</c> is a number of hours.
    /// </summary>
    /// <exception cref="GchunkException">The duration is longer than 292 years.</exception>
    public static implicit operator DataArray(TimeSpan duration) =>
        new(
            new Variable(
                [],
                new FullExpr(
                    ((TimeDelta64)duration).Nanoseconds,
                    DType.TimeDelta64,
                    ChunkGrid.Single(Engine.Arrays.Shape.Scalar)
                ),
                []
            ),
            Coordinates.Empty
        );

    /// <summary>A time: <c>x["time"] &lt; new DateTime(2000, 1, 1)</c>. It takes the calendar of the other times.</summary>
    public static implicit operator DataArray(DateTime time) =>
        new(
            new Variable(
                [],
                new FullExpr(
                    TimeText.Interval("time", time, CfCalendar.Standard).Low,
                    DType.Int64,
                    ChunkGrid.Single(Engine.Arrays.Shape.Scalar)
                ),
                [],
                CfCalendar.Standard
            ),
            Coordinates.Empty
        );

    // A time given as DateTime is a date, which other calendars have too.
    private static ReadOnlySpan<DataArray> InOneCalendar(ReadOnlySpan<DataArray> operands)
    {
        CfCalendar? calendar = null;
        foreach (DataArray operand in operands)
            calendar ??= operand.IsBareTime ? null : operand.Calendar;
        if (calendar is null)
            return operands;
        DataArray[] all = operands.ToArray();
        for (int i = 0; i < all.Length; i++)
        {
            if (!all[i].IsBareTime || calendar.AgreesWith(all[i].Calendar!))
                continue;
            var date = new CfDateTime(all[i].Calendar!, ((FullExpr)all[i].variable.Expr).Value.Bits);
            all[i] = new DataArray(
                all[i].variable with
                {
                    Expr = new FullExpr(
                        TimeText.Interval("time", date, calendar).Low,
                        DType.Int64,
                        all[i].Expression.Chunks
                    ),
                    Calendar = calendar,
                },
                Coordinates.Empty
            );
        }

        return all;
    }

    private bool IsBareTime =>
        Calendar is not null && Dims.Count == 0 && Coords.Count == 0 && variable.Expr is FullExpr;

    // The calendar of the result, if it holds times. An operation that is not defined for times is an error.
    private static CfCalendar? CalendarOf(ElementwiseOp op, ReadOnlySpan<DataArray> operands)
    {
        CfCalendar? calendar = null;
        foreach (DataArray operand in operands)
        {
            if (operand.Calendar is not { } own)
                continue;
            calendar ??= own;
            if (!calendar.AgreesWith(own))
            {
                throw new GchunkException(
                    $"times of the calendars {calendar.Name} and {own.Name} cannot be combined; bring them to one calendar with ConvertCalendar"
                );
            }
        }

        if (calendar is null || op.Name == "where")
            return calendar;
        if (!op.IsComparison && op.Name is not ("minimum" or "maximum"))
        {
            throw new GchunkException(
                $"{op.Name} is not defined for times; they are compared, and moved by durations; (times - times[0]) / TimeSpan.FromDays(1) gives numbers of days, Dt their parts"
            );
        }

        foreach (DataArray operand in operands)
        {
            if (operand.Calendar is null)
            {
                throw new GchunkException(
                    $"times cannot be compared with {(operand.variable.Expr is FullExpr { Value: var count } ? count.ToDouble().ToString(System.Globalization.CultureInfo.InvariantCulture) : $"{operand.DType.Name} values")}; give a time, such as new DateTime(2000, 1, 31), or other times"
                );
            }
        }

        return op.IsComparison ? null : calendar;
    }

    private static ArrayExpr MissingWhereNaT(ArrayExpr values, ReadOnlySpan<DataArray> operands, string[] dims)
    {
        foreach (ArrayExpr operand in Broadcasting.Broadcast(operands, dims))
            values = Exprs.Where(IsNaT(operand), FullExpr.Weak(CfDateTime.NaT), values);
        return values;
    }

    // The sum or the difference of times, or null if the operation is another one or no operand holds times.
    private static Variable? OfTimes(string op, ReadOnlySpan<DataArray> operands, string[] dims)
    {
        if (op is not ("add" or "subtract") || operands.Length != 2)
            return null;
        DataArray left = operands[0],
            right = operands[1];
        if (left.Calendar is null && right.Calendar is null)
            return null;
        ArrayExpr[] values = Broadcasting.Broadcast(operands, dims);
        if (left.Calendar is { } own && right.Calendar is { } other)
            return new Variable(dims, Between(op, own, other, values), []);
        if (op == "subtract" && left.Calendar is null)
        {
            throw new GchunkException(
                "a time cannot be subtracted from what is no time; write time - duration, or time - time for a duration"
            );
        }

        (DataArray moved, DataArray by) = left.Calendar is null ? (right, left) : (left, right);
        if (by.DType != DType.TimeDelta64)
            throw WithoutUnit(op, by);
        (ArrayExpr instants, ArrayExpr durations) = left.Calendar is null
            ? (values[1], values[0])
            : (values[0], values[1]);
        ArrayExpr counts = CastExpr.Reinterpret(durations, DType.Int64),
            micros = Exprs.FloorDivide(counts, FullExpr.Weak(1000L)),
            missing = Exprs.LogicalOr(IsNaT(instants), Exprs.Equal(counts, FullExpr.Weak(TimeDelta64.NaT.Nanoseconds)));
        return new Variable(
            dims,
            Exprs.Where(
                missing,
                FullExpr.Weak(CfDateTime.NaT),
                op == "add" ? Exprs.Add(instants, micros) : Exprs.Subtract(instants, micros)
            ),
            moved.Attrs.Copy(),
            moved.Calendar
        );
    }

    private static BlockOpExpr Between(string op, CfCalendar own, CfCalendar other, ArrayExpr[] times)
    {
        if (op == "add")
        {
            throw new GchunkException(
                "two times cannot be added; add a duration to a time, as in time + TimeSpan.FromHours(12)"
            );
        }

        if (!own.AgreesWith(other))
        {
            throw new GchunkException(
                $"times of the calendars {own.Name} and {other.Name} cannot be subtracted; bring them to one calendar with ConvertCalendar"
            );
        }

        ArrayExpr micros = Exprs.Where(
            Exprs.LogicalOr(IsNaT(times[0]), IsNaT(times[1])),
            FullExpr.Weak(CfDateTime.NaT),
            Exprs.Subtract(times[0], times[1])
        );
        return NanosecondsOp.Create(micros, DType.TimeDelta64);
    }

    private static ArrayExpr IsNaT(ArrayExpr instants) => Exprs.Equal(instants, FullExpr.Weak(CfDateTime.NaT));

    private static GchunkException WithoutUnit(string op, DataArray by)
    {
        string asked = by.variable.Expr is FullExpr { Value: var count }
            ? $"{count.ToDouble().ToString(System.Globalization.CultureInfo.InvariantCulture)}"
            : $"{by.DType.Name} values";
        return new GchunkException(
            $"{asked} cannot be {(op == "add" ? "added to" : "subtracted from")} times, as a number has no unit; write {(op == "add" ? "+" : "-")} TimeSpan.FromHours(…), or number * TimeSpan.FromDays(1)"
        );
    }
}
