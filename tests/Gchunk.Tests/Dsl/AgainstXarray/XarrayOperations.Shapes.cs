using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.Labels;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Dsl.AgainstXarray.XarraySample;

namespace Gchunk.Tests.Dsl.AgainstXarray;

public partial class XarrayOperations
{
    private static Dictionary<string, Func<XarraySample, DataArray>> Times =>
        new()
        {
            ["dt.year"] = x => x.T["time"].Dt.Year,
            ["dt.month"] = x => x.T["time"].Dt.Month,
            ["dt.day"] = x => x.T["time"].Dt.Day,
            ["dt.hour"] = x => x.H["time"].Dt.Hour,
            ["dt.minute"] = x => x.T["time"].Dt.Minute,
            ["dt.dayofyear"] = x => x.T["time"].Dt.DayOfYear,
            ["dt.dayofweek"] = x => x.T["time"].Dt.DayOfWeek,
            ["dt.quarter"] = x => x.T["time"].Dt.Quarter,
            ["dt.days_in_month"] = x => x.T["time"].Dt.DaysInMonth,
            ["dt.weekofyear"] = x => x.T["time"].Dt.WeekOfYear,
            ["dt.noleap.dayofyear"] = x => x.N["time"].Dt.DayOfYear,
            ["dt.noleap.month"] = x => x.N["time"].Dt.Month,
            ["dt.360.day"] = x => x.D["time"].Dt.Day,
            ["dt.leap"] = x => x.M["time"].Dt.IsLeapYear,
            ["dt.season"] = x => x.M["time"].Dt.Season == "DJF",
            ["dt.strftime"] = x => x.M["time"].Dt.Strftime("%Y/%m") == "2000/02",
            ["dt.floor"] = x => x.H["time"].Dt.Floor("D"),
            ["dt.ceil"] = x => x.H["time"].Dt.Ceil("6H"),
            ["dt.round"] = x => x.H["time"].Dt.Round("6H"),
            ["dt.where"] = x => x.M.Where(x.M["time"].Dt.Month > 6).Mean("time"),
            ["date_range.D"] = x => Along(DateRange("2000-02-27", periods: 4)),
            ["date_range.end"] = x => Along(DateRange("2000-02-27", "2000-03-02", frequency: "2D")),
            ["date_range.MS"] = x => Along(DateRange("2000-01-15", periods: 4, frequency: "MS")),
            ["date_range.M"] = x => Along(DateRange("2000-01-15", "2000-06-01", frequency: "M")),
            ["date_range.QS-DEC"] = x => Along(DateRange("2000-01-15", periods: 3, frequency: "QS-DEC")),
            ["date_range.back"] = x => Along(DateRange(end: "2000-03-15", periods: 3, frequency: "MS")),
            ["date_range.W"] = x => Along(DateRange("2000-01-01", periods: 3, frequency: "W")),
            ["date_range.noleap"] = x => Along(DateRange("2000-02-27", periods: 4, calendar: "noleap")),
            ["date_range.360"] = x => Along(DateRange("2000-01-30", periods: 3, frequency: "M", calendar: "360_day")),
            ["date_range.ancient"] = x => Along(DateRange("0850-12-30", periods: 4)),
            ["convert.noleap"] = x => x.Leap.ConvertCalendar("noleap"),
            ["convert.standard"] = x => x.N.Isel("time", 30..45).ConvertCalendar("standard"),
            ["convert.360.date"] = x => x.Leap.ConvertCalendar("360_day", alignOn: "date"),
            ["convert.360.year"] = x => x.N.ConvertCalendar("360_day", alignOn: "year"),
            ["convert.from360.date"] = x => x.D.ConvertCalendar("standard", alignOn: "date"),
            ["convert.from360.year"] = x => x.D.ConvertCalendar("noleap", alignOn: "year"),
        };

    private static Dataset Two(XarraySample x) => new([x.U.Rename("a"), (x.U["lat"] * 2.0).Rename("b")]);

    private static DataArray Numbers(XarraySample x) => x.U.AssignCoords("y", Points("lat", 1, 2, 3, 4, 5));

