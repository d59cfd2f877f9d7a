using System.Globalization;

namespace Gchunk.Engine.Storage.Cf;

/// <summary>An instant in a calendar, to the microsecond.</summary>
/// <param name="Calendar">The calendar.</param>
/// <param name="Microseconds">Microseconds since 1970-01-01 00:00 in that calendar, or <see cref="NaT"/>.</param>
public readonly record struct CfDateTime(CfCalendar Calendar, long Microseconds) : IComparable<CfDateTime>
{
    /// <summary>Not a time: the missing value of instants.</summary>
    public const long NaT = long.MinValue;

    /// <summary>Makes an instant from its date and time.</summary>
    /// <exception cref="GchunkException">
    /// The date does not exist in the calendar, or the time does not exist.
    /// </exception>
    public CfDateTime(
        CfCalendar calendar,
        int year,
        int month,
        int day,
        int hour = 0,
        int minute = 0,
        int second = 0,
        int microsecond = 0
    )
        : this(calendar, calendar.Instant(year, month, day) + TimeOfDayMicroseconds(hour, minute, second, microsecond))
    { }

    /// <summary>True for NaT.</summary>
    public bool IsNaT => Microseconds == NaT;

    /// <summary>The year; there is no year 0 in the standard and the Julian calendar.</summary>
    public int Year => Calendar.DateOf(Microseconds).Year;

    /// <summary>The month, from 1.</summary>
    public int Month => Calendar.DateOf(Microseconds).Month;

    /// <summary>The day of the month, from 1.</summary>
    public int Day => Calendar.DateOf(Microseconds).Day;

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour => (int)(TimeOfDay / CfCalendar.Hour);

    /// <summary>The minute, 0 to 59.</summary>
    public int Minute => (int)(TimeOfDay / CfCalendar.Minute % 60);

    /// <summary>The second, 0 to 59.</summary>
    public int Second => (int)(TimeOfDay / CfCalendar.Second % 60);

    /// <summary>The microsecond of the second.</summary>
    public int Microsecond => (int)(TimeOfDay % CfCalendar.Second);

    /// <summary>The day of the year, from 1.</summary>
    public int DayOfYear => Calendar.DayOfYear(Microseconds);

    private long TimeOfDay => Microseconds - CfCalendar.FloorToDay(Microseconds);

    /// <summary>
    /// Compares instants; NaT comes first. Instants of different calendars are compared by their microseconds, which
    /// has little meaning.
    /// </summary>
    public int CompareTo(CfDateTime other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>Returns ISO 8601: <c>2095-01-01</c>, or <c>2095-01-01T06:30:00</c> if it is not midnight.</summary>
    public override string ToString()
    {
        if (IsNaT)
            return "NaT";
        (int year, int month, int day) = Calendar.DateOf(Microseconds);
        string date = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");
        if (TimeOfDay == 0)
            return date;
        date += string.Create(CultureInfo.InvariantCulture, $"T{Hour:00}:{Minute:00}:{Second:00}");
        return Microsecond == 0 ? date : date + string.Create(CultureInfo.InvariantCulture, $".{Microsecond:000000}");
    }

    /// <summary>Returns whether the left instant is earlier.</summary>
    public static bool operator <(CfDateTime left, CfDateTime right) => left.Microseconds < right.Microseconds;

    /// <summary>Returns whether the left instant is later.</summary>
    public static bool operator >(CfDateTime left, CfDateTime right) => left.Microseconds > right.Microseconds;

    /// <summary>Returns whether the left instant is earlier or equal.</summary>
    public static bool operator <=(CfDateTime left, CfDateTime right) => left.Microseconds <= right.Microseconds;

    /// <summary>Returns whether the left instant is later or equal.</summary>
    public static bool operator >=(CfDateTime left, CfDateTime right) => left.Microseconds >= right.Microseconds;

    private static long TimeOfDayMicroseconds(int hour, int minute, int second, int microsecond)
    {
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || microsecond is < 0 or > 999_999)
            throw new GchunkException($"there is no time {hour:00}:{minute:00}:{second:00}.{microsecond:000000}");
        return hour * CfCalendar.Hour + minute * CfCalendar.Minute + second * CfCalendar.Second + microsecond;
    }
}

/// <summary>
/// The instants from <paramref name="Start"/> up to <paramref name="End"/>, exclusive, in microseconds of some
/// calendar.
/// </summary>
public readonly record struct CfInterval(long Start, long End);
