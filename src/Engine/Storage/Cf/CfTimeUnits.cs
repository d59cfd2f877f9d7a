using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Cf;

/// <summary>
/// The units of a time coordinate, "days since 1850-01-01" in some calendar, which decode stored numbers to instants
/// and encode instants.
/// </summary>
public sealed class CfTimeUnits
{
    private readonly long numerator;
    private readonly long denominator;

    // True for numbers of the form year, month, day: 20000131.5.
    private readonly bool areDates;

    private CfTimeUnits(string units, CfCalendar calendar, long reference, long numerator, long denominator = 1) =>
        (Units, Calendar, Reference, this.numerator, this.denominator) = (
            units,
            calendar,
            reference,
            numerator,
            denominator
        );

    /// <summary>The text of the units.</summary>
    public string Units { get; }

    /// <summary>The calendar.</summary>
    public CfCalendar Calendar { get; }

    /// <summary>The reference date: the instant of the number 0, in microseconds.</summary>
    public long Reference { get; }

    private CfTimeUnits(string units, CfCalendar calendar)
        : this(units, calendar, 0, CfCalendar.Day) => areDates = true;

    /// <summary>
    /// Returns whether units look like units of time: they contain "since", or are CDO's absolute <c>day as
    /// %Y%m%d.%f</c>, the number 20000131.5 being noon of January 31st.
    /// </summary>
    public static bool LooksLikeTime(string units) =>
        units.Contains(" since ", StringComparison.OrdinalIgnoreCase) || AreDates(units);

