using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Dsl.AgainstXarray.XarraySample;

namespace Gchunk.Tests.Dsl.AgainstXarray;

/// <summary>Differences that the random comparison in Fuzz/ found.</summary>
public partial class XarrayOperations
{
    private static DataArray Flags =>
        new DataArray(DateRange("1999-11-20", periods: 500), "time").AssignCoords(
            "time",
            DateRange("1999-11-20", periods: 500)
        );

    private static DataArray Instants(XarraySample x)
    {
        DataArray all = x.M["time"].Isel("time", new[] { 5, 0, 9, 2 });
        return all.Rename(("time", "x")).AssignCoords("x", 0, 1, 2, 3);
    }

    private static DataArray Holes(XarraySample x) => Instants(x).Where(Points("x", 1, 1, 0, 1) > 0);

    private static Dictionary<string, Func<XarraySample, DataArray>> Corners
    {
        get
        {
            var cases = new Dictionary<string, Func<XarraySample, DataArray>>
            {
                ["corner.sel.pad"] = x => x.U.Sel("lat", new[] { 33.0, 44 }, SelectMethod.Pad),
                ["corner.sel.backfill"] = x => x.U.Sel("lat", new[] { 33.0, 44 }, SelectMethod.Backfill),
                ["corner.reindex.pad"] = x => x.U.Reindex("lat", [33.0, 44, 5], SelectMethod.Pad),
                ["corner.sel.one_of_a_day"] = x => x.H.Isel("time", new[] { 0, 30 }).Sel("time", "2001-01-02"),
                ["corner.groupby.bins.empty"] = x =>
                    x.S.AssignCoords("k", Points("time", [.. Enumerable.Range(0, 60).Select(i => i % 4.0)]))
                        .GroupByBins("k", [-1, 1.2, 1.7, 9], labels: [1, 2, 3])
                        .Max(),
                ["corner.resample.empty"] = x => x.S.Isel("time", new[] { 0, 1, 40 }).Resample("time", "7D").Last(),
                ["corner.resample.asfreq"] = x =>
                    new DataArray(NDArray.From<long>([3, 4, 9, 1]), ["time"])
                        .AssignCoords("time", DateRange("2001-01-20T15", periods: 4, calendar: "noleap"))
                        .Resample("time", "8H")
                        .AsFreq(),
                ["corner.resample.offset"] = x => x.H.Resample("time", "12H", offset: "-3H").Mean(),
                ["corner.resample.min_count"] = x => x.P.Resample("time", "7D").Sum(minCount: 6),
                ["corner.sum.min_count"] = x => x.T.Sum("lon", minCount: 6).Isel("time", 0..5),
                ["corner.arithmetic.selected"] = x => (x.M - x.M.Isel("time", 0)).Isel("y", 0),
                ["corner.concat.scalars"] = x =>
                    Concat(
                        [
                            x.U.Isel("lat", 0..2).AssignCoords("z", 1.0),
                            x.U.Isel("lat", new[] { 4 }).AssignCoords("z", 2.0),
                        ],
                        "lat"
                    )["z"],
                ["corner.concat.text"] = x =>
                    Concat([x.Stations.Isel("station", 3), x.Stations.Isel("station", 0)], "station"),
                ["corner.concat.empty"] = x => Concat([x.T.Isel("time", 0..0), x.T.Isel("time", 0..0)], "lon"),
                ["corner.time.where"] = Holes,
                ["corner.time.isnull"] = x => Holes(x).IsNull(),
                ["corner.time.dropna"] = x => Holes(x).DropNa("x"),
                ["corner.time.after"] = x =>
                    Holes(x) > new DataArray(DateRange("2000-01-15", periods: 1), "one").Isel("one", 0),
                ["corner.time.mean"] = x => Instants(x).Mean(),
                ["corner.time.shift"] = x => Instants(x).Shift("x", 1),
                ["corner.interpolate_na.cubic"] = x => x.P.InterpolateNa("time", "cubic"),
                ["corner.quantile.closest"] = x => x.U.Quantile(0.4, ["lon"], method: "closest_observation"),
                ["corner.quantile.label"] = x => x.U.Quantile(0.4, "lon")["quantile"],
                ["corner.diff.lower"] = x => x.U.Diff("lon", label: "lower"),
                ["corner.shift.fill"] = x => x.S.Shift("time", 3, fillValue: -7).Isel("time", 0..5),
                ["corner.dt.is_month_start"] = x => Flags.Dt.IsMonthStart,
                ["corner.dt.is_month_end"] = x => Flags.Dt.IsMonthEnd,
                ["corner.dt.is_quarter_start"] = x => Flags.Dt.IsQuarterStart,
                ["corner.dt.is_quarter_end"] = x => Flags.Dt.IsQuarterEnd,
                ["corner.dt.is_year_start"] = x => Flags.Dt.IsYearStart,
                ["corner.dt.is_year_end"] = x => Flags.Dt.IsYearEnd,
                ["corner.convert.months"] = x =>
                    x.N.Isel("time", 0..14)
                        .AssignCoords("time", DateRange("2001-01-01", periods: 14, frequency: "MS", calendar: "noleap"))
                        .ConvertCalendar("julian", fillMissing: true),
                ["corner.sortby.positions"] = x => x.U.DropVars("lat").SortBy("lat", ascending: false),
                ["corner.idxmax.text"] = x => x.Stations.IdxMax("station").Texts() == "bern",
                ["corner.coarsen.construct"] = x => x.Q.Coarsen(("lon", 3)).Construct(("lon", "block", "place"))["lon"],
                ["corner.groupby.season"] = x =>
                    (x.M.GroupBy("time.season") - x.M.GroupBy("time.season").Mean())["season"].Texts() == "JJA",
                ["corner.swap_dims.text"] = x =>
                    x.Stations.AssignCoords("z", Points("station", 4, 3, 2, 1))
                        .SwapDims(("station", "z"))["station"]
                        .Texts() == "bern",
            };
            foreach (string origin in (string[])["epoch", "start", "end", "end_day", "2000-12-31T02"])
                cases["corner.resample.origin." + origin] = x => x.H.Resample("time", "7H", origin: origin).Mean();
            foreach (string mode in (string[])["maximum", "mean", "median", "minimum", "linear_ramp"])
                cases["corner.pad." + mode] = x => x.U.Pad([("lat", 1, 2), ("lon", 2, 0)], mode);
            return cases;
        }
    }

