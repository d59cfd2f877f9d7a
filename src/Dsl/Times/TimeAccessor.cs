using System.Globalization;
using System.Text;
using Gchunk.Dsl.Arithmetic;
using Gchunk.Dsl.Resampling;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>
/// Parts of times, in their calendar: <c>ds["time"].Dt.Month</c>. Numbers are lazy int64, -1 for NaT; texts are
/// computed at once.
/// </summary>
public sealed class TimeAccessor
{
    private readonly DataArray times;
    private readonly CfCalendar calendar;

    internal TimeAccessor(DataArray times) =>
        (this.times, calendar) = (
            times,
            times.Calendar
                ?? throw new GchunkException(
                    $"Dt is for times; {(times.Name is null ? "this array" : $"'{times.Name}'")} holds {times.DType.Name}{(times.Attrs.Text("units") is { } units ? $" [{units}]" : "")}"
                )
        );

    /// <summary>A part by its name, as in <c>ds["time.month"]</c>; lazy, except for texts.</summary>
    /// <exception cref="GchunkException">The part is unknown.</exception>
    internal DataArray Named(string part)
    {
        if (part == "date")
            return Date;
        if (TimeParts.IsFlag(part))
            return Flag(part);
        if (TimeParts.IsText(part))
            return Texts(t => TimeParts.Text(part, t)).ToDataArray(part);
        // Checks the name.
        _ = TimeParts.Get(part, new CfDateTime(calendar, 0));
        return Part(part);
    }

    /// <summary>The date: the time at midnight.</summary>
    public DataArray Date => Floor("D").Rename("date");

    private DataArray Part(string part) =>
        new(
            times.Variable with
            {
                Expr = ElementOps.TimePart(times.Expression, part, calendar),
                Attrs = [],
                Calendar = null,
            },
            times.Coords,
            part
        );

    /// <summary>The year.</summary>
    public DataArray Year => Part("year");

    /// <summary>The month, from 1.</summary>
    public DataArray Month => Part("month");

    /// <summary>The day of the month, from 1.</summary>
    public DataArray Day => Part("day");

    /// <summary>The hour, 0 to 23.</summary>
    public DataArray Hour => Part("hour");

    /// <summary>The minute.</summary>
    public DataArray Minute => Part("minute");

    /// <summary>The second.</summary>
    public DataArray Second => Part("second");

    /// <summary>The microsecond of the second.</summary>
    public DataArray Microsecond => Part("microsecond");

    /// <summary>The day of the year, from 1.</summary>
    public DataArray DayOfYear => Part("dayofyear");

    /// <summary>
    /// The day of the week, Monday 0. Only the standard and the proleptic Gregorian calendar have weeks.
    /// </summary>
    public DataArray DayOfWeek => Part("dayofweek");

    /// <summary>The day of the week, Monday 0.</summary>
    public DataArray Weekday => Part("dayofweek").Rename("weekday");

    /// <summary>The ISO 8601 week of the year.</summary>
    public DataArray WeekOfYear => Part("weekofyear");

    /// <summary>The quarter, from 1.</summary>
    public DataArray Quarter => Part("quarter");

    /// <summary>The number of days of the month.</summary>
    public DataArray DaysInMonth => Part("days_in_month");

    /// <summary>True if the year has 366 days.</summary>
    public DataArray IsLeapYear => Flag("is_leap_year");

    /// <summary>True on the first day of a month.</summary>
    public DataArray IsMonthStart => Flag("is_month_start");

    /// <summary>True on the last day of a month.</summary>
    public DataArray IsMonthEnd => Flag("is_month_end");

    /// <summary>True on the first day of a quarter.</summary>
    public DataArray IsQuarterStart => Flag("is_quarter_start");

    /// <summary>True on the last day of a quarter.</summary>
    public DataArray IsQuarterEnd => Flag("is_quarter_end");

    /// <summary>True on the first day of a year.</summary>
    public DataArray IsYearStart => Flag("is_year_start");

    /// <summary>True on the last day of a year.</summary>
    public DataArray IsYearEnd => Flag("is_year_end");

    // False for NaT.
    private DataArray Flag(string part) => Prelude.Equal(Part(part), 1).Rename(part);

    /// <summary>The calendar.</summary>
    public CfCalendar Calendar => calendar;

    /// <summary>The season: DJF, MAM, JJA or SON. <c>x.Where(x["time"].Dt.Season == "DJF")</c>.</summary>
    public TextValues Season => Texts(t => TimeParts.Text("season", t));

