using Gchunk.Dsl;
using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Dsl.AgainstXarray;

public partial class XarrayOperations
{
    private static DataArray Reduced(Reductions<DataArray> groups, string op) =>
        op == "median" ? groups.Median() : groups.Reduce(op);

    private static Dictionary<string, Func<XarraySample, DataArray>> Grouped
    {
        get
        {
            var cases = new Dictionary<string, Func<XarraySample, DataArray>>
            {
                ["groupby.month.keepna"] = x => x.T.GroupBy("time.month").Mean(skipNaN: false),
                ["groupby.season"] = x => x.M.GroupBy("time.season").Mean(),
                ["groupby.dayofyear"] = x => x.N.GroupBy("time.dayofyear").Mean(),
                ["groupby.year"] = x => x.M.GroupBy("time.year").Sum(),
                ["groupby.dayofweek"] = x => x.S.GroupBy("time.dayofweek").Max(),
                ["groupby.hour"] = x => x.H.GroupBy("time.hour").Mean(),
                ["groupby.quarter"] = x => x.M.GroupBy("time.quarter").Std(),
                ["groupby.360"] = x => x.D.GroupBy("time.month").Mean(),
                ["groupby.quantile"] = x => x.T.GroupBy("time.month").Quantile(0.4),
                ["groupby.coordinate"] = x =>
                    x.T.AssignCoords("k", XarraySample.Ints("time", [.. Enumerable.Range(0, 60).Select(i => i % 4L)]))
                        .GroupBy("k")
                        .Mean(),
                ["groupby.lat"] = x =>
                    x.U.GroupBy(new TextValues(["n", "n", "s", "s", "s"], ["lat"], 5, Coordinates.Empty), "half")
                        .Mean(),
                ["groupby.array"] = x => x.T.GroupBy((x.S > 5).AsType(DType.Int64).Rename("wet")).Mean(),
                ["groupby.region"] = x => x.T.GroupBy(x.Region).Mean().Isel("time", 0..4),
                ["groupby.bins"] = x => x.U.GroupByBins("lat", [0, 20, 35, 60]).Mean(),
                ["groupby.bins.left"] = x => x.U.GroupByBins("lat", [10, 20, 50], right: false).Sum(),
                ["groupby.bins.labels"] = x => x.U.GroupByBins("lon", [-1, 100, 400], labels: [1, 2]).Max(),
                ["groupby.bins.lowest"] = x =>
                    x.U.GroupByBins("lat", [10, 30, 50], includeLowest: true, labels: [1, 2]).Count(),
                ["groupby.anomaly"] = x =>
                    (x.T.GroupBy("time.month") - x.T.GroupBy("time.month").Mean()).Isel("time", new[] { 0, 20, 59 }),
                ["groupby.ratio"] = x =>
                    (x.T.GroupBy("time.month") / x.T.GroupBy("time.month").Mean()).Isel("time", new[] { 0, 20, 59 }),
                ["groupby.anomaly.season"] = x => x.M.GroupBy("time.season") - x.M.GroupBy("time.season").Mean(),
                ["groupby.map"] = x =>
                    x.T.GroupBy("time.month").Map(g => g - g.Mean("time")).Isel("time", new[] { 0, 20, 59 }),
                ["groupby.map.reduced"] = x => x.M.GroupBy("time.year").Map(g => g.Max("time") - g.Min("time")),
                ["groupby.map.axis"] = x =>
                    x.T.Transpose("lat", "lon", "time").GroupBy("time.month").Map(g => g.Max("time")),
                ["groupby.two"] = x => x.M.GroupBy("time.year", "time.quarter").Mean(),
            };
            foreach (
                string op in (string[])
                    ["mean", "sum", "std", "var", "count", "min", "max", "median", "first", "last", "prod"]
            )
            {
                cases["groupby.month." + op] = x => Reduced(x.T.GroupBy("time.month"), op);
            }

            return cases;
        }
    }

    private static DataArray North(XarraySample x) => x.T.Isel("lat", 0);

    private static DataArray Start(XarraySample x) => x.S.Isel("time", 0..4).AsType(DType.Float64);

