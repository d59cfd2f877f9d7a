using Gchunk.Dsl.Resampling;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl.Times;

/// <summary>Date ranges and conversions between calendars.</summary>
internal static class Calendars
{
    private const int MostTimes = 100_000_000;

    public static TimeIndex Range(
        string? start,
        string? end,
        int? periods,
        string? givenFrequency,
        string? calendarName,
        string inclusive
    )
    {
        if (inclusive is not ("both" or "left" or "right" or "neither"))
        {
            throw new GchunkException(
                $"inclusive: is \"both\", \"left\", \"right\" or \"neither\"; got \"{inclusive}\""
            );
        }

        if (periods is < 0)
            throw new GchunkException($"periods: cannot be negative; got {periods}");
        CfCalendar calendar = CfCalendar.Named(calendarName);
        if (start is not null && end is not null && periods is { } many && givenFrequency is null)
        {
            return Without(
                Spaced(calendar.Parse(start).Start, calendar.Parse(end).Start, many),
                start,
                end,
                inclusive,
                calendar
            );
        }
        if ((start is null ? 0 : 1) + (end is null ? 0 : 1) + (periods is null ? 0 : 1) != 2)
        {
            throw new GchunkException(
                "DateRange takes two of start, end and periods, or all three without a frequency, which spaces the times equally"
            );
        }

        string frequency = givenFrequency ?? "D";
        bool isBack = frequency.StartsWith('-');
        Frequency step = Frequency.Parse(isBack ? frequency[1..] : frequency);
        step.Check(calendar);
        long? from = start is null ? null : calendar.Parse(start).Start,
            to = end is null ? null : calendar.Parse(end).Start;
        var times = new List<long>();
        Func<long, long> at;
        long first,
            last;
        if (step.Length > 0)
        {
            long each = isBack ? -step.Length : step.Length,
                origin = from ?? to!.Value - ((periods!.Value - 1L) * each);
            (first, last) = (
                0,
                periods is { } n ? n - 1
                : isBack ? CfCalendar.FloorDivide(origin - to!.Value, step.Length)
                : CfCalendar.FloorDivide(to!.Value - origin, step.Length)
            );
            at = k => origin + k * each;
        }
        else
        {
            // Anchored periods keep the time of day of the start.
            long given = from ?? to!.Value,
                ofDay = given - CfCalendar.FloorToDay(given);
            var (number, isAnchor) = step.AnchorAt(calendar, given);
            long each = isBack ? -step.Count : step.Count,
                begin = from is null ? number - ((periods!.Value - 1L) * each)
                : isAnchor ? number
                : number + 1;
            at = k => step.Anchor(calendar, begin + k * each) + ofDay;
            (first, last) = (
                0,
                periods is { } n ? n - 1
                : isBack ? (begin - step.AnchorAt(calendar, to!.Value).Number) / step.Count
                : (step.AnchorAt(calendar, to!.Value).Number - begin) / step.Count
            );
            if (periods is null && !isBack && step.AnchorAt(calendar, to!.Value).Number < begin)
                last = -1;
        }
        if (last - first >= MostTimes)
            throw new GchunkException($"DateRange would give {last - first + 1} times; the limit is {MostTimes}");
        for (long k = first; k <= last; k++)
        {
            if (at(k) is var t && (to is null || periods is not null || (isBack ? t >= to : t <= to)))
                times.Add(t);
        }

        return Without(times, start, end, inclusive, calendar);
    }

    // Removes the start or the end, if they are not to be included.
    private static TimeIndex Without(
        List<long> times,
        string? start,
        string? end,
        string inclusive,
        CfCalendar calendar
    )
    {
        if (
            inclusive is "right" or "neither"
            && start is not null
            && times.Count > 0
            && times[0] == calendar.Parse(start).Start
        )
        {
            times.RemoveAt(0);
        }

        if (
            inclusive is "left" or "neither"
            && end is not null
            && times.Count > 0
            && times[^1] == calendar.Parse(end).Start
        )
        {
            times.RemoveAt(times.Count - 1);
        }

        return new TimeIndex([.. times], calendar);
    }

    // Equally spaced times, rounded down to microseconds.
    private static List<long> Spaced(long from, long to, int periods)
    {
        if (periods > MostTimes)
            throw new GchunkException($"DateRange would give {periods} times; the limit is {MostTimes}");
        var times = new List<long>(periods);
        for (int k = 0; k < periods; k++)
        {
            Int128 along = periods == 1 ? 0 : ((Int128)to - from) * k;
            Int128 parts = Math.Max(1, periods - 1);
            times.Add((long)(from + (along >= 0 ? along / parts : -((-along + parts - 1) / parts))));
        }

        return times;
    }