    /// <summary>Formats the times as texts.</summary>
    /// <param name="format">
    /// C's directives: <c>%Y-%m-%d</c>, <c>%H:%M:%S</c>, <c>%j</c>, <c>%b</c>, <c>%B</c>, <c>%y</c>, <c>%f</c>,
    /// <c>%I</c>, <c>%p</c>, <c>%a</c>, <c>%A</c>, <c>%e</c> (the day, with a space before one digit), and <c>%F</c>,
    /// <c>%T</c>, <c>%R</c>, <c>%D</c> for whole dates and times.
    /// </param>
    /// <exception cref="GchunkException">A directive is unknown.</exception>
    public TextValues Strftime(string format) => Texts(t => t.IsNaT ? "NaT" : Format(format, t));

    private TextValues Texts(Func<CfDateTime, string> text)
    {
        using NDArray values = times.Compute();
        return new TextValues(
            Array.ConvertAll(values.ToArray<long>(), t => text(new CfDateTime(calendar, t))),
            times.DimArray,
            times.Shape,
            times.Coords
        );
    }

    /// <summary>
    /// Rounds the times down to a multiple of a fixed period: <c>"D"</c>, <c>"6H"</c>, <c>"15min"</c>.
    /// </summary>
    public DataArray Floor(string frequency) =>
        Rounded("floor", frequency, (t, unit) => t - Prelude.Remainder(t, unit));

    /// <summary>Rounds the times up to a multiple of a fixed period.</summary>
    public DataArray Ceil(string frequency) => Rounded("ceil", frequency, (t, unit) => t + Prelude.Remainder(-t, unit));

    /// <summary>
    /// Rounds the times to the nearest multiple of a fixed period, halfway cases to the even multiple.
    /// </summary>
    public DataArray Round(string frequency) =>
        Rounded(
            "round",
            frequency,
            (t, unit) =>
            {
                DataArray whole = Prelude.FloorDivide(t, unit),
                    rest = t - whole * unit,
                    odd = Prelude.Equal(Prelude.Remainder(whole, 2), 1);
                DataArray up = (rest * 2 > unit) | (Prelude.Equal(rest * 2, unit) & odd);
                return (whole + up.AsType(DType.Int64)) * unit;
            }
        );

    private DataArray Rounded(string name, string frequency, Func<DataArray, long, DataArray> round)
    {
        long unit = Frequency.Parse(frequency).Length;
        if (unit == 0)
        {
            throw new GchunkException(
                $"times are rounded to a fixed period such as \"D\", \"6H\" or \"15min\"; '{frequency}' has no fixed length"
            );
        }

        DataArray plain = new(times.Variable with { Calendar = null }, Coordinates.Empty);
        DataArray isNaT = Prelude.Equal(plain, CfDateTime.NaT);
        DataArray rounded = Prelude.Where(isNaT, plain, round(plain, unit));
        return new DataArray(
            times.Variable with
            {
                Expr = CastExpr.Create(rounded.Expression, DType.Int64),
                Encoding = null,
            },
            times.Coords,
            name
        );
    }

    private static string Format(string format, CfDateTime t)
    {
        DateTimeFormatInfo names = CultureInfo.InvariantCulture.DateTimeFormat;
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            text.Append(
                format[++i] switch
                {
                    'Y' => t.Year.ToString("0000", CultureInfo.InvariantCulture),
                    'y' => (((t.Year % 100) + 100) % 100).ToString("00", CultureInfo.InvariantCulture),
                    'm' => t.Month.ToString("00", CultureInfo.InvariantCulture),
                    'd' => t.Day.ToString("00", CultureInfo.InvariantCulture),
                    'H' => t.Hour.ToString("00", CultureInfo.InvariantCulture),
                    'I' => ((t.Hour + 11) % 12 + 1).ToString("00", CultureInfo.InvariantCulture),
                    'p' => t.Hour < 12 ? "AM" : "PM",
                    'M' => t.Minute.ToString("00", CultureInfo.InvariantCulture),
                    'S' => t.Second.ToString("00", CultureInfo.InvariantCulture),
                    'f' => t.Microsecond.ToString("000000", CultureInfo.InvariantCulture),
                    'j' => t.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                    'b' => names.GetAbbreviatedMonthName(t.Month),
                    'B' => names.GetMonthName(t.Month),
                    'a' => names.GetAbbreviatedDayName((DayOfWeek)((TimeParts.Get("dayofweek", t) + 1) % 7)),
                    'A' => names.GetDayName((DayOfWeek)((TimeParts.Get("dayofweek", t) + 1) % 7)),
                    'F' => Format("%Y-%m-%d", t),
                    'T' => Format("%H:%M:%S", t),
                    'R' => Format("%H:%M", t),
                    'D' => Format("%m/%d/%y", t),
                    'e' => t.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
                    '%' => "%",
                    var other => throw new GchunkException(
                        $"Strftime does not know %{other}; it knows %Y %y %m %d %e %F %D %H %I %p %M %S %f %T %R %j %b %B %a %A and %%"
                    ),
                }
            );
        }
        return text.ToString();
    }
}