    private static Dictionary<string, Func<XarraySample, DataArray>> Periods
    {
        get
        {
            var cases = new Dictionary<string, Func<XarraySample, DataArray>>
            {
                ["resample.base"] = x => x.H.Resample("time", "24H", offset: "6H").Mean(),
                ["resample.quantile"] = x => North(x).Resample("time", "MS").Quantile(0.7),
                ["resample.gaps"] = x => North(x).Isel("time", new[] { 0, 1, 2, 30, 31 }).Resample("time", "7D").Mean(),
                ["resample.noleap"] = x => x.N.Resample("time", "MS").Mean(),
                ["resample.noleap.M"] = x => x.N.Resample("time", "M").Max(),
                ["resample.noleap.QS"] = x => x.N.Resample("time", "QS-DEC").Mean(),
                ["resample.360"] = x => x.D.Resample("time", "10D").Sum(),
                ["resample.360.M"] = x => x.D.Resample("time", "M").Count(),
                ["resample.up.asfreq"] = x => Start(x).Resample("time", "8H").AsFreq(),
                ["resample.up.ffill"] = x => Start(x).Resample("time", "8H").FFill(),
                ["resample.up.bfill"] = x => Start(x).Resample("time", "8H").BFill(),
                ["resample.up.nearest"] = x => Start(x).Resample("time", "8H").Nearest(),
                ["resample.up.linear"] = x => Start(x).Resample("time", "8H").Interpolate(),
            };
            foreach (
                string frequency in (string[])
                    [
                        "7D",
                        "W",
                        "W-WED",
                        "2W",
                        "M",
                        "2M",
                        "MS",
                        "2MS",
                        "Q",
                        "QS",
                        "QS-DEC",
                        "Q-NOV",
                        "A",
                        "AS",
                        "AS-JUL",
                        "A-JUN",
                    ]
            )
            {
                cases["resample." + frequency] = x =>
                    (frequency[0] is 'Q' or 'A' ? x.M : North(x)).Resample("time", frequency).Mean();
            }

            foreach (
                string sides in (string[])
                    [
                        "3D.right.left",
                        "3D.right.right",
                        "3D.left.right",
                        "M.left.left",
                        "M.right.left",
                        "MS.right.right",
                        "MS.left.right",
                        "W.left.left",
                        "5H.right.right",
                        "6H.left.left",
                    ]
            )
            {
                string[] parts = sides.Split('.');
                cases["resample." + sides] = x =>
                    (parts[0].EndsWith('H') ? x.H : x.S.AsType(DType.Float64))
                        .Resample("time", parts[0], closed: parts[1], label: parts[2])
                        .Sum();
            }
            foreach (string op in (string[])["sum", "std", "min", "max", "median", "count", "first", "last"])
                cases["resample." + op] = x => Reduced(North(x).Resample("time", "MS"), op);
            return cases;
        }
    }

    private static Dictionary<string, Func<XarraySample, DataArray>> Windows
    {
        get
        {
            var cases = new Dictionary<string, Func<XarraySample, DataArray>>
            {
                ["rolling.center.even"] = x => x.Q.Rolling("lon", 4, center: true).Sum(),
                ["rolling.one"] = x => x.Q.Rolling("lon", 1).Mean(),
                ["rolling.plane"] = x => x.U.Rolling([("lat", 3), ("lon", 2)], center: true).Mean(),
                ["rolling.plane.min_periods"] = x =>
                    x.T.Isel("time", 0).Rolling([("lat", 3), ("lon", 3)], center: true, minPeriods: 4).Max(),
                ["rolling.construct"] = x => x.Q.Rolling("lon", 3).Construct("window"),
                ["rolling.construct.stride"] = x =>
                    x.Q.Rolling("lon", 3, center: true).Construct("window", stride: 2, fillValue: 0),
                ["coarsen.time"] = x => x.M.Coarsen(("time", 12)).Mean(),
                ["coarsen.trim"] = x => x.U.Coarsen(("lat", 2)).Mean(),
                ["coarsen.trim.right"] = x => x.U.Coarsen("trim", "right", ("lat", 2)).Mean(),
                ["coarsen.pad"] = x => x.U.Coarsen("pad", "left", ("lat", 2)).Mean(),
                ["coarsen.construct"] = x => x.Q.Coarsen(("lon", 3)).Construct(("lon", "block", "place")),
            };
            foreach (string op in (string[])["mean", "sum", "std", "var", "min", "max", "count", "median"])
            {
                cases["rolling." + op] = x => Reduced(x.T.Isel("lat", 1).Rolling("time", 4), op);
                cases["rolling.min_periods." + op] = x =>
                    Reduced(x.T.Isel("lat", 1).Rolling("time", 5, center: true, minPeriods: 2), op);
                if (op != "var")
                {
                    cases["coarsen." + op] = x =>
                        Reduced(x.T.Isel(("time", 0), ("lat", 0..4)).Coarsen(("lat", 2), ("lon", 3)), op);
                }
            }
            return cases;
        }
    }
}
