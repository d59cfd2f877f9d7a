using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.AgainstXarray;

// Index fields, groups over several dimensions, levels, comparisons and times.
public partial class XarrayOperations
{
    private static DataArray Stacked(XarraySample x) => x.U.Stack("z", "lat", "lon");

    private static DataArray Lats(XarraySample x) =>
        XarraySample.Points("lon", 12, 47, 33, 20, 10, 50).AssignCoords("lon", XarraySample.Lon);

    private static DataArray Plane(long[] values, Shape shape, params string[] dims) =>
        new(NDArray.From(values, shape), dims);

    private static DataArray Banded(XarraySample x) =>
        x.T.AssignCoords("band", XarraySample.Ints("lat", 0, 0, 1, 1, 1));

    private static DataArray SomeTimes() =>
        new DataArray(DateRange("1999-11-01", periods: 10, frequency: "MS"), "x")
            .Isel("x", new[] { 5, 0, 9, 2 })
            .AssignCoords("x", 0, 1, 2, 3);

    private static Dictionary<string, Func<XarraySample, DataArray>> Labels =>
        new()
        {
            ["label.field.isel"] = x => x.T.Isel("lat", x.T.FillNa(0).ArgMin("lat")),
            ["label.field.isel.shared"] = x => x.T.Isel("time", XarraySample.Ints("lat", 3, 1, 4, 1, 5)),
            ["label.field.isel.more"] = x =>
                x.U.Isel("lat", Plane([0, 1, 2, 3, 4, 4, 1, 0, 2, 2, 3, 0], (6, 2), "lon", "k")),
            ["label.field.isel.two"] = x =>
                x.T.Isel(
                    ("time", XarraySample.Ints("lon", 7, 0, 3, 3, 9, 59)),
                    ("lat", XarraySample.Ints("lon", 0, 4, 1, 2, 3, 2))
                ),
            ["label.field.sel"] = x => x.U.Sel("lat", x.U.IdxMin("lat")),
            ["label.field.sel.nearest"] = x => x.U.Sel("lat", Lats(x), Nearest),
            ["label.field.interp"] = x => x.U.Interp("linear", ("lat", Lats(x))),
            ["label.field.set"] = x => x.Set.Subset("t", "u").Isel("lat", x.U.ArgMin("lat"))["t"].Isel("time", 0..3),
            ["label.points.order"] = x =>
                x.T.Isel(("time", XarraySample.Ints("p", 1, 2)), ("lon", XarraySample.Ints("q", 0, 1, 2))),
            ["label.points.plane"] = x =>
                x.T.Isel(("lat", Plane([1, 2, 0, 3], (2, 2), "p", "q")), ("time", XarraySample.Ints("q", 5, 6))),
            ["label.plane.anomaly"] = x => (x.T.GroupBy(x.Region) - x.T.GroupBy(x.Region).Mean()).Isel("time", 0..2),
            ["label.plane.anomaly.order"] = x =>
                (x.T.Transpose("lat", "time", "lon").GroupBy(x.Region) - x.T.GroupBy(x.Region).Mean()).Isel(
                    "time",
                    0..2
                ),
            ["label.plane.map"] = x =>
                x.T.Transpose("lat", "time", "lon")
                    .GroupBy(x.Region)
                    .Map(g => g - g.Mean("stacked_lat_lon"))
                    .Isel("time", 0..2),
            ["label.plane.order"] = x => x.T.Transpose("lat", "time", "lon").GroupBy(x.Region).Max().Isel("time", 0..3),
            ["label.plane.quantile"] = x => x.T.GroupBy(x.Region).Quantile([0.2, 0.7]).Isel("time", 0..2),
            ["label.groupby.dims"] = x => Banded(x).GroupBy("time.month", "band").Mean(),
            ["label.groupby.greater"] = x =>
                (x.T.GroupBy("time.month") > x.T.GroupBy("time.month").Mean()).Isel("time", "0:20:7"),
            ["label.groupby.reversed"] = x =>
                (x.T.GroupBy("time.month").Mean() - x.T.GroupBy("time.month")).Isel("time", "0:20:7"),
            ["label.level.sel"] = x => Stacked(x).Sel("lat", 20),
            ["label.level.list"] = x =>
                Stacked(x).Sel("lon", new double[] { 60, 300 }).Unstack("z").Sel("lon", new double[] { 60, 300 }),
            ["label.level.coord"] = x => Stacked(x)["lat"],
            ["label.level.groupby"] = x => Stacked(x).GroupBy("lat").Mean(),
            ["label.level.concat"] = x =>
                Concat([Stacked(x).Isel("z", 0..11), Stacked(x).Isel("z", 11..30)], "z").Unstack("z"),
            ["label.isin"] = x => x.S.IsIn(3, 5, 7),
            ["label.equal"] = x => x.S == 3,
            ["label.not_equal"] = x => x.P != x.P.Isel("time", 0),
            ["label.rolling.long"] = x => x.Q.Rolling("lon", 11, center: true, minPeriods: 1).Mean(),
            ["label.rolling.long.max"] = x => x.P.Rolling("time", 70, minPeriods: 2).Max(),
            ["label.rolling.long.all"] = x => x.Q.Rolling("lon", 9).Sum(),
            ["label.duration"] = x => (x.T["time"] - x.T["time"].Isel("time", 3)) / TimeSpan.FromHours(1),
            ["label.moved"] = x => x.T["time"] + TimeSpan.FromHours(36),
            ["label.latest"] = x => Maximum(SomeTimes(), SomeTimes().Reverse("x").AssignCoords("x", 0, 1, 2, 3)),
            ["label.shift_longitude"] = x => x.U.ShiftLongitude(from: -180),
            ["label.combine_first"] = x =>
                x.U.Isel("lat", 0..3).Where(x.U.Isel("lat", 0..3) > 0).CombineFirst(x.U.Isel("lat", 1..5) * 2),
            ["label.virtual.month"] = x => x.T["time.month"],
            ["label.virtual.date"] = x => x.H["time.date"].DropCoords("time"),
            ["label.groupby.cumsum"] = x => x.M.GroupBy("time.year").CumSum(),
            ["label.groupby.shift"] = x => x.M.GroupBy("time.year").Shift(1),
            ["label.groupby.rank"] = x => x.P.GroupBy("time.month").Rank(),
            ["label.rolling.rank"] = x => (x.Q * 3).Round(0).Rolling("lon", 3).Rank(),
            ["label.rolling.rank.pct"] = x => (x.Q * 3).Round(0).Rolling("lon", 4, minPeriods: 2).Rank(pct: true),
            ["label.rolling.rank.center"] = x =>
                x.P.Round(0).Chunk(("time", 7)).Rolling("time", 15, center: true, minPeriods: 2).Rank(),
            ["label.interp.points"] = x =>
                x.T.Isel("time", 0)
                    .AssignCoords("area", x.U.DropVars("lat", "lon"))
                    .Interp(
                        "linear",
                        ("lat", XarraySample.Points("pt", 45, 15)),
                        ("lon", XarraySample.Points("pt", 30, 250))
                    )["area"]
                    .DropVars("lat", "lon", "time"),
            ["label.groupby.bins.number"] = x => x.U.GroupByBins("lat", 3).Mean(),
            ["label.groupby.bins.number.left"] = x => x.U.GroupByBins("lon", 4, right: false).Mean(),
            ["label.rolling.map"] = x => x.Q.Rolling("lon", 3).Map(w => w.Max("window") - w.Min("window")),
            ["label.range.sms"] = _ => new DataArray(DateRange("2000-01-03", periods: 7, frequency: "SMS"), "x"),
            ["label.range.sm"] = _ => new DataArray(DateRange("2000-01-15", "2000-04-20", frequency: "SM"), "x"),
            ["label.range.b"] = _ => new DataArray(DateRange("2000-01-01", periods: 8, frequency: "B"), "x"),
            ["label.range.b.end"] = _ => new DataArray(DateRange(end: "2000-01-09", periods: 4, frequency: "2B"), "x"),
            ["label.range.back"] = _ => new DataArray(DateRange("2000-03-02T06:00", periods: 4, frequency: "-1D"), "x"),
            ["label.range.back.end"] = _ => new DataArray(DateRange("2000-03-02", "2000-02-20", frequency: "-3D"), "x"),
            ["label.range.back.months"] = _ => new DataArray(
                DateRange("2000-03-15", periods: 3, frequency: "-1MS"),
                "x"
            ),
            ["label.range.spaced"] = _ => new DataArray(DateRange("2000-01-01", "2000-01-02", 5), "x"),
            ["label.range.spaced.back"] = _ => new DataArray(DateRange("2000-01-03", "2000-01-01", 4), "x"),
            ["label.resample.SMS"] = x => x.P.Resample("time", "SMS").Mean(),
            ["label.resample.SM"] = x => x.P.Resample("time", "SM").Mean(),
            ["label.resample.B"] = x => x.P.Resample("time", "B").Mean(),
            ["label.align.inner"] = x => Align(x.U.Isel("lat", new[] { 3, 0 }), x.U, Join.Inner).B,
            ["label.align.outer"] = x =>
                Align(x.U.Isel("lat", new[] { 3, 0 }), x.U.Isel("lat", new[] { 1, 4 }), Join.Outer).B,
            ["label.align.three"] = x =>
                Align([x.U, x.U.Isel("lat", new[] { 3, 0, 4 }), x.U.Isel("lat", new[] { 4, 3 })], Join.Inner)[0],
        };
}
