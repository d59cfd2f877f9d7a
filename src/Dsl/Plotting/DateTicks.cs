using System.Globalization;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Plotting;

/// <summary>Chooses round moments for the ticks of an axis of times, in any calendar.</summary>
internal static class DateTicks
{
    // Microseconds, up to a day; then days, months and years.
    private static readonly long[] Times =
    [
        .. from power in (long[])[1, 10, 100, 1_000, 10_000, 100_000]
        from part in (long[])[1, 2, 5]
        select part * power,
        .. ((long[])[1, 2, 5, 10, 15, 30]).Select(n => n * CfCalendar.Second),
        .. ((long[])[1, 2, 5, 10, 15, 30]).Select(n => n * CfCalendar.Minute),
        .. ((long[])[1, 2, 3, 6, 12]).Select(n => n * CfCalendar.Hour),
    ];

    private static readonly int[] Days = [1, 2, 5, 10, 15],
        Months = [1, 2, 3, 6],
        Years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

    private const double LongestDays = 1e8; // The years of a calendar are 32-bit integers.

    /// <summary>Returns the ticks, at microseconds since 1970 in the calendar; none if the axis has no length.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="range">The ends of the axis.</param>
    /// <param name="most">The most ticks for labels of so many characters.</param>
    public static Tick[] Choose(CfCalendar calendar, Interval range, Func<int, int> most)
    {
        double days = range.Length / CfCalendar.Day;
        if (!(days > 0 && Math.Abs(range.Low) < LongestDays * CfCalendar.Day && days < LongestDays))
            return [];
        (long low, long high) = ((long)Math.Ceiling(range.Low), (long)Math.Floor(range.High));
        foreach (long step in Times)
        {
            int length = (LengthOfTime(step) + (CfCalendar.FloorToDay(high) >= low ? 10 : 16)) / 2;
            if (range.Length / step <= most(length))
                return OfDay(calendar, low, high, step);
        }
        foreach (int step in Days)
        {
            if (days / step <= most(10))
                return [.. Inside(calendar, low, high, CfCalendar.FloorToDay(low), 10).Where(t => IsDay(t, step))];
        }
        foreach (int step in Months)
        {
            if (days / 30 / step <= most(7))
                return [.. Inside(calendar, low, high, calendar.FloorToMonth(low), 7).Where(t => IsMonth(t, step))];
        }
        foreach (int step in Years)
        {
            if (days / 360 / step <= most(4))
                return OfYears(calendar, low, high, step);
        }
        return [];

        bool IsDay(Tick tick, int step)
        {
            long at = (long)tick.At;
            int day = calendar.DateOf(at).Day,
                last = calendar.DateOf(calendar.AddMonths(calendar.FloorToMonth(at), 1) - 1).Day;
            // The tick of the next month would be too near.
            return (day - 1) % step == 0 && last + 1 - day > step / 2;
        }

        bool IsMonth(Tick tick, int step) => (calendar.DateOf((long)tick.At).Month - 1) % step == 0;
    }

    // The first moments of all days, or of all months.
    private static IEnumerable<Tick> Inside(CfCalendar calendar, long low, long high, long first, int length)
    {
        long at = first;
        while (at <= high)
        {
            if (at >= low)
                yield return new Tick(at, Date(calendar, at, length));
            at = length == 10 ? at + CfCalendar.Day : calendar.AddMonths(at, 1);
        }
    }

    private static Tick[] OfYears(CfCalendar calendar, long low, long high, int step)
    {
        var ticks = new List<Tick>();
        int first = calendar.DateOf(low).Year,
            last = calendar.DateOf(high).Year;
        for (long year = CfCalendar.FloorDivide(first, step) * step; year <= last; year += step)
        {
            if (!calendar.Exists((int)year, 1, 1))
                continue;
            long at = calendar.Instant((int)year, 1, 1);
            if (at >= low && at <= high)
                ticks.Add(new Tick(at, Date(calendar, at, 4)));
        }
        return [.. ticks];
    }

    private static Tick[] OfDay(CfCalendar calendar, long low, long high, long step)
    {
        var ticks = new List<Tick>();
        string format = LengthOfTime(step) switch
        {
            5 => @"hh\:mm",
            8 => @"hh\:mm\:ss",
            12 => @"hh\:mm\:ss\.fff",
            _ => @"hh\:mm\:ss\.ffffff",
        };
        for (long at = (CfCalendar.FloorDivide(low - 1, step) + 1) * step; at <= high; at += step)
        {
            long ofDay = at - CfCalendar.FloorToDay(at);
            string label =
                ofDay == 0
                    ? Date(calendar, at, 10)
                    : TimeSpan.FromMicroseconds(ofDay).ToString(format, CultureInfo.InvariantCulture);
            ticks.Add(new Tick(at, label));
        }
        // A date stands at midnight, or else at the first tick.
        if (ticks.Count > 0 && CfCalendar.FloorToDay(high) < low)
        {
            Tick first = ticks[0];
            ticks[0] = first with { Label = Date(calendar, CfCalendar.FloorToDay(low), 10) + " " + first.Label };
        }
        return [.. ticks];
    }

    private static int LengthOfTime(long step) =>
        step % CfCalendar.Minute == 0 ? 5
        : step % CfCalendar.Second == 0 ? 8
        : step % 1_000 == 0 ? 12
        : 15;

    // yyyy, yyyy-MM or yyyy-MM-dd; the year may be longer.
    private static string Date(CfCalendar calendar, long midnight, int length) =>
        new CfDateTime(calendar, midnight).ToString()[..^(10 - length)];
}
