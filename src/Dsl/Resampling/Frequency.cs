using System.Globalization;
using System.Text.RegularExpressions;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Resampling;

/// <summary>
/// A period of time in pandas' notation, such as <c>7D</c>, <c>1W</c>, <c>6H</c>, <c>1M</c> or <c>QS-DEC</c>, and its
/// ends in any calendar.
/// </summary>
/// <remarks>
/// Days, hours, minutes, seconds and fractions of a second have a fixed length. The others have anchors: weeks end on a
/// Sunday (or the day named: <c>W-WED</c>), months, quarters and years on their last day (<c>M</c>, <c>Q</c>, <c>A</c>
/// or <c>Y</c>, also written <c>ME</c>, <c>QE</c>, <c>YE</c>) or begin on their first (<c>MS</c>, <c>QS</c>, <c>AS</c>
/// or <c>YS</c>); a month after a dash is the one in which a quarter or year ends or begins. <c>SMS</c> is the first and
/// the 15th of a month, <c>SM</c> the 15th and the last day, <c>B</c> a day from Monday to Friday.
/// </remarks>
internal sealed partial record Frequency
{
    private static readonly string[] WeekDays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
    private static readonly string[] Months =
    [
        "JAN",
        "FEB",
        "MAR",
        "APR",
        "MAY",
        "JUN",
        "JUL",
        "AUG",
        "SEP",
        "OCT",
        "NOV",
        "DEC",
    ];

    private readonly long length; // of a fixed period
    private readonly int unit; // months from anchor to anchor; 0 for weeks
    private readonly int month; // one of the anchors, January 1
    private readonly int weekDay; // the last day of a week, Monday 0
    private readonly Anchors anchors; // days that are neither those of weeks nor of months

    private Frequency(
        string text,
        int count,
        long length = 0,
        int unit = 0,
        int month = 1,
        int weekDay = 6,
        bool endsPeriod = false,
        Anchors anchors = Anchors.None
    ) =>
        (Text, Count, this.length, this.unit, this.month, this.weekDay, EndsPeriod, this.anchors) = (
            text,
            count,
            length,
            unit,
            month,
            weekDay,
            endsPeriod,
            anchors
        );

    private enum Anchors
    {
        None,

        // The first and the 15th of each month, and the 15th and the last.
        HalfMonthStarts,
        HalfMonthEnds,

        // Monday to Friday.
        WorkDays,
    }

    /// <summary>The text that was parsed.</summary>
    public string Text { get; }

    /// <summary>The number of anchors in a period.</summary>
    public int Count { get; }

    /// <summary>True if anchors are the last days of their periods.</summary>
    public bool EndsPeriod { get; }

    /// <summary>The microseconds of a fixed period, or 0.</summary>
    public long Length => length;

    public bool IsWeeks => length == 0 && unit == 0 && anchors == Anchors.None;

    /// <summary>Parses a period.</summary>
    /// <exception cref="GchunkException">The text is not a period.</exception>
    public static Frequency Parse(string text)
    {
        Match match = Pattern().Match(text.Trim());
        if (
            !match.Success
            || (
                match.Groups[1].Length > 0
                && !int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out _)
            )
        )
        {
            throw Unknown(text);
        }

