namespace Gchunk.Engine.Storage.Cf;

/// <summary>
/// A calendar of the CF conventions (section 4.4.1): the dates that exist, and the days between them.
/// </summary>
/// <remarks>
/// An instant is a number of microseconds since 1970-01-01 00:00 in its own calendar, so differences are plain
/// subtractions. Years are counted as in cftime: <c>standard</c> and <c>julian</c> have no year 0 (the year before 1 is
/// -1), the others have one. Days of the Gregorian and Julian calendars are computed by cycles of 400 and 4 years that
/// start in March: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2014).
/// </remarks>
public sealed class CfCalendar
{
    /// <summary>The microseconds in a second, a minute, an hour, a day.</summary>
    public const long Second = 1_000_000,
        Minute = 60 * Second,
        Hour = 60 * Minute,
        Day = 24 * Hour;

    // Julian day numbers of 1582-10-15 (Gregorian), the first day after the reform, and of 1970-01-01 in each calendar.
    private const long Reform = 2299161,
        GregorianEpoch = 2440588,
        JulianEpoch = 2440601;
    private const long MaximumYear = 290_000;

    private static readonly int[] Common = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    private static readonly int[] Leap = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366];
    private static readonly int[] Thirties = [.. Enumerable.Range(0, 13).Select(m => 30 * m)];

    private readonly CfCalendarKind kind;

    private CfCalendar(string name, CfCalendarKind kind) => (Name, this.kind) = (name, kind);

    /// <summary>Gregorian from 1582-10-15, Julian before; the default of CF. Also called <c>gregorian</c>.</summary>
    public static CfCalendar Standard { get; } = new("standard", CfCalendarKind.Standard);

    /// <summary>Gregorian at all times.</summary>
    public static CfCalendar ProlepticGregorian { get; } = new("proleptic_gregorian", CfCalendarKind.Gregorian);

    /// <summary>Julian at all times.</summary>
    public static CfCalendar Julian { get; } = new("julian", CfCalendarKind.Julian);

    /// <summary>Every year has 365 days. Also called <c>365_day</c>.</summary>
    public static CfCalendar NoLeap { get; } = new("noleap", CfCalendarKind.NoLeap);

    /// <summary>Every year has 366 days. Also called <c>366_day</c>.</summary>
    public static CfCalendar AllLeap { get; } = new("all_leap", CfCalendarKind.AllLeap);

    /// <summary>Every month has 30 days.</summary>
    public static CfCalendar Days360 { get; } = new("360_day", CfCalendarKind.Days360);

    /// <summary>The name under which it is written.</summary>
    public string Name { get; }

    /// <summary>
    /// True if this calendar and another have the same dates at an instant and after it: if they are equal, or are the
    /// standard and the proleptic Gregorian one and the instant is not before 1582-10-15.
    /// </summary>
    public bool AgreesWith(CfCalendar other, long from = ReformInstant) =>
        ReferenceEquals(this, other) || (IsGregorian && other.IsGregorian && from >= ReformInstant);

    private const long ReformInstant = (Reform - GregorianEpoch) * Day;

    private bool IsGregorian => kind is CfCalendarKind.Standard or CfCalendarKind.Gregorian;

    private bool HasYearZero => kind is not (CfCalendarKind.Standard or CfCalendarKind.Julian);

    /// <summary>Returns the calendar of a name, in any case; the standard calendar for null.</summary>
    /// <exception cref="GchunkException">There is none of this name.</exception>
    public static CfCalendar Named(string? name) =>
        (name?.Trim().ToLowerInvariant()) switch
        {
            null or "" or "standard" or "gregorian" => Standard,
            "proleptic_gregorian" => ProlepticGregorian,
            "julian" => Julian,
            "noleap" or "365_day" => NoLeap,
            "all_leap" or "366_day" => AllLeap,
            "360_day" => Days360,
            _ => throw new GchunkException(
                Spelling.Unknown(
                    "calendar",
                    name,
                    [
                        "standard",
                        "gregorian",
                        "proleptic_gregorian",
                        "julian",
                        "noleap",
                        "365_day",
                        "all_leap",
                        "366_day",
                        "360_day",
                    ]
                )
            ),
        };

    /// <summary>Returns the number of days in a month.</summary>
    public int DaysInMonth(int year, int month)
    {
        if (kind == CfCalendarKind.Standard && year == 1582 && month == 10)
            return 21;
        int[] starts = Starts(Astronomical(year));
        return starts[month] - starts[month - 1];
    }

    /// <summary>Returns whether a year has 366 days.</summary>
    public bool IsLeapYear(int year) => Starts(Astronomical(year)) == Leap;

    /// <summary>
    /// Returns whether a date exists; 1582-10-05 to 1582-10-14 do not exist in the standard calendar.
    /// </summary>
    public bool Exists(int year, int month, int day)
    {
        if (month is < 1 or > 12 || day < 1 || Math.Abs((long)year) > MaximumYear || (year == 0 && !HasYearZero))
            return false;
        int[] starts = Starts(Astronomical(year));
        if (day > starts[month] - starts[month - 1])
            return false;
        return !(kind == CfCalendarKind.Standard && year == 1582 && month == 10 && day is > 4 and < 15);
    }

    /// <summary>Returns midnight at the start of a date, in microseconds.</summary>
    /// <exception cref="GchunkException">The date does not exist.</exception>
    public long Instant(int year, int month, int day)
    {
        if (!Exists(year, month, day))
            throw new GchunkException($"there is no date {year:0000}-{month:00}-{day:00} in the calendar {Name}");
        return Days(Astronomical(year), month, day) * Day;
    }

    /// <summary>Returns the date of an instant.</summary>
    public (int Year, int Month, int Day) DateOf(long microseconds)
    {
        (long year, int month, int day) = FromDays(FloorDivide(microseconds, Day));
        return ((int)(HasYearZero || year > 0 ? year : year - 1), month, day);
    }

    /// <summary>
    /// Returns the day of the year, from 1; as in cftime, the days that the reform of 1582 left out are counted.
    /// </summary>
    public int DayOfYear(long microseconds)
    {
        (long year, int month, int day) = FromDays(FloorDivide(microseconds, Day));
        return Starts(year)[month - 1] + day;
    }

    /// <summary>Returns the start of the day of an instant.</summary>
    public static long FloorToDay(long microseconds) => FloorDivide(microseconds, Day) * Day;

    /// <summary>Returns the start of the month of an instant.</summary>
    public long FloorToMonth(long microseconds)
    {
        (int year, int month, _) = DateOf(microseconds);
        return Instant(year, month, 1);
    }

    /// <summary>Returns the start of the year of an instant.</summary>
    public long FloorToYear(long microseconds) => Instant(DateOf(microseconds).Year, 1, 1);

    /// <summary>
    /// Returns the instant some months later, or earlier if negative, on the same day and time; on the last day of the
    /// month if the day does not exist.
    /// </summary>
    public long AddMonths(long microseconds, int months)
    {
        (long year, int month, int day) = FromDays(FloorDivide(microseconds, Day));
        long count = year * 12 + (month - 1) + months;
        year = FloorDivide(count, 12);
        month = (int)(count - year * 12) + 1;
        int[] starts = Starts(year);
        day = Math.Min(day, starts[month] - starts[month - 1]);
        // Days that the reform left out become the first day after it.
        if (kind == CfCalendarKind.Standard && year == 1582 && month == 10 && day is > 4 and < 15)
            day = 15;
        return Days(year, month, day) * Day + (microseconds - FloorToDay(microseconds));
    }

    /// <summary>
    /// Reads a date: <c>2015</c>, <c>2015-01</c>, <c>2015-01-05</c>, <c>2015-01-05T12</c>, <c>2015-01-05
    /// 12:30:15.5</c>.
    /// </summary>
    /// <returns>The interval from its first instant up to the first instant after it, exclusive.</returns>
    /// <exception cref="GchunkException">
    /// The text is not a date, or the date does not exist in this calendar.
    /// </exception>
    public CfInterval Parse(string text)
    {
        if (!CfDateText.TryParse(text, out CfDateText parts) || parts.Zone is not null)
            throw new GchunkException($"'{text}' is not a date; write 2015, 2015-01, 2015-01-31 or 2015-01-31T12:30");
        long start = parts.Start(this, out string? reason) ?? throw new GchunkException(reason!);
        return new CfInterval(start, parts.End(this, start));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal long Astronomical(long year) => HasYearZero || year > 0 ? year : year + 1;

    internal static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-(a + 1)) / b) - 1;

    // The year is counted astronomically, with a year 0.
    internal long Days(long year, int month, int day) =>
        kind switch
        {
            CfCalendarKind.Standard => JulianDay(
                year,
                month,
                day,
                gregorian: (year, month, day).CompareTo((1582, 10, 15)) >= 0
            ) - GregorianEpoch,
            CfCalendarKind.Gregorian => JulianDay(year, month, day, gregorian: true) - GregorianEpoch,
            CfCalendarKind.Julian => JulianDay(year, month, day, gregorian: false) - JulianEpoch,
            CfCalendarKind.NoLeap => (year - 1970) * 365 + Common[month - 1] + day - 1,
            CfCalendarKind.AllLeap => (year - 1970) * 366 + Leap[month - 1] + day - 1,
            _ => (year - 1970) * 360 + (month - 1) * 30 + day - 1,
        };

    private (long Year, int Month, int Day) FromDays(long days)
    {
        switch (kind)
        {
            case CfCalendarKind.Standard:
                return FromJulianDay(days + GregorianEpoch, gregorian: days + GregorianEpoch >= Reform);
            case CfCalendarKind.Gregorian:
                return FromJulianDay(days + GregorianEpoch, gregorian: true);
            case CfCalendarKind.Julian:
                return FromJulianDay(days + JulianEpoch, gregorian: false);
        }
        int[] starts = Starts(1);
        long years = FloorDivide(days, starts[12]);
        int rest = (int)(days - years * starts[12]),
            month = 1;
        while (rest >= starts[month])
            month++;
        return (1970 + years, month, rest - starts[month - 1] + 1);
    }

    private int[] Starts(long astronomicalYear) =>
        kind switch
        {
            CfCalendarKind.NoLeap => Common,
            CfCalendarKind.AllLeap => Leap,
            CfCalendarKind.Days360 => Thirties,
            CfCalendarKind.Julian => astronomicalYear % 4 == 0 ? Leap : Common,
            CfCalendarKind.Standard when astronomicalYear <= 1582 => astronomicalYear % 4 == 0 ? Leap : Common,
            _ => astronomicalYear % 4 == 0 && (astronomicalYear % 100 != 0 || astronomicalYear % 400 == 0)
                ? Leap
                : Common,
        };

    // Years start in March, so that the leap day is the last day of a year.
    private static long JulianDay(long year, int month, int day, bool gregorian)
    {
        long a = month <= 2 ? 1 : 0,
            y = year - a;
        long days = (153 * (month + 12 * a - 3) + 2) / 5 + day - 1 + 365 * y + FloorDivide(y, 4);
        return gregorian ? days - FloorDivide(y, 100) + FloorDivide(y, 400) + 1721120 : days + 1721118;
    }

    private static (long Year, int Month, int Day) FromJulianDay(long julianDay, bool gregorian)
    {
        long cycleDays = gregorian ? 146097 : 1461,
            cycleYears = gregorian ? 400 : 4;
        long days = julianDay - (gregorian ? 1721120 : 1721118);
        long cycle = FloorDivide(days, cycleDays),
            rest = days - cycle * cycleDays;
        long year = gregorian ? (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365 : (rest - rest / 1460) / 365;
        long dayOfYear = rest - (365 * year + year / 4 - (gregorian ? year / 100 : 0));
        long month = (5 * dayOfYear + 2) / 153;
        int day = (int)(dayOfYear - (153 * month + 2) / 5) + 1;
        return (cycle * cycleYears + year + (month >= 10 ? 1 : 0), (int)(month < 10 ? month + 3 : month - 9), day);
    }
}
