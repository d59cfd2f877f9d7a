using System.Globalization;
using System.Text.RegularExpressions;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>A period of time, as pandas writes it: <c>7D</c>, <c>1W</c>, <c>6H</c>, <c>1M</c>. It cuts a time axis into bins.</summary>
/// <remarks>
/// As pandas and xarray do: days, hours, minutes and seconds count from midnight of the first day, and a bin bears its first instant; weeks end on a Sunday (or the
/// day named: <c>W-WED</c>), months, quarters and years on their last day (<c>M</c>, <c>Q</c>, <c>Y</c>, also written <c>ME</c>, <c>QE</c>, <c>YE</c>), and a bin bears that day; with an S
/// (<c>MS</c>, <c>QS</c>, <c>YS</c>) it bears its first day.
/// </remarks>
internal sealed partial record Frequency
{
    private static readonly string[] WeekDays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

    // The bins that hold an instant: either a fixed length, or a number of anchors (weeks, months).
    private readonly long length;
    private readonly int weeks;
    private readonly int weekDay; // the last day of a week, Monday 0
    private readonly int months;
    private readonly int unit; // months of the anchor: 1, 3, 12
    private readonly bool labelsEnd;
    private readonly string text;

    private Frequency(string text, long length = 0, int weeks = 0, int weekDay = 6, int months = 0, int unit = 1, bool labelsEnd = false) =>
        (this.text, this.length, this.weeks, this.weekDay, this.months, this.unit, this.labelsEnd) = (text, length, weeks, weekDay, months, unit, labelsEnd);

    /// <summary>Reads a period.</summary>
    /// <exception cref="GchunkException">It is none.</exception>
    public static Frequency Parse(string text)
    {
        Match match = Pattern().Match(text.Trim());
        if (!match.Success || (match.Groups[1].Length > 0 && !int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out _))) throw Unknown(text);
        int n = match.Groups[1].Length == 0 ? 1 : int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        if (n < 1 || n > 1_000_000) throw new GchunkException($"the period '{text}' must be at least one unit of time, and at most a million");
        string unit = match.Groups[2].Value, anchor = match.Groups[3].Value.ToUpperInvariant();
        if (anchor.Length > 0 && unit is not ("W" or "w")) throw Unknown(text);
        switch (unit)
        {
            case "D" or "d": return new(text, n * CfCalendar.Day);
            case "H" or "h": return new(text, n * CfCalendar.Hour);
            case "T" or "min": return new(text, n * CfCalendar.Minute);
            case "S" or "s": return new(text, n * CfCalendar.Second);
            case "W" or "w":
                int day = anchor.Length == 0 ? 6 : Array.IndexOf(WeekDays, anchor);
                return day < 0 ? throw new GchunkException(Spelling.Unknown("day of the week", anchor, WeekDays)) : new(text, weeks: n, weekDay: day, labelsEnd: true);
            case "M" or "ME": return new(text, months: n, labelsEnd: true);
            case "MS": return new(text, months: n);
            case "Q" or "QE": return new(text, months: 3 * n, unit: 3, labelsEnd: true);
            case "QS": return new(text, months: 3 * n, unit: 3);
            case "Y" or "YE" or "A": return new(text, months: 12 * n, unit: 12, labelsEnd: true);
            case "YS" or "AS": return new(text, months: 12 * n, unit: 12);
            default: throw Unknown(text);
        }
    }

    private static GchunkException Unknown(string text) =>
        new($"'{text}' is no period; write a number and a unit, as in \"7D\" (days), \"1W\" (weeks), \"6H\" (hours), \"1M\" (months), \"1Q\", \"1Y\"");

    /// <summary>The bins of an axis, and the positions in each; bins without any lie between others only.</summary>
    /// <exception cref="GchunkException">The calendar has no weeks.</exception>
    public (long[] Labels, List<long>[] Positions) Cut(TimeIndex index)
    {
        ReadOnlySpan<long> instants = index.Labels;
        long first = long.MaxValue, last = long.MinValue;
        foreach (long instant in instants)
        {
            if (instant == CfDateTime.NaT) throw new GchunkException("a time axis with missing times cannot be cut into periods; drop them first");
            (first, last) = (Math.Min(first, instant), Math.Max(last, instant));
        }
        if (instants.Length == 0) return ([], []);
        // Bin k is borders[k] up to, without, borders[k + 1].
        List<long> borders = Borders(index.Calendar, first, last);
        var labels = new long[borders.Count - 1];
        for (int k = 0; k < labels.Length; k++) labels[k] = labelsEnd ? borders[k + 1] - CfCalendar.Day : borders[k];
        var positions = new List<long>[labels.Length];
        for (int k = 0; k < positions.Length; k++) positions[k] = [];
        for (int i = 0; i < instants.Length; i++)
        {
            int at = borders.BinarySearch(instants[i]);
            positions[at >= 0 ? at : ~at - 1].Add(i);
        }
        return (labels, positions);
    }

    private List<long> Borders(CfCalendar calendar, long first, long last)
    {
        var borders = new List<long>();
        // A calendar that knows no days of the week has weeks of seven days from its first day on.
        bool hasWeekDays = calendar == CfCalendar.Standard || calendar == CfCalendar.ProlepticGregorian;
        long length = this.length > 0 || hasWeekDays ? this.length : weeks * 7 * CfCalendar.Day;
        if (length > 0)
        {
            long origin = CfCalendar.FloorToDay(first);
            origin += (first - origin) / length * length;
            if ((last - origin) / length > 10_000_000) throw new GchunkException($"the period '{text}' cuts this time axis into more than ten million bins");
            for (long border = origin; border <= last; border += length) borders.Add(border);
            borders.Add(borders[^1] + length);
            return borders;
        }
        if (weeks > 0)
        {
            long day = CfCalendar.FloorToDay(first), sinceMonday = (day / CfCalendar.Day + 3) % 7;
            if (sinceMonday < 0) sinceMonday += 7;
            // The first bin ends after the first such day that is not before the first instant.
            long end = day + ((weekDay - sinceMonday + 7) % 7 + 1) * CfCalendar.Day;
            borders.Add(end - weeks * 7 * CfCalendar.Day);
            for (; borders[^1] <= last; end += weeks * 7 * CfCalendar.Day) borders.Add(end);
            return borders;
        }
        long month = calendar.FloorToMonth(first);
        int into = (calendar.DateOf(month).Month - 1) % unit;
        // Bins that are labelled by their end are anchored there: of several months, the first may reach back before the data.
        long start = calendar.AddMonths(month, -into);
        if (labelsEnd) start = calendar.AddMonths(start, unit - months);
        for (int k = 0; borders.Count == 0 || borders[^1] <= last; k++) borders.Add(calendar.AddMonths(start, k * months));
        return borders;
    }

    [GeneratedRegex("^([0-9]*)([A-Za-z]+)(?:-([A-Za-z]+))?$")]
    private static partial Regex Pattern();
}
