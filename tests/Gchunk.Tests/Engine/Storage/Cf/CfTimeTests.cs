using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Cf;

public class CfTimeTests
{
    [Fact]
    public void Decodes_as_cftime_does()
    {
        string[] lines = File.ReadAllLines(Path.Combine(TestData.Folder, "times/cftime.tsv"));
        Assert.True(lines.Length > 300);
        foreach (string line in lines.Skip(1))
        {
            string[] f = line.Split('\t');
            CfTimeUnits units = CfTimeUnits.Parse(f[1], f[0]);
            long instant = long.TryParse(f[2], CultureInfo.InvariantCulture, out long whole)
                ? units.Decode(whole)
                : units.Decode(double.Parse(f[2], CultureInfo.InvariantCulture));
            var date = new CfDateTime(units.Calendar, instant);
            int[] expected = [.. f.Skip(3).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            Assert.True(
                expected.SequenceEqual([
                    date.Year,
                    date.Month,
                    date.Day,
                    date.Hour,
                    date.Minute,
                    date.Second,
                    date.Microsecond,
                    date.DayOfYear,
                ]),
                $"{line}: {date}, day {date.DayOfYear}"
            );
            Assert.Equal(
                instant,
                new CfDateTime(
                    units.Calendar,
                    date.Year,
                    date.Month,
                    date.Day,
                    date.Hour,
                    date.Minute,
                    date.Second,
                    date.Microsecond
                ).Microseconds
            );
            if (f[2].Contains('.', StringComparison.Ordinal))
                Assert.Equal(double.Parse(f[2], CultureInfo.InvariantCulture), units.Encode(instant), 1e-9);
            else
                Assert.True(units.TryEncode(instant, out long back) && back == whole, line);
        }
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("proleptic_gregorian")]
    [InlineData("julian")]
    [InlineData("noleap")]
    [InlineData("all_leap")]
    [InlineData("360_day")]
    public void Dates_of_consecutive_days_are_consecutive(string name)
    {
        CfCalendar calendar = CfCalendar.Named(name);
        long from = calendar.Instant(-30, 1, 1),
            to = calendar.Instant(2500, 1, 1);
        (int Year, int Month, int Day) last = calendar.DateOf(from - 1);
        for (long day = from; day < to; day += CfCalendar.Day)
        {
            (int year, int month, int dayOfMonth) = calendar.DateOf(day);
            bool next =
                (year, month) == (last.Year, last.Month)
                    ? dayOfMonth == last.Day + 1
                        || (name == "standard" && (year, month, dayOfMonth, last.Day) == (1582, 10, 15, 4))
                    : dayOfMonth == 1 && (year == last.Year ? month == last.Month + 1 : month == 1 && last.Month == 12);
            if (!next || calendar.Instant(year, month, dayOfMonth) != day)
                Assert.Fail($"{year}-{month}-{dayOfMonth} after {last}");
            last = (year, month, dayOfMonth);
        }
    }

    [Theory]
    [InlineData("days since 1970", "1970-01-01")]
    [InlineData("days since 1970-2", "1970-02-01")]
    [InlineData("DAYS SINCE 1970-02-03", "1970-02-03")]
    [InlineData("hours since 1970-01-01 00:00:0.0", "1970-01-01")]
    [InlineData("hours since 1970-01-01 00:00:00.", "1970-01-01")]
    [InlineData("hours since 1970-01-01 12", "1970-01-01T12:00:00")]
    [InlineData("s since 1970-01-01T00:00:00.25Z", "1970-01-01T00:00:00.250000")]
    [InlineData("seconds since 1970-01-01 00:00:00 UTC", "1970-01-01")]
    [InlineData("seconds since 1970-01-01 00:00:00 -5:30", "1970-01-01T05:30:00")]
    [InlineData("seconds since 1970-01-01 00:00:00+0100", "1969-12-31T23:00:00")]
    [InlineData("weeks since 0000-01-01", "-0001-01-01")]
    public void Reads_the_reference_dates_that_real_files_have(string units, string date) =>
        Assert.Equal(date, new CfDateTime(CfCalendar.Standard, CfTimeUnits.Parse(units, null).Decode(0)).ToString());

    [Theory]
    [InlineData("months since 1970-01-01", null, "a month has no fixed length")]
    [InlineData("years since 1970-01-01", null, "a year has no fixed length")]
    [InlineData("fortnights since 1970-01-01", null, "no unit of time 'fortnights'")]
    [InlineData("days since yesterday", null, "'yesterday' is not a date")]
    [InlineData("days since \u06611970-01-01", null, "is not a date")] // a digit, but not one of ASCII
    [InlineData("days since 1970-02-30", null, "no date 1970-02-30 in the calendar standard")]
    [InlineData("days since 1582-10-10", null, "no date 1582-10-10 in the calendar standard")]
    [InlineData("days since 1970-01-31", "360_day", "no date 1970-01-31 in the calendar 360_day")]
    [InlineData("days since 1970-01-01", "lunar", "no calendar 'lunar'")]
    [InlineData("days since 1970-01-01 25:00", null, "no time 25:00:00")]
    [InlineData("kelvin", null, "not units of time")]
    [InlineData("YYYYMM", null, "not units of time")]
    public void Says_why_units_cannot_be_decoded(string units, string? calendar, string reason)
    {
        Assert.False(CfTimeUnits.TryParse(units, calendar, out _, out string why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Decodes_blocks_with_NaT_for_NaN_and_for_times_out_of_range()
    {
        CfTimeUnits units = CfTimeUnits.Parse("days since 1970-01-01", "standard");
        Assert.Equal(
            [0, CfDateTime.NaT, CfCalendar.Day * 3 / 2, CfDateTime.NaT],
            units.Decode(NDArray.From([0, double.NaN, 1.5, 9.96921e36]))
        );
        Assert.Equal([CfCalendar.Day, -CfCalendar.Day], units.Decode(NDArray.From(new short[] { 1, -1 })));
        Assert.Equal([CfDateTime.NaT], units.Decode(NDArray.From([ulong.MaxValue])));
        Assert.Equal([2], CfTimeUnits.Parse("nanoseconds since 1970-01-01", null).Decode(NDArray.From([1500L])));
        Assert.Equal(CfDateTime.NaT, units.Decode(long.MaxValue));
        Assert.True(double.IsNaN(units.Encode(CfDateTime.NaT)));
    }

    [Theory]
    [InlineData("2015", "2015-01-01", "2016-01-01")]
    [InlineData("2015-02", "2015-02-01", "2015-03-01")]
    [InlineData("2015-12", "2015-12-01", "2016-01-01")]
    [InlineData("2015-02-28", "2015-02-28", "2015-03-01")]
    [InlineData("2015-01-05T12", "2015-01-05T12:00:00", "2015-01-05T13:00:00")]
    [InlineData("2015-01-05 12:30", "2015-01-05T12:30:00", "2015-01-05T12:31:00")]
    [InlineData("2015-01-05T12:30:15", "2015-01-05T12:30:15", "2015-01-05T12:30:16")]
    [InlineData("2015-01-05T12:30:15.5", "2015-01-05T12:30:15.500000", "2015-01-05T12:30:15.500001")]
    public void A_written_date_names_an_interval(string text, string start, string end)
    {
        CfInterval interval = CfCalendar.NoLeap.Parse(text);
        Assert.Equal(
            (start, end),
            (
                new CfDateTime(CfCalendar.NoLeap, interval.Start).ToString(),
                new CfDateTime(CfCalendar.NoLeap, interval.End).ToString()
            )
        );
    }

    [Theory]
    [InlineData("2015-02-29", "no date 2015-02-29 in the calendar noleap")]
    [InlineData("2015-13", "no date 2015-13-01")]
    [InlineData("tomorrow", "'tomorrow' is not a date; write 2015")]
    [InlineData("2015-01-01T24:00", "no time 24:00:00")]
    [InlineData("2015-01-01T12Z", "is not a date")]
    public void The_error_for_an_invalid_date_says_why(string text, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<GchunkException>(() => CfCalendar.NoLeap.Parse(text)).Message,
            StringComparison.Ordinal
        );

    // A pattern with many spaces would be tried in as many ways as there are triples of them.
    [Fact]
    public void Units_of_a_million_spaces_are_refused_with_their_start()
    {
        string spaces = new(' ', 1_000_000);
        foreach (string units in (string[])[$"days since 2000-01-01{spaces}x", $"days{spaces} since x", spaces])
        {
            Assert.False(CfTimeUnits.TryParse(units, null, out _, out string reason));
            Assert.InRange(reason.Length, 1, 1000);
        }
    }

    [Theory]
    [InlineData("standard", "2015-01-31", 1, "2015-02-28")]
    [InlineData("standard", "2016-01-31", 1, "2016-02-29")]
    [InlineData("360_day", "2015-01-30", 1, "2015-02-30")]
    [InlineData("noleap", "2015-01-15T06", -13, "2013-12-15T06:00:00")]
    [InlineData("standard", "1582-09-10", 1, "1582-10-15")]
    [InlineData("julian", "0001-01-01", -1, "-0001-12-01")]
    public void Adds_months(string name, string from, int months, string to)
    {
        CfCalendar calendar = CfCalendar.Named(name);
        Assert.Equal(to, new CfDateTime(calendar, calendar.AddMonths(calendar.Parse(from).Start, months)).ToString());
    }

    [Fact]
    public void Floors_to_day_month_and_year()
    {
        CfCalendar calendar = CfCalendar.Standard;
        long instant = calendar.Parse("1582-10-20T13").Start;
        Assert.Equal("1582-10-20", new CfDateTime(calendar, CfCalendar.FloorToDay(instant)).ToString());
        Assert.Equal("1582-10-01", new CfDateTime(calendar, calendar.FloorToMonth(instant)).ToString());
        Assert.Equal("1582-01-01", new CfDateTime(calendar, calendar.FloorToYear(instant)).ToString());
        Assert.Equal(21, calendar.DaysInMonth(1582, 10));
        Assert.Equal(
            [31, 28, 30],
            [calendar.DaysInMonth(2015, 1), calendar.DaysInMonth(1900, 2), CfCalendar.Days360.DaysInMonth(1900, 2)]
        );
        Assert.True(CfCalendar.Julian.IsLeapYear(1900));
    }

    [Theory]
    [InlineData("days since 2000-01-01", "2000-01-01", "2000-01-03")]
    [InlineData("hours since 2000-01-01", "2000-01-01T06", "2000-01-03")]
    [InlineData("minutes since 2000-01-01", "2000-01-01T06", "2000-01-03T00:01")]
    [InlineData("microseconds since 2000-01-01", "2000-01-01T06", "2000-01-03T00:00:00.000001")]
    public void Chooses_the_coarsest_units_that_are_exact(string expected, string first, string second)
    {
        CfCalendar calendar = CfCalendar.Days360;
        long[] instants = [calendar.Parse(first).Start, CfDateTime.NaT, calendar.Parse(second).Start];
        CfTimeUnits units = CfTimeUnits.Choose(instants, calendar);
        Assert.Equal(expected, units.Units);
        Assert.True(units.TryEncode(instants[2], out long value));
        Assert.Equal(instants[2], CfTimeUnits.Parse(units.Units, "360_day").Decode(value));
    }
}
