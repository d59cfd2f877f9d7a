using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Times;

/// <summary>Times in the forms that people write, as units of a file and as labels.</summary>
public class DateFormatTests
{
    // cftime, pandas and, for zones without a sign, UDUNITS.
    [Theory]
    [InlineData("2021-09-22 15:00:06 0:00", "2021-09-22T15:00:06")]
    [InlineData("1970-1-1 0:00:00 0:00", "1970-01-01")]
    [InlineData("1970-01-01 00:00:00 6:30", "1969-12-31T17:30:00")]
    [InlineData("1970-01-01 00:00:00 -6:30", "1970-01-01T06:30:00")]
    [InlineData("1970-01-01T00:00:00+01", "1969-12-31T23:00:00")]
    [InlineData("1970-01-01 00:00:00 UTC", "1970-01-01")]
    [InlineData("20000101T000000Z", "2000-01-01")]
    [InlineData("20000131T1230", "2000-01-31T12:30:00")]
    [InlineData("20000131 123059.5", "2000-01-31T12:30:59.500000")]
    [InlineData("01-JAN-2000", "2000-01-01")]
    [InlineData("1-Feb-2000 06:00:00", "2000-02-01T06:00:00")]
    [InlineData("15 September 1999", "1999-09-15")]
    [InlineData("Jan 31, 2000", "2000-01-31")]
    [InlineData("2000-MAR-01 00:00", "2000-03-01")]
    [InlineData("2000/1/31", "2000-01-31")]
    public void A_reference_date_is_read(string date, string expected)
    {
        var units = CfTimeUnits.Parse($"seconds since {date}", null);
        Assert.Equal(expected, new CfDateTime(CfCalendar.Standard, units.Decode(0L)).ToString());
    }

    [Theory]
    [InlineData("01-JAX-2000")]
    [InlineData("1/2/2000")]
    [InlineData("20000101T99")]
    [InlineData("2000-01-01 00:00:00 25:00:00")]
    public void A_text_that_is_no_date_is_not(string date) =>
        Assert.False(CfTimeUnits.TryParse($"days since {date}", null, out _, out _));

    [Fact]
    public void Months_and_years_have_a_length_only_where_all_have_the_same()
    {
        var months = CfTimeUnits.Parse("months since 1999-12-15", "360_day");
        Assert.Equal("2000-02-15", new CfDateTime(CfCalendar.Days360, months.Decode(2L)).ToString());
        var years = CfTimeUnits.Parse("years since 1999-12-15", "360_day");
        Assert.Equal("2000-06-15", new CfDateTime(CfCalendar.Days360, years.Decode(0.5)).ToString());
        var common = CfTimeUnits.Parse("common_years since 2001-01-01", "365_day");
        Assert.Equal("2002-07-02T12:00:00", new CfDateTime(CfCalendar.NoLeap, common.Decode(1.5)).ToString());
        Assert.False(CfTimeUnits.TryParse("common_years since 2001-01-01", "standard", out _, out _));
        Assert.False(CfTimeUnits.TryParse("months since 1999-12-15", "noleap", out _, out string reason));
        Assert.Contains("no fixed length in the calendar noleap", reason);
    }

    // pd.to_datetime(text, format=format)
    [Theory]
    [InlineData("31.01.2000 14:05", "%d.%m.%Y %H:%M", "2000-01-31T14:05:00")]
    [InlineData("1/31/99", "%m/%d/%y", "1999-01-31")]
    [InlineData("2000-060", "%Y-%j", "2000-02-29")]
    [InlineData("Feb 3 2001 12:07:09.25 AM", "%b %d %Y %I:%M:%S.%f %p", "2001-02-03T00:07:09.250000")]
    [InlineData("Saturday, 3 February 2001", "%A, %d %B %Y", "2001-02-03")]
    [InlineData("20010203", "%Y%m%d", "2001-02-03")]
    [InlineData("100% 2001", "100%% %Y", "2001-01-01")]
    public void A_text_is_read_in_a_given_form(string text, string format, string expected) =>
        Assert.Equal(expected, TimeIndex.Parse([text], format).Label(0));