    private static Dictionary<string, Func<XarraySample, DataArray>> Shapes =>
        new()
        {
            ["stack"] = x => x.T.Isel("time", 0..3).Stack("z", "lat", "lon"),
            ["stack.unstack"] = x =>
                x.T.Isel("time", 0..3).Stack("z", "lat", "lon").DropNa("z").Unstack().Transpose("time", "lat", "lon"),
            ["stack.two"] = x => x.T.Isel("time", 0..3).Stack(("z", ["lat", "lon"])).Mean("z"),
            ["to_array"] = x =>
                new Dataset([x.U.Rename("a"), x.U.Isel("lat", 0).DropVars("lat").Rename("b")]).ToArray(),
            ["to_array.mean"] = x => new Dataset([x.U.Rename("a"), (x.U * 3).Rename("b")]).ToArray("m").Mean("m"),
            ["to_stacked"] = x => Two(x).ToStacked("z", ["lat"]),
            ["to_unstacked"] = x => Two(x).ToStacked("z", ["lat"]).ToUnstacked("z")["a"],
            ["transpose"] = x => x.T.Transpose("lon", "time", "lat").Isel("time", 0),
            ["transpose.rest"] = x => x.T.Transpose("lon", "...").Isel("time", 0),
            ["expand_dims"] = x => x.U.Isel("lat", 0).ExpandDims("run"),
            ["expand_dims.labels"] = x => x.U.Isel("lat", 0).DropVars("lat").ExpandDims("run", 1, 2),
            ["expand_dims.scalar"] = x => x.U.Isel("lat", 0).ExpandDims("lat"),
            ["rename"] = x => x.U.Rename(("lat", "y")),
            ["swap_dims"] = x => Numbers(x).SwapDims(("lat", "y")),
            ["set_index"] = x => Numbers(x).SetIndex("lat", "y"),
            ["reset_index"] = x => x.U.ResetIndex("lat", drop: true),
            ["assign_coords"] = x => x.U.AssignCoords("lon", (x.U["lon"] + 180) % 360 - 180).SortBy("lon"),
            ["pad"] = x => x.Q.Pad([("lon", 1, 2)]),
            ["pad.constant"] = x => x.Q.Pad([("lon", 1, 1)], value: 0),
            ["pad.edge"] = x => x.Q.Pad([("lon", 2, 1)], "edge"),
            ["pad.reflect"] = x => x.U.Pad([("lat", 1, 1)], "reflect"),
            ["pad.wrap"] = x => x.Q.Pad([("lon", 1, 1)], "wrap"),
            ["pad.symmetric"] = x => x.Q.Pad([("lon", 2, 0)], "symmetric"),
            ["ds.mean"] = x => x.Set.Mean("time")["t"],
            ["ds.sel"] = x => x.Set.Sel(("lat", Slice(40, 20)), ("time", "2001-01-01"))["u"],
            ["ds.groupby"] = x => x.Set.GroupBy("time.month").Mean()["s"],
            ["ds.anomaly"] = x =>
                (x.Set.Subset("t", "s").GroupBy("time.month") - x.Set.Subset("t", "s").GroupBy("time.month").Mean())[
                    "s"
                ],
            ["ds.resample"] = x => x.Set.Resample("time", "MS").Max()["s"],
            ["ds.rolling"] = x => x.Set.Rolling("time", 3).Mean()["s"],
            ["ds.coarsen"] = x => x.Set.Coarsen(("lat", 5)).Mean()["u"],
            ["ds.shift"] = x => x.Set.Shift("time", 1)["s"],
            ["ds.interp"] = x => x.Set.Interp("lat", [15.0, 25.0])["u"],
            ["ds.weighted"] = x => x.Set.Weighted(x.W).Mean("lat")["u"],
            ["ds.fillna"] = x => x.Set.FillNa(0)["t"].Isel("time", 0),
            ["ds.dropna"] = x => new Dataset([x.P.Rename("a"), x.S.Rename("b")]).DropNa("time")["b"],
            ["ds.where"] = x => x.Set.Where(x.S > 5)["t"].Isel("time", 0..3),
            ["apply_ufunc"] = x => ApplyUFunc(Spread, x.U, ["lat"]),
            ["apply_ufunc.two"] = x => ApplyUFunc((a, b) => Joined(a, b), x.U, x.W),
            ["map_blocks"] = x => x.U.MapBlocks(b => b.Map(v => v * 2 + 1)),
            ["pipe"] = x => x.U.Pipe(u => u - u.Mean()),
        };

    // The difference of the greatest and the least element along the last axis.
    private static NDArray Spread(NDArray block)
    {
        double[] values = block.ToArray<double>();
        int length = (int)block.Shape[^1];
        return NDArray.From(
            [.. values.Chunk(length).Select(c => c.Max() - c.Min())],
            block.Shape.Without(block.Rank - 1)
        );
    }

    private static NDArray Joined(NDArray a, NDArray b) =>
        NDArray.From([.. a.ToArray<double>().Zip(b.ToArray<double>(), (x, y) => x * y + 1)], a.Shape);

    private static Dictionary<string, Func<XarraySample, DataArray>> Interpolations =>
        new()
        {
            ["interp.linear"] = x => x.U.Interp("lon", [10.0, 60, 299]),
            ["interp.descending"] = x => x.U.Interp("lat", [12.0, 33, 50]),
            ["interp.grid"] = x => x.U.Interp("linear", ("lat", new[] { 12.0, 33 }), ("lon", new[] { 1.0, 200 })),
            ["interp.scalar"] = x => x.U.Interp(("lat", 33), ("lon", 77)),
            ["interp.nearest"] = x => x.U.Interp("lon", [10.0, 30, 31, 299], "nearest"),
            ["interp.cubic"] = x => x.U.Interp("lon", [10.0, 60, 155, 299], "cubic"),
            ["interp.cubic.lat"] = x => x.U.Interp("lat", [11.0, 29, 44], "cubic"),
            ["interp.outside"] = x => x.U.Interp("lon", [-10.0, 10, 400]),
            ["interp.extrapolate"] = x => x.U.Interp("lon", [-10.0, 10, 400], extrapolate: true),
            ["interp.time"] = x => x.M.Interp("time", ["1999-11-16", "2000-01-11T06:00"]),
            ["interp.unordered"] = x => x.Unordered.Interp("x", [1.2, 5.0]),
            ["interp.points"] = x =>
                x.U.Interp("linear", ("lat", Points("pt", 12, 45, 20)), ("lon", Points("pt", 3, 250, 60))),
            ["interp.points.nearest"] = x =>
                x.U.Interp("nearest", ("lat", Points("pt", 12, 44)), ("lon", Points("pt", 3, 250))),
            ["interp_like"] = x => x.U.InterpLike(LabelledData.Grid([15, 42], [5, 15])),
            ["regrid.conservative"] = x => x.U.Regrid("conservative", ("lat", [40, 20]), ("lon", [45, 135, 225, 315])),
            ["regrid.conservative.missing"] = x =>
                x.T.Isel("time", 0).Regrid("conservative", ("lat", [45, 30, 15]), ("lon", [0, 120, 240])),
            ["regrid.bilinear"] = x => x.U.Regrid("bilinear", ("lat", [45, 11]), ("lon", [10, 350, 330])),
            ["regrid.nearest"] = x => x.U.Regrid("nearest", ("lat", [44, 11]), ("lon", [10, 290])),
        };
}
