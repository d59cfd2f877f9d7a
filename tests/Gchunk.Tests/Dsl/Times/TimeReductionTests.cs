using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Times;

/// <summary>Reductions of times, and reductions of nothing.</summary>
public class TimeReductionTests
{
    private static DataArray Times =>
        new DataArray(NDArray.From([1.0, 2, 3, 4]), ["time"]).AssignCoords("time", DateRange("2000-01-01", periods: 4))[
            "time"
        ];

    [Fact]
    public void Sums_products_and_spreads_of_times_are_errors()
    {
        foreach (
            Func<DataArray> act in (Func<DataArray>[])
                [
                    () => Times.Sum(),
                    () => Times.Prod(),
                    () => Times.Std(),
                    () => Times.Var(),
                    () => Times.CumSum("time"),
                    () => Times.CumProd("time"),
                    () => Times.Rolling("time", 2).Sum(),
                    () => Times.GroupBy("time.month").Sum(),
                    () => Times.Resample("time", "2D").Sum(),
                    () => Times.Coarsen(("time", 2)).Sum(),
                ]
        )
        {
            Assert.Contains("defined for times; take it of", Assert.Throws<GchunkException>(act).Message);
        }
        Assert.Equal([2.0, 2, 2], Times.Rolling("time", 2).Count().Compute().ToArray<double>().AsSpan(1).ToArray());
    }

    [Fact]
    public void Spreads_and_membership_of_durations_are_those_of_pandas()
    {
        DataArray days = Times - Times.Isel("time", 0);
        // pandas.Series(pandas.to_timedelta([0, 1, 2, 3], unit="D")).std(ddof=0) and .std()
        Assert.Equal(96_598_136_627_991, days.Std().Compute().ToArray<long>()[0]);
        Assert.Equal(111_541_920_370_774, days.Std("time", ddof: 1).Compute().ToArray<long>()[0]);
        Assert.Equal([false, true, true, false], days.IsIn(days.Isel("time", 1..3)).Compute().ToArray<bool>());
        Assert.Equal([false, false, true, false], days.IsIn(TimeSpan.FromDays(2)).Compute().ToArray<bool>());
        DataArray holey = days.Where(days > TimeSpan.Zero);
        Assert.Equal([false, true, true, true], holey.IsIn(holey).Compute().ToArray<bool>());
    }

    [Fact]
    public void Durations_beyond_the_range_of_nanoseconds_are_missing_and_their_mean_is_exact()
    {
        const long Long = 5_000_000_000_000_000_000;
        DataArray spans = new(
            NDArray.From((TimeSpan[])[TimeSpan.FromTicks(Long / 100), TimeSpan.Zero, -TimeSpan.FromTicks(Long / 100)]),
            ["x"]
        );
        long[] Of(DataArray x) => x.Compute().ToArray<long>();
        Assert.Equal([long.MinValue, 0, long.MinValue], Of(spans * 2));
        Assert.Equal([long.MinValue, 0, long.MinValue], Of(spans * 2.5));
        Assert.Equal([long.MinValue, 0, long.MinValue], Of(spans + spans));
        Assert.Equal([long.MinValue, 0, long.MinValue], Of(spans - (-spans)));
        DataArray many = Concat([spans.Isel("x", 0..1), spans.Isel("x", 0..2), spans.Isel("x", 0..1)], "x");
        Assert.Equal([long.MinValue], Of(many.Sum()));
        Assert.Equal([Long / 4 * 3], Of(many.Mean()));
        Assert.Equal([-Long / 4 * 3], Of((-many).Mean()));
        Assert.Equal([long.MinValue, long.MinValue], Of(many.CumSum("x")).Skip(2));
    }

    [Fact]
    public void Coarsened_times_stay_times()
    {
        DataArray shifted = new DataArray(NDArray.From([1.0, 2, 3, 4]), ["time"]).AssignCoords("time", Times);
        shifted = shifted.AssignCoords("when", Times.DropVars("time") + TimeSpan.FromHours(1));
        Assert.Equal("standard", shifted.Coarsen(("time", 2)).Mean()["when"].Calendar?.Name);
        Assert.Equal("standard", Times.Coarsen(("time", 2)).Max().Calendar?.Name);
    }

    [Fact]
    public void Reductions_of_nothing_are_those_of_xarray()
    {
        var x = new DataArray(NDArray.From(new double[0, 3]), ["x", "y"]);
        double none = double.NaN;
        Assert.Equal([none, none, none], x.Quantile(0.5, "x").Compute().ToArray<double>());
        Assert.Equal([2L, 3], x.Quantile([0.1, 0.9], "x").Compute().Shape.ToArray());
        Assert.Equal([none, none, none], x.Median("x").Compute().ToArray<double>());
        Assert.Equal([none, none, none], x.Mean("x").Compute().ToArray<double>());
        Assert.Equal([0.0, 0, 0], x.Sum("x").Compute().ToArray<double>());
        Assert.Equal([1.0, 1, 1], x.Prod("x").Compute().ToArray<double>());
        Assert.Contains("min of an empty array", Assert.Throws<GchunkException>(() => x.Min("x").Compute()).Message);
    }

    [Fact]
    public void Absolute_times_of_CDO_are_read_and_written()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "cdo.nc");
        var numbers = new DataArray(NDArray.From([20000131.5, 20000201, 19991231.25, 20000230]), ["time"], name: "v");
        numbers.Attrs["units"] = "day as %Y%m%d.%f";
        new Dataset([numbers]).ToNetCdf(path);
        DataArray read = OpenDataset(path)["v"];
        Assert.Contains(
            "2000-01-31T12:00:00 2000-02-01T00:00:00 1999-12-31T06:00:00 NaT",
            string.Join(' ', read.Dt.Strftime("%Y-%m-%dT%H:%M:%S").ToArray()),
            StringComparison.Ordinal
        );
        string again = Path.Combine(folder.Path, "again.nc");
        new Dataset([read]).ToNetCdf(again);
        DataArray stored = OpenDataset(again, decodeCf: false)["v"];
        Assert.Equal("day as %Y%m%d.%f", stored.Attrs["units"]);
        Assert.Equal([20000131.5, 20000201, 19991231.25, double.NaN], stored.Compute().ToArray<double>());
    }

    [Fact]
    public void The_nearest_of_periodic_longitudes_is_found_over_greenwich()
    {
        var world = new DataArray(NDArray.From([0.0, 1, 2, 3]), ["lon"]).AssignCoords("lon", [0.0, 90, 180, 270]);
        Assert.Equal(
            [0.0, 0, 3, 0],
            world.Regrid("nearest", ("lon", [350.0, -5, 314, 316])).Compute().ToArray<double>()
        );
    }
}