    /// <summary>
    /// Converts times to another calendar; returns the positions of the times that exist in it, and these times.
    /// </summary>
    public static (long[] Kept, TimeIndex Times) Convert(TimeIndex from, CfCalendar to, string? alignOn)
    {
        bool is360 = from.Calendar == CfCalendar.Days360 || to == CfCalendar.Days360;
        if (is360 && alignOn is null && from.Calendar != to)
        {
            throw new GchunkException(
                $"between {from.Calendar.Name} and {to.Name} dates do not correspond; choose alignOn: \"date\" (the same dates, dropping those that do not exist) or \"year\" (the same fraction of the year)"
            );
        }

        if (alignOn is not (null or "date" or "year"))
            throw new GchunkException($"alignOn: is \"date\" or \"year\"; got \"{alignOn}\"");
        var kept = new List<long>();
        var times = new List<long>();
        for (int i = 0; i < from.Length; i++)
        {
            CfDateTime old = from[i];
            if (old.IsNaT)
                continue;
            long ofDay = old.Microseconds - CfCalendar.FloorToDay(old.Microseconds);
            var (year, month, day) = from.Calendar.DateOf(old.Microseconds);
            long time;
            if (alignOn == "year")
            {
                int made = (int)
                    Math.Round(
                        (double)DaysIn(to, year) * old.DayOfYear / DaysIn(from.Calendar, year),
                        MidpointRounding.ToEven
                    );
                time = to.Instant(year, 1, 1) + (Math.Max(1, made) - 1) * CfCalendar.Day + ofDay;
                // Of days that coincide, the first is kept.
                if (times.Count > 0 && times[^1] == time)
                    continue;
            }
            else if (to.Exists(year, month, day))
            {
                time = to.Instant(year, month, day) + ofDay;
            }
            else
            {
                continue;
            }

            kept.Add(i);
            times.Add(time);
        }
        return ([.. kept], new TimeIndex([.. times], to));
    }

    /// <summary>
    /// Returns all times at the step of the axis, so that times dropped by a conversion become missing values.
    /// </summary>
    public static TimeIndex Complete(TimeIndex original, TimeIndex converted)
    {
        if (converted.Length < 2)
            return converted;
        if (Anchors(original, converted) is { } anchored)
            return anchored;
        long step = long.MaxValue;
        for (int i = 1; i < original.Length; i++)
            step = Math.Min(step, original.Labels[i] - original.Labels[i - 1]);
        if (step <= 0)
        {
            throw new GchunkException(
                "the times are not ascending, so it is not known which are missing; sort them first"
            );
        }

        var all = new List<long>();
        for (long t = converted.Labels[0]; t <= converted.Labels[^1]; t += step)
            all.Add(t);
        return new TimeIndex([.. all], converted.Calendar);
    }

    // For times on the same or on the last day of months: these days of months at regular steps.
    private static TimeIndex? Anchors(TimeIndex original, TimeIndex converted)
    {
        CfCalendar from = original.Calendar,
            to = converted.Calendar;
        var months = new long[original.Length];
        bool same = true,
            last = true;
        (int Year, int Month, int Day) first = from.DateOf(original.Labels[0]);
        long ofDay = original.Labels[0] - CfCalendar.FloorToDay(original.Labels[0]);
        for (int i = 0; i < months.Length; i++)
        {
            long instant = original.Labels[i];
            var (year, month, day) = from.DateOf(instant);
            if (instant - CfCalendar.FloorToDay(instant) != ofDay)
                return null;
            same &= day == first.Day;
            last &= from.DateOf(instant + CfCalendar.Day).Day == 1;
            months[i] = from.Astronomical(year) * 12L + month;
        }
        if (!(same && first.Day <= 28) && !last)
            return null;
        long step = long.MaxValue;
        for (int i = 1; i < months.Length; i++)
            step = Math.Min(step, months[i] - months[i - 1]);
        if (step is <= 0 or > 1200)
            return null;
        long begin = to.Instant(first.Year, first.Month, 1);
        var all = new List<long>();
        for (long m = 0; m <= months[^1] - months[0]; m += step)
        {
            long month = to.AddMonths(begin, (int)m);
            all.Add(
                (last ? to.AddMonths(month, 1) - CfCalendar.Day : month + (first.Day - 1) * CfCalendar.Day) + ofDay
            );
        }
        return new TimeIndex([.. all], to);
    }

    private static int DaysIn(CfCalendar calendar, int year) =>
        calendar == CfCalendar.Days360 ? 360
        : calendar.IsLeapYear(year) ? 366
        : 365;
}