    [Fact]
    public void Texts_and_dates_become_labels()
    {
        var x = new DataArray(NDArray.From([1.0, 2]), ["time"], name: "v");
        string[] texts = ["2000-01-31", "2000-03-05"];
        DateTime[] dates = [new(2000, 1, 31), new(2000, 3, 5)];
        DataArray[] all =
        [
            x.AssignCoords("time", texts),
            x.AssignCoords("time", dates),
            x.AssignCoords("time", new DataArray(texts, "time")),
            x.AssignCoords("time", TimeIndex.Parse(texts)),
            x.AssignCoords("time", new DataArray(DateTimes(texts).Expression, ["time"])),
            x.ToDataset().AssignCoords("time", dates)["v"],
            x.ToDataset().AssignCoords("time", texts)["v"],
        ];
        foreach (DataArray made in all)
            Assert.Equal("2000-01-31 2000-03-05", Assert.IsType<TimeIndex>(made.Coords["time"].Index).ToString());
        Assert.IsType<TextIndex>(x.AssignCoords("time", "first", "2000-03-05").Coords["time"].Index);
        Assert.IsType<TextIndex>(x.Rename(("time", "s")).AssignCoords("s", texts).Coords["s"].Index);
        Assert.Equal(
            new DateTime(2000, 1, 31),
            new DateTime(2000, 1, x.AssignCoords("run", dates[0])["run"].Dt.Day.Compute().ToArray<int>()[0])
        );
        Assert.Equal("NaT", TimeIndex.Parse(["", "2000-01-01"]).Label(0));
    }

    [Theory]
    [InlineData("2000-13-01", null, "'2000-13-01' at position 1: there is no date")]
    [InlineData("soon", null, "'soon' at position 1 is not a date; write 2000-01-31")]
    [InlineData("31-01-2000", "%d.%m.%Y", "does not have the form '%d.%m.%Y' (it differs at character 4)")]
    [InlineData("2000", "%Q", "%Q is unknown; known are %Y")]
    public void A_wrong_date_names_its_position(string text, string? format, string message) =>
        Assert.Contains(
            message,
            Assert
                .Throws<GchunkException>(() => TimeIndex.Parse([format is null ? "2000-01-01" : "", text], format))
                .Message
        );

    // xarray: ds["time.is_month_end"] and so on, dt.strftime("%F %T"), and (time - time[0]).astype("int64").
    [Fact]
    public void Flags_are_parts_of_times_and_durations_are_counts_of_nanoseconds()
    {
        DataArray days = new DataArray(NDArray.From([1.0, 2]), ["time"], name: "v").AssignCoords(
            "time",
            DateRange("2000-12-31", periods: 2)
        );
        var ds = new Dataset([days]);
        string[] last = ["is_month_end", "is_quarter_end", "is_year_end", "is_leap_year"],
            first = ["is_month_start", "is_quarter_start", "is_year_start"];
        foreach (string part in last.Concat(first))
        {
            DataArray flags = ds["time." + part];
            Assert.Equal((DType.Bool, part), (flags.DType, flags.Name));
            Assert.Equal(last.Contains(part) ? [true, false] : new[] { false, true }, flags.Compute().ToArray<bool>());
            Assert.Equal(
                last.Contains(part) ? [2.0, 1] : new[] { 1.0, 2 },
                days.GroupBy("time." + part).Sum().Compute().ToArray<double>()
            );
        }

        DataArray time = ds["time"];
        Assert.Equal("2000-12-31 00:00:00 00:00 12/31/00 31", time.Dt.Strftime("%F %T %R %D %e").ToArray()[0]);
        DataArray counts = (time - time.Isel("time", 0)).AsType(DType.Int64);
        Assert.Equal(DType.Int64, counts.DType);
        Assert.Equal([0, 86_400_000_000_000], counts.Compute().ToArray<long>());
    }
}