    [Fact]
    public void Texts_that_differ_are_not_taken_for_the_same()
    {
        var kinds = new DataArray(["land", "sea"], "x", "kind");
        Assert.False(kinds.Equals(new DataArray(["sea", "land"], "x", "kind")));
        Assert.True(kinds.Equals(new DataArray(["land", "sea"], "x", "kind")));
        Assert.ThrowsAny<Exception>(() => Merge([kinds, new DataArray(["ice", "fog"], "x", "kind")]));
        DataArray values = new DataArray(NDArray.From([1.0, 2.0]), ["x"]).AssignCoords("kind", kinds);
        Assert.Null((values + values.AssignCoords("kind", new DataArray(["ice", "fog"], "x"))).Coords.Find("kind"));
    }

    [Fact]
    public void Equality_counts_every_coordinate()
    {
        DataArray values = new DataArray(NDArray.From([1.0, 2.0]), ["x"]).AssignCoords("z", Points("x", 5, 6));
        Assert.False(values.Equals(values.DropVars("z")));
        Assert.False(values.Equals(values.AssignCoords("z", Points("x", 5, 7))));
        Assert.True(values.Equals(values.AssignCoords("z", Points("x", 5, 6))));
        Assert.True(
            Broadcast(values, Points("y", 1, 2)).A.BroadcastEquals(Broadcast(values, Points("y", 1, 2)).A.Transpose())
        );
    }
}
