using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Gchunk.Engine.Storage.Cf;

/// <summary>The parts of a date in text; parts that are not given are null.</summary>
internal readonly partial record struct CfDateText(
    int Year,
    int? Month,
    int? Day,
    int? Hour,
    int? Minute,
    int? Second,
    long? Fraction,
    TimeSpan? Zone
)
{
    /// <summary>
    /// Reads the parts of a text: <c>1850-1-1</c>, <c>0001-01-01T00:00:00Z</c>, <c>1970-01-01 00:00:0.0 -5:30</c>,
    /// <c>20000101</c>, <c>20000101T123000Z</c>, <c>2000/1/1</c>, <c>01-JAN-2000</c>, or any of these without its last
    /// parts. A zone may lack its sign, as in <c>1970-1-1 0:00:00 0:00</c>.
    /// </summary>
    public static bool TryParse(string text, out CfDateText parts)
    {
        parts = default;
        if (text.Length > Longest)
            return false;
        Match match = Pattern().Match(Normalized(text));
        if (!match.Success)
            return false;
        int? Number(string group) =>
            match.Groups[group].Success
                ? int.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                : null;
        long? fraction = match.Groups["fraction"].Success
            ? (long)
                Math.Round(
                    decimal.Parse("0." + match.Groups["fraction"].Value, CultureInfo.InvariantCulture) * 1_000_000m
                )
            : null;
        TimeSpan? zone = null;
        if (match.Groups["zone"].Success)
        {
            int sign = match.Groups["sign"].Value == "-" ? -1 : 1;
            zone = sign * new TimeSpan(Number("zoneHour") ?? 0, Number("zoneMinute") ?? 0, 0);
        }
        parts = new CfDateText(
            Number("year")!.Value,
            Number("month"),
            Number("day"),
            Number("hour"),
            Number("minute"),
            Number("second"),
            fraction,
            zone
        );
        return true;
    }

    // Other forms, whose order is clear, unlike that of 1/1/2000, as year-month-day and hour:minute:second.
    private static string Normalized(string text)
    {
        text = NamedMonth()
            .Replace(
                text,
                m =>
                {
                    int month = 1 + Array.FindIndex(Months, name => IsMonth(m.Groups["month"].Value, name));
                    return month == 0
                        ? m.Value
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{m.Groups["year"].Value}-{month}-{m.Groups["day"].Value}"
                        );
                }
            );
        text = CompactTime()
            .Replace(
                text,
                m =>
                    $"{m.Groups["date"].Value}T{m.Groups["hour"].Value}:{m.Groups["minute"].Value}{(m.Groups["second"].Length > 0 ? ":" + m.Groups["second"].Value : "")}"
            );
        return OtherForms().Replace(text, "${year}-${month}-${day}");
    }

    // The name in full, or its first three letters.
    private static bool IsMonth(string text, string name) =>
        text.Equals(name, StringComparison.OrdinalIgnoreCase)
        || (text.Length == 3 && name.StartsWith(text, StringComparison.OrdinalIgnoreCase));

    // Of a date with its time and zone; a long text would keep the patterns busy for ever.
    private const int Longest = 100;

    private static readonly string[] Months = [.. DateTimeFormatInfo.InvariantInfo.MonthNames.Take(12)];

    /// <summary>Returns the first instant of the date, or null with the reason why there is none.</summary>
    public long? Start(CfCalendar calendar, [NotNullWhen(false)] out string? reason)
    {
        int month = Month ?? 1,
            day = Day ?? 1;
        reason = null;
        int year = Year;
        // "since 0000-01-01" is common in climatologies; calendars without a year 0 read it as the year before 1.
        if (year == 0 && !calendar.Exists(0, 1, 1))
            year = -1;
        if (!calendar.Exists(year, month, day))
        {
            reason = $"there is no date {Year:0000}-{month:00}-{day:00} in the calendar {calendar.Name}";
            return null;
        }
        if (Hour > 23 || Minute > 59 || Second > 59)
        {
            reason = $"there is no time {Hour:00}:{Minute ?? 0:00}:{Second ?? 0:00}";
            return null;
        }
        long time =
            (Hour ?? 0) * CfCalendar.Hour
            + (Minute ?? 0) * CfCalendar.Minute
            + (Second ?? 0) * CfCalendar.Second
            + (Fraction ?? 0);
        return calendar.Instant(year, month, day) + time - (Zone?.Ticks ?? 0) / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>Returns the first instant after the date: a year later if only a year is given.</summary>
    public long End(CfCalendar calendar, long start) =>
        this switch
        {
            { Fraction: not null } => start + 1,
            { Second: not null } => start + CfCalendar.Second,
            { Minute: not null } => start + CfCalendar.Minute,
            { Hour: not null } => start + CfCalendar.Hour,
            { Day: not null } => start + CfCalendar.Day,
            { Month: not null } => calendar.AddMonths(start, 1),
            _ => calendar.AddMonths(start, 12),
        };

    [GeneratedRegex(
        @"^\s*(?<year>[+-]?[0-9]{1,6})(-(?<month>[0-9]{1,2})(-(?<day>[0-9]{1,2})((\s*[T]\s*|\s+)(?<hour>[0-9]{1,2})(:(?<minute>[0-9]{1,2})(:(?<second>[0-9]{1,2})([.](?<fraction>[0-9]{1,20})?)?)?)?)?"
            + @"\s*(?<zone>Z|UTC|GMT|(?<=\s)(?<zoneHour>[0-9]{1,2}):(?<zoneMinute>[0-9]{2})|(?<sign>[+-])(?<zoneHour>[0-9]{1,2})(:?(?<zoneMinute>[0-9]{2}))?)?)?)?\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();

    // 20000101T1230, 20000101 123000.5: the seconds are 00 if they are not given.
    [GeneratedRegex(
        @"^\s*(?<date>[0-9]{8})\s*[T ]\s*(?<hour>[0-9]{2})(?<minute>[0-9]{2})(?<second>([0-9]{2})?)(?![0-9]|:)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CompactTime();

    // 01-JAN-2000, 1 January 2000, Jan 1, 2000 and 2000-Jan-01.
    [GeneratedRegex(
        @"^\s*((?<day>[0-9]{1,2})[- /.]+(?<month>[a-z]{3,9})[- /.,]+(?<year>[0-9]{4})|(?<month>[a-z]{3,9})[- /.]+(?<day>[0-9]{1,2})[- /.,]+(?<year>[0-9]{4})"
            + @"|(?<year>[0-9]{4})[- /.]+(?<month>[a-z]{3,9})[- /.]+(?<day>[0-9]{1,2}))(?![0-9])",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NamedMonth();

    // 20000101 and 2000/1/1.
    [GeneratedRegex(
        @"^\s*(?<year>[0-9]{4})((?<month>[0-9]{2})(?<day>[0-9]{2})|/(?<month>[0-9]{1,2})/(?<day>[0-9]{1,2}))(?![0-9])",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex OtherForms();
}
