using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Times;

/// <summary>Sums and differences of labelled times. The expected values follow from the calendars of CF.</summary>
public class TimeArithmeticTests
{
    private static DataArray Sample(string calendar = "standard") =>
        new DataArray(NDArray.From([1.0, 2, 3]), ["time"]).AssignCoords(
            "time",
            DateRange("2000-02-27T12:00", periods: 3, calendar: calendar)
        );

    private static string[] Texts(DataArray times) => times.Dt.Strftime("%Y-%m-%dT%H").ToArray();

    private static long[] Seconds(DataArray durations) =>
        [.. durations.Compute().ToArray<TimeDelta64>().Select(d => d.IsNaT ? -1 : d.Nanoseconds / 1_000_000_000)];

    [Theory]
    [InlineData("standard", "2000-02-28T00", "2000-02-29T00", "2000-03-01T00")]
    [InlineData("noleap", "2000-02-28T00", "2000-03-01T00", "2000-03-02T00")]
    [InlineData("360_day", "2000-02-28T00", "2000-02-29T00", "2000-02-30T00")]
    public void A_time_plus_a_duration_is_a_time_of_its_calendar(string calendar, params string[] expected)
    {
        DataArray x = Sample(calendar),
            moved = x["time"] + TimeSpan.FromHours(12);
        Assert.Equal(x["time"].Calendar, moved.Calendar);
        Assert.Equal(expected, Texts(moved));
        Assert.Equal(expected, Texts(TimeSpan.FromHours(12) + x["time"]));
        Assert.Equal(expected, Texts(x.AssignCoords("time", moved)["time"]));
        Assert.Equal(Texts(x["time"]), Texts(moved - TimeSpan.FromHours(12)));
        Assert.Equal(expected, Texts(moved + (moved - moved)));
    }

    [Fact]
    public void A_time_minus_a_time_is_a_duration()
    {
        DataArray x = Sample("noleap"),
            age = x["time"] - x["time"].Isel("time", 0);
        Assert.Equal(DType.TimeDelta64, age.DType);
        Assert.Null(age.Calendar);
        Assert.Equal([0L, 86400, 2 * 86400], Seconds(age));
        Assert.Equal([0.0, 24, 48], (age / TimeSpan.FromHours(1)).Compute().ToArray<double>());
        Assert.Equal([false, false, true], (age > TimeSpan.FromHours(24)).Compute().ToArray<bool>());
        Assert.Equal([3L * 86400], Seconds(age.Sum()));
        Assert.Equal([86400L], Seconds(age.Mean()));
        Assert.Equal([0L, 2 * 86400, 4 * 86400], Seconds(age * 2));
        var days = new DataArray(NDArray.From([1.0, 0, 2]), ["time"]);
        Assert.Equal([86400L, 0, 2 * 86400], Seconds(days * TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Missing_times_and_durations_stay_missing()
    {
        DataArray times = DataArray.FromDateTimes(DateTimes("2000-01-01", "NaT"), ["x"]);
        Assert.Equal([0L, -1], Seconds(times - times));
        Assert.Equal([false, true], (times + TimeSpan.FromDays(1)).IsNull().Compute().ToArray<bool>());
        Assert.Equal([false, true], (times.Isel("x", 0) + (times - times)).IsNull().Compute().ToArray<bool>());
    }

    [Fact]
    public void A_number_without_a_unit_cannot_be_added()
    {
        DataArray time = Sample()["time"];
        string Said(Func<DataArray> make) => Assert.Throws<GchunkException>(make).Message;
        Assert.Contains(
            "43200 cannot be added to times, as a number has no unit; write + TimeSpan",
            Said(() => time + 43200)
        );
        Assert.Contains("float64 values cannot be subtracted from times", Said(() => time - Sample()));
        Assert.Contains("two times cannot be added", Said(() => time + time));
        Assert.Contains("cannot be subtracted from what is no time", Said(() => 5 - time));
        Assert.Contains("ConvertCalendar", Said(() => time.DropAllCoords() - Sample("noleap")["time"].DropAllCoords()));
    }

    [Fact]
    public void A_duration_beyond_the_range_is_an_error()
    {
        var old = new DataArray(DateRange("1500-01-01", periods: 1, calendar: "noleap"), "x");
        var late = new DataArray(DateRange("2000-01-01", periods: 1, calendar: "noleap"), "x");
        Assert.Contains("292 years", Assert.Throws<GchunkException>(() => (late - old).Compute()).Message);
    }
}