    private static bool AreDates(string units) =>
        units.Trim().StartsWith("day as %Y%m%d", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads units.</summary>
    /// <exception cref="GchunkException">The units are not supported; the message says why.</exception>
    public static CfTimeUnits Parse(string units, string? calendar) =>
        TryParse(units, calendar, out CfTimeUnits? result, out string reason)
            ? result
            : throw new GchunkException(reason);

    /// <summary>Reads units, or returns why they are not supported.</summary>
    /// <param name="units">The <c>units</c> attribute.</param>
    /// <param name="calendar">The <c>calendar</c> attribute, or null for the standard calendar.</param>
    /// <param name="result">The units.</param>
    /// <param name="reason">The reason why they are not supported: "a month has no fixed length".</param>
    public static bool TryParse(
        string units,
        string? calendar,
        [NotNullWhen(true)] out CfTimeUnits? result,
        out string reason
    )
    {
        result = null;
        string shown = VisibleText.Start(units);
        int since = units.IndexOf(" since ", StringComparison.OrdinalIgnoreCase);
        if (since < 0 && AreDates(units))
        {
            try
            {
                result = new CfTimeUnits(units, CfCalendar.Named(calendar));
                reason = "";
                return true;
            }
            catch (GchunkException e)
            {
                reason = e.Message;
                return false;
            }
        }
        if (since < 0)
        {
            reason = $"'{shown}' are not units of time; an example is 'days since 1850-01-01'";
            return false;
        }
        string unit = units[..since].Trim(),
            date = units[(since + 7)..];
        (long numerator, long denominator) = Length(unit);
        CfCalendar known;
        try
        {
            known = CfCalendar.Named(calendar);
        }
        catch (GchunkException e)
        {
            reason = e.Message;
            return false;
        }
        // Only in this calendar do all months have the same length; a common year is the one without a leap day.
        if (numerator == 0 && known == CfCalendar.Days360)
            numerator = DaysOf360(unit) * CfCalendar.Day;
        if (numerator == 0 && known == CfCalendar.NoLeap && IsCommonYear(unit))
            numerator = 365 * CfCalendar.Day;
        if (numerator == 0)
        {
            reason = unit.ToLowerInvariant()
                is "month"
                    or "months"
                    or "mon"
                    or "year"
                    or "years"
                    or "yr"
                    or "common_year"
                    or "common_years"
                ? $"'{shown}': a {(unit.StartsWith("mon", StringComparison.OrdinalIgnoreCase) ? "month" : "year")} has no fixed length in the calendar {known.Name}; use days, hours, minutes or seconds"
                : $"'{shown}': {Spelling.Unknown("unit of time", VisibleText.Start(unit), ["days", "hours", "minutes", "seconds", "milliseconds", "microseconds"])}";
            return false;
        }
        if (!CfDateText.TryParse(date, out CfDateText parts))
        {
            reason = $"'{shown}': '{VisibleText.Start(date)}' is not a date; write 1850-01-01 or 1850-01-01 00:00:00";
            return false;
        }
        if (parts.Start(known, out string? wrong) is not { } reference)
        {
            reason = $"'{shown}': {wrong}";
            return false;
        }
        reason = "";
        result = new CfTimeUnits(units, known, reference, numerator, denominator);
        return true;
    }

    /// <summary>
    /// Returns the coarsest units, since midnight of the earliest date, in which all instants are integers.
    /// </summary>
    /// <param name="instants">Microseconds; NaT is ignored.</param>
    /// <param name="calendar">Their calendar.</param>
    public static CfTimeUnits Choose(ReadOnlySpan<long> instants, CfCalendar calendar)
    {
        long reference = long.MaxValue;
        foreach (long instant in instants)
        {
            if (instant != CfDateTime.NaT)
                reference = Math.Min(reference, instant);
        }

        reference = reference == long.MaxValue ? 0 : CfCalendar.FloorToDay(reference);
        var date = new CfDateTime(calendar, reference);
        foreach (
            (string name, long length) in new[]
            {
                ("days", CfCalendar.Day),
                ("hours", CfCalendar.Hour),
                ("minutes", CfCalendar.Minute),
                ("seconds", CfCalendar.Second),
                ("milliseconds", 1000),
            }
        )
        {
            bool whole = true;
            foreach (long instant in instants)
                whole &= instant == CfDateTime.NaT || (instant - reference) % length == 0;
            if (whole)
                return new CfTimeUnits($"{name} since {date}", calendar, reference, length);
        }
        return new CfTimeUnits($"microseconds since {date}", calendar, reference, 1);
    }

    /// <summary>Decodes an integer exactly; NaT if it is out of range.</summary>
    public long Decode(long value)
    {
        // NumPy and pandas store this number for NaT.
        if (value == long.MinValue)
            return CfDateTime.NaT;
        if (areDates)
            return OfDate(value);
        Int128 instant = Reference + Scale(value);
        return instant > long.MinValue && instant <= long.MaxValue ? (long)instant : CfDateTime.NaT;
    }

    /// <summary>
    /// Decodes a number to the nearest microsecond; NaT for NaN, infinities and numbers out of range.
    /// </summary>
    public long Decode(double value)
    {
        double whole = Math.Floor(value);
        if (!(Math.Abs(whole) < 9e18))
            return CfDateTime.NaT;
        if (areDates)
        {
            // Only the fraction of a day is in days; the sign is that of the year.
            double date = Math.Truncate(value);
            return OfDate((long)date) is var day && day == CfDateTime.NaT
                ? day
                : day + (long)Math.Round(Math.Abs(value - date) * CfCalendar.Day);
        }
        // The integer part is scaled exactly; only the fraction is rounded.
        Int128 instant = Reference + Scale((long)whole) + (long)Math.Round((value - whole) * numerator / denominator);
        return instant > long.MinValue && instant <= long.MaxValue ? (long)instant : CfDateTime.NaT;
    }

    /// <summary>Decodes an array of stored numbers.</summary>
    public long[] Decode(NDArray values)
    {
        if (values.DType is DType.Float32 or DType.Float64)
            return Array.ConvertAll(values.ToArray<double>(), Decode);
        if (values.DType == DType.UInt64)
            return Array.ConvertAll(values.ToArray<ulong>(), v => v > long.MaxValue ? CfDateTime.NaT : Decode((long)v));
        return Array.ConvertAll(values.ToArray<long>(), Decode);
    }

    /// <summary>Encodes an instant; NaN for NaT.</summary>
    public double Encode(long microseconds)
    {
        if (microseconds == CfDateTime.NaT)
            return double.NaN;
        if (areDates)
        {
            long midnight = CfCalendar.FloorToDay(microseconds),
                date = DateOf(midnight);
            double part = (double)(microseconds - midnight) / CfCalendar.Day;
            return date < 0 ? date - part : date + part;
        }
        Int128 scaled = ((Int128)microseconds - Reference) * denominator;
        Int128 whole = scaled / numerator;
        return (double)whole + (double)(scaled - whole * numerator) / numerator;
    }

    /// <summary>Encodes an instant as an integer, if it is one.</summary>
    public bool TryEncode(long microseconds, out long value)
    {
        value = 0;
        if (microseconds == CfDateTime.NaT)
            return false;
        if (areDates)
        {
            value = DateOf(microseconds);
            return CfCalendar.FloorToDay(microseconds) == microseconds;
        }
        Int128 scaled = ((Int128)microseconds - Reference) * denominator;
        if (scaled % numerator != 0 || Int128.Abs(scaled / numerator) > long.MaxValue)
            return false;
        value = (long)(scaled / numerator);
        return true;
    }

    /// <summary>Returns the units with the calendar.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Units} ({Calendar.Name})");

    // A date that the calendar does not have is missing.
    private long OfDate(long date)
    {
        long size = Math.Abs(date),
            year = size / 10000 * Math.Sign(date);
        int month = (int)(size / 100 % 100),
            day = (int)(size % 100);
        return Math.Abs(year) < 1_000_000 && Calendar.Exists((int)year, month, day)
            ? Calendar.Instant((int)year, month, day)
            : CfDateTime.NaT;
    }

    private long DateOf(long instant)
    {
        var date = new CfDateTime(Calendar, instant);
        return Math.Sign(date.Year) * (Math.Abs((long)date.Year) * 10000 + date.Month * 100 + date.Day);
    }

    private Int128 Scale(long value)
    {
        Int128 scaled = (Int128)value * numerator;
        if (denominator == 1)
            return scaled;
        Int128 half = denominator / 2;
        return scaled >= 0 ? (scaled + half) / denominator : -((-scaled + half) / denominator);
    }

    private static bool IsCommonYear(string unit) => unit.ToLowerInvariant() is "common_year" or "common_years";

    private static long DaysOf360(string unit) =>
        unit.ToLowerInvariant() switch
        {
            "month" or "months" or "mon" or "mons" => 30,
            "year" or "years" or "yr" or "yrs" => 360,
            _ => 0,
        };

    // The microseconds of one unit, as a fraction. The spellings are those of UDUNITS that occur in files.
    private static (long Numerator, long Denominator) Length(string unit) =>
        unit.ToLowerInvariant() switch
        {
            "week" or "weeks" => (7 * CfCalendar.Day, 1),
            "day" or "days" or "d" => (CfCalendar.Day, 1),
            "hour" or "hours" or "hr" or "hrs" or "h" => (CfCalendar.Hour, 1),
            "minute" or "minutes" or "min" or "mins" => (CfCalendar.Minute, 1),
            "second" or "seconds" or "sec" or "secs" or "s" => (CfCalendar.Second, 1),
            "millisecond" or "milliseconds" or "millisec" or "millisecs" or "msec" or "msecs" or "ms" => (1000, 1),
            "microsecond" or "microseconds" or "microsec" or "microsecs" or "us" => (1, 1),
            "nanosecond" or "nanoseconds" or "nanosec" or "nanosecs" or "ns" => (1, 1000),
            _ => (0, 1),
        };
}
