using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>The parts of a time that values can be grouped by.</summary>
internal static class TimeParts
{
    private static readonly string[] Names = ["year", "month", "day", "hour", "minute", "second", "dayofyear", "dayofweek", "quarter", "season"];

    /// <summary>The seasons, in the order of the alphabet as xarray gives them.</summary>
    public static string[] Seasons { get; } = ["DJF", "JJA", "MAM", "SON"];

    /// <summary>A part of a time, by its name; a season by its place in <see cref="Seasons"/>; Monday is 0.</summary>
    /// <exception cref="GchunkException">There is no such part, or the calendar has no weeks.</exception>
    public static int Get(string part, CfDateTime time) => part switch
    {
        "year" => time.Year,
        "month" => time.Month,
        "day" => time.Day,
        "hour" => time.Hour,
        "minute" => time.Minute,
        "second" => time.Second,
        "dayofyear" => time.DayOfYear,
        "quarter" => (time.Month + 2) / 3,
        "season" => time.Month switch { 12 or 1 or 2 => 0, >= 6 and <= 8 => 1, >= 3 and <= 5 => 2, _ => 3 },
        "dayofweek" or "weekday" when time.Calendar == CfCalendar.Standard || time.Calendar == CfCalendar.ProlepticGregorian =>
            (int)(((CfCalendar.FloorToDay(time.Microseconds) / CfCalendar.Day + 3) % 7 + 7) % 7),
        "dayofweek" or "weekday" => throw new GchunkException($"the calendar {time.Calendar.Name} has no days of the week"),
        _ => throw new GchunkException(Spelling.Unknown("part of a time", part, Names)),
    };
}