        int n = match.Groups[1].Length == 0 ? 1 : int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        if (n < 1 || n > 1_000_000)
            throw new GchunkException($"the period '{text}' must be one to a million units of time");
        string unit = match.Groups[2].Value,
            anchor = match.Groups[3].Value.ToUpperInvariant();
        if (anchor.Length > 0 && unit is not ("W" or "w" or "Q" or "QE" or "QS" or "A" or "Y" or "YE" or "AS" or "YS"))
            throw Unknown(text);
        switch (unit)
        {
            case "D" or "d":
                return new(text, 1, n * CfCalendar.Day);
            case "H" or "h":
                return new(text, 1, n * CfCalendar.Hour);
            case "T" or "min":
                return new(text, 1, n * CfCalendar.Minute);
            case "S" or "s":
                return new(text, 1, n * CfCalendar.Second);
            case "L" or "ms":
                return new(text, 1, n * 1000L);
            case "U" or "us":
                return new(text, 1, n);
            case "W" or "w":
                return new(
                    text,
                    n,
                    weekDay: anchor.Length == 0 ? 6 : IndexOf(anchor, WeekDays, "day of the week"),
                    endsPeriod: true
                );
            case "SMS":
                return new(text, n, anchors: Anchors.HalfMonthStarts);
            case "SM" or "SME":
                return new(text, n, anchors: Anchors.HalfMonthEnds);
            case "B":
                return new(text, n, anchors: Anchors.WorkDays);
            case "M" or "ME":
                return new(text, n, unit: 1, endsPeriod: true);
            case "MS":
                return new(text, n, unit: 1);
            case "Q" or "QE":
                return new(text, n, unit: 3, month: Month(anchor, 12), endsPeriod: true);
            case "QS":
                return new(text, n, unit: 3, month: Month(anchor, 1));
            case "Y" or "YE" or "A":
                return new(text, n, unit: 12, month: Month(anchor, 12), endsPeriod: true);
            case "YS" or "AS":
                return new(text, n, unit: 12, month: Month(anchor, 1));
            default:
                throw Unknown(text);
        }
    }

    private static int Month(string anchor, int none) =>
        anchor.Length == 0 ? none : IndexOf(anchor, Months, "month") + 1;

    private static int IndexOf(string name, string[] names, string kind)
    {
        int at = Array.IndexOf(names, name);
        return at >= 0 ? at : throw new GchunkException(Spelling.Unknown(kind, name, names));
    }

    private static GchunkException Unknown(string text) =>
        new(
            $"'{text}' is not a period; write a number and a unit, as in \"7D\" (days), \"1W\" (weeks), \"6H\" (hours), \"1M\" (months), \"1Q\", \"1Y\""
        );

    /// <summary>
    /// Returns the number of the last anchor that is not after an instant, and whether the instant's day is that
    /// anchor. Numbers are consecutive.
    /// </summary>
    public (long Number, bool IsAnchor) AnchorAt(CfCalendar calendar, long instant)
    {
        long day = CfCalendar.FloorToDay(instant);
        if (IsWeeks)
        {
            // 1970-01-01 was a Thursday.
            long days = day / CfCalendar.Day + 3 - weekDay,
                week = CfCalendar.FloorDivide(days, 7);
            return (week, days - week * 7 == 0);
        }
        if (anchors == Anchors.WorkDays)
        {
            long days = day / CfCalendar.Day + 3,
                week = CfCalendar.FloorDivide(days, 7),
                ofWeek = days - week * 7;
            return (week * 5 + Math.Min(ofWeek, 4), ofWeek < 5);
        }
        if (anchors != Anchors.None)
        {
            long half = 2 * MonthsSince1970(calendar, calendar.FloorToMonth(instant)) + 1;
            while (Anchor(calendar, half) > day)
                half--;
            return (half, Anchor(calendar, half) == day);
        }
        long firstOfMonth = calendar.FloorToMonth(instant);
        long months = MonthsSince1970(calendar, firstOfMonth);
        long number = CfCalendar.FloorDivide(months - (month - 1), unit);
        long anchor = Anchor(calendar, number);
        if (anchor > day)
            anchor = Anchor(calendar, --number);
        return (number, anchor == day);
    }

    /// <summary>Returns midnight of an anchor's day.</summary>
    public long Anchor(CfCalendar calendar, long number)
    {
        if (IsWeeks)
            return (number * 7 - 3 + weekDay) * CfCalendar.Day;
        if (anchors == Anchors.WorkDays)
        {
            long week = CfCalendar.FloorDivide(number, 5);
            return (week * 7 - 3 + number - week * 5) * CfCalendar.Day;
        }
        if (anchors != Anchors.None)
        {
            long of = CfCalendar.FloorDivide(number, 2);
            long start = calendar.AddMonths(calendar.Instant(1970, 1, 1), checked((int)of));
            bool isSecond = number != of * 2;
            return anchors == Anchors.HalfMonthStarts ? start + (isSecond ? 14 * CfCalendar.Day : 0)
                : isSecond ? calendar.AddMonths(start, 1) - CfCalendar.Day
                : start + 14 * CfCalendar.Day;
        }
        int months = checked((int)(number * unit + (month - 1)));
        long first = calendar.AddMonths(calendar.Instant(1970, 1, 1), months);
        return EndsPeriod ? calendar.AddMonths(first, 1) - CfCalendar.Day : first;
    }

    /// <summary>Throws if the period is in weeks and the calendar has none.</summary>
    public void Check(CfCalendar calendar)
    {
        if ((IsWeeks || anchors == Anchors.WorkDays) && !HasWeekDays(calendar))
        {
            throw new GchunkException(
                $"the calendar {calendar.Name} has no days of the week, so it has no periods '{Text}'; use \"7D\""
            );
        }
    }

    public static bool HasWeekDays(CfCalendar calendar) =>
        calendar == CfCalendar.Standard || calendar == CfCalendar.ProlepticGregorian;

    // Years are counted astronomically: the year 0 exists.
    private static long MonthsSince1970(CfCalendar calendar, long firstOfMonth)
    {
        var (year, month, _) = calendar.DateOf(firstOfMonth);
        return (calendar.Astronomical(year) - 1970) * 12 + month - 1;
    }

    [GeneratedRegex("^([0-9]*)([A-Za-z]+)(?:-([A-Za-z]+))?$")]
    private static partial Regex Pattern();
}
