using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Times;

/// <summary>
/// Missing times and texts: results computed from them are missing too, and they can be filled like numbers.
/// </summary>
public class MissingTimesTests
{
    private const double Day = 86_400e6;

    private static readonly DataArray Days = new(DateRange("2900-01-01", "2900-01-06"), "x");

    // The third and the fourth are missing; the last has a microsecond that float64 cannot represent.
    private static DataArray Sparse()
    {
        long[] times = Days.Compute().ToArray<long>();
        (times[2], times[3]) = (CfDateTime.NaT, CfDateTime.NaT);
        times[5]++;
        return new DataArray(new TimeIndex(times, CfCalendar.Standard), "x");
    }

    private static double[] Micros(DataArray durations)
    {
        Assert.Equal(DType.TimeDelta64, durations.DType);
        return (durations / TimeSpan.FromMicroseconds(1)).Compute().ToArray<double>();
    }

    [Fact]
    public void A_single_missing_time_compares_as_several_do()
    {
        DataArray none = Sparse().Isel("x", 2..3).DropAllCoords(),
            first = Days.Isel("x", 0..1).DropAllCoords(),
            last = Sparse().Isel("x", 5..6).DropAllCoords(),
            gap = Sparse().Isel("x", 3..4).DropAllCoords();
        bool[] found =
        [
            .. new[] { none <= first, none == gap, first > none, none != first, first <= last }.SelectMany(c =>
                c.Compute().ToArray<bool>()
            ),
        ];
        Assert.Equal([false, false, false, true, true], found);
    }

    [Fact]
    public void Differences_of_times_without_gaps_are_durations()
    {
        DataArray since = Days - Days.Isel("x", 0);
        Assert.Equal([0, Day, 2 * Day, 3 * Day, 4 * Day, 5 * Day], Micros(since));
    }

    [Fact]
    public void A_difference_with_a_missing_time_is_missing()
    {
        DataArray known = Days.Where(Days.Dt.Day.NotEqual(3)),
            since = known - known.Isel("x", 0);
        Assert.Equal([0, Day, double.NaN, 3 * Day, 4 * Day, 5 * Day], Micros(since));
        Assert.Equal([Day, double.NaN, double.NaN, Day, Day], Micros(known.Diff("x")));
        Assert.Equal(13 * Day / 5, Micros(since.Mean())[0], 1e-3);
        Assert.Equal([0, Day, double.NaN, double.NaN, 4 * Day, 5 * Day + 1], Micros(Sparse() - Days.Isel("x", 0)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    [InlineData(1)]
    public void Missing_times_are_filled_to_the_microsecond(int chunk)
    {
        DataArray times = Sparse().Chunk(("x", chunk));
        long[] given = Sparse().Compute().ToArray<long>();
        Assert.Equal(
            [given[0], given[1], given[1], given[1], given[4], given[5]],
            times.FFill("x").Compute().ToArray<long>()
        );
        Assert.Equal(
            [given[0], given[1], given[4], given[4], given[4], given[5]],
            times.BFill("x").Compute().ToArray<long>()
        );
        Assert.Equal(
            [given[0], given[1], given[1], CfDateTime.NaT, given[4], given[5]],
            times.FFill("x", 1).Compute().ToArray<long>()
        );
        Assert.Equal(CfCalendar.Standard, times.FFill("x").Calendar);
    }

    [Fact]
    public void Missing_texts_are_filled()
    {
        DataArray letters = new DataArray(["a", "b", "c", "d", "e", "f"], "x"),
            sparse = letters.Where(Days.Dt.Day.NotEqual(1)).Where(Days.Dt.Day.NotEqual(4));
        Assert.Equal(["", "b", "c", "c", "e", "f"], sparse.FFill("x").Texts().ToArray());
        Assert.Equal(["b", "b", "c", "e", "e", "f"], sparse.BFill("x").Texts().ToArray());
    }
}
