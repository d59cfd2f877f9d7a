using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>The parts of a time that values can be grouped by.</summary>
internal static class TimeParts
{
    private static readonly string[] Names =
    [
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "microsecond",
        "dayofyear",
        "dayofweek",
        "weekofyear",
        "quarter",
        "days_in_month",
        "season",
        "is_leap_year",
        "is_month_start",
        "is_month_end",
        "is_quarter_start",
        "is_quarter_end",
        "is_year_start",
        "is_year_end",
    ];

    /// <summary>True if a part is a text.</summary>
    public static bool IsText(string part) => part == "season";

    /// <summary>True if a part is true or false: 1 or 0.</summary>
    public static bool IsFlag(string part) =>
        part.StartsWith("is_", StringComparison.Ordinal) && Array.IndexOf(Names, part) >= 0;

    /// <summary>Returns a part that is a text.</summary>
    public static string Text(string part, CfDateTime time) =>
        time.IsNaT
            ? "nan"
            : Seasons[
                time.Month switch
                {
                    12 or 1 or 2 => 0,
                    >= 6 and <= 8 => 1,
                    >= 3 and <= 5 => 2,
                    _ => 3,
                }
            ];

    /// <summary>The seasons in alphabetical order, as in xarray.</summary>
    public static string[] Seasons { get; } = ["DJF", "JJA", "MAM", "SON"];

    /// <summary>Returns a part of a time by its name; Monday is 0, weeks are those of ISO 8601.</summary>
    /// <exception cref="GchunkException">The part is unknown, or the calendar has no weeks.</exception>
    public static int Get(string part, CfDateTime time) =>
        part switch
        {
            "year" => time.Year,
            "month" => time.Month,
            "day" => time.Day,
            "hour" => time.Hour,
            "minute" => time.Minute,
            "second" => time.Second,
            "dayofyear" => time.DayOfYear,
            "quarter" => (time.Month + 2) / 3,
            "microsecond" => time.Microsecond,
            "days_in_month" or "daysinmonth" => time.Calendar.DaysInMonth(time.Year, time.Month),
            "weekofyear" or "week" => WeekOfYear(time),
            "is_leap_year" => time.Calendar.IsLeapYear(time.Year) ? 1 : 0,
            "is_month_start" => time.Day == 1 ? 1 : 0,
            "is_month_end" => time.Day == time.Calendar.DaysInMonth(time.Year, time.Month) ? 1 : 0,
            "is_quarter_start" => time.Month % 3 == 1 ? Get("is_month_start", time) : 0,
            "is_quarter_end" => time.Month % 3 == 0 ? Get("is_month_end", time) : 0,
            "is_year_start" => time.Month == 1 ? Get("is_month_start", time) : 0,
            "is_year_end" => time.Month == 12 ? Get("is_month_end", time) : 0,
            "dayofweek"
            or "weekday" when time.Calendar == CfCalendar.Standard || time.Calendar == CfCalendar.ProlepticGregorian =>
                (int)(((CfCalendar.FloorToDay(time.Microseconds) / CfCalendar.Day + 3) % 7 + 7) % 7),
            "dayofweek" or "weekday" => throw new GchunkException(
                $"the calendar {time.Calendar.Name} has no days of the week"
            ),
            _ => throw new GchunkException(Spelling.Unknown("part of a time", part, Names)),
        };

    // ISO 8601: weeks begin on Mondays, and the first week of a year contains its first Thursday.
    private static int WeekOfYear(CfDateTime time)
    {
        long monday = CfCalendar.FloorToDay(time.Microseconds) - Get("dayofweek", time) * CfCalendar.Day;
        var thursday = new CfDateTime(time.Calendar, monday + 3 * CfCalendar.Day);
        return (int)((thursday.Microseconds - time.Calendar.Instant(thursday.Year, 1, 1)) / CfCalendar.Day / 7) + 1;
    }
}
