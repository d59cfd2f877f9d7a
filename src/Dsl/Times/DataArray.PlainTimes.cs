using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Returns the values of labelled times as a plain array of <c>datetime64[ns]</c>.</summary>
    /// <exception cref="GchunkException">
    /// The values are not times of the standard calendar; computing fails if one is before 1677-09-21 or after
    /// 2262-04-11.
    /// </exception>
    public ChunkedArray ToDateTimes() =>
        Calendar is { } calendar && (calendar == CfCalendar.Standard || calendar == CfCalendar.ProlepticGregorian)
            ? new ChunkedArray(NanosecondsOp.Create(variable.Expr, DType.DateTime64))
            : throw new GchunkException(
                $"ToDateTimes needs times of the standard calendar; the array holds {(Calendar is { } other ? $"times of the calendar {other.Name}, which ConvertCalendar converts" : DType.Name)}"
            );

    /// <summary>Makes labelled times from a plain array of <c>datetime64[ns]</c>, rounded down to microseconds.</summary>
    /// <param name="times">The times; NaT stays missing.</param>
    /// <param name="dims">A name for each axis.</param>
    /// <param name="name">A name, or null.</param>
    /// <exception cref="GchunkException">The array does not hold times, or the names do not fit it.</exception>
    public static DataArray FromDateTimes(ChunkedArray times, IEnumerable<string> dims, string? name = null)
    {
        if (times.DType != DType.DateTime64)
            throw new GchunkException($"FromDateTimes needs an array of datetime64[ns]; got {times.DType.Name}");
        ArrayExpr counts = CastExpr.Reinterpret(times.Expression, DType.Int64),
            micros = Exprs.FloorDivide(counts, FullExpr.Weak(1000L));
        ArrayExpr missing = Exprs.Equal(counts, FullExpr.Weak(long.MinValue));
        return new DataArray(
            new Variable([.. dims], Exprs.Where(missing, FullExpr.Weak(CfDateTime.NaT), micros), [])
            {
                Calendar = CfCalendar.Standard,
            },
            Coordinates.Empty,
            name
        );
    }
}
