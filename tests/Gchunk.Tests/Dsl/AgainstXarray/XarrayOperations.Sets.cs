using Gchunk.Dsl;
using Gchunk.Dsl.Labels;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Tests.Dsl.AgainstXarray;

/// <summary>Whole data sets, with text and times among their variables.</summary>
public partial class XarrayOperations
{
    private static Dictionary<string, Func<XarraySample, DataArray>> Sets
    {
        get
        {
            var cases = new Dictionary<string, Func<XarraySample, DataArray>>
            {
                ["set.text.count"] = x => Mixed(x).GroupBy("time.month").Count()["name"],
                ["set.mean"] = x => Mixed(x).GroupBy("time.month").Mean()["t"],
                ["set.when.resample"] = x =>
                    Mixed(x)
                        .Isel("time", new[] { 0, 1, 2, 3, 4 }.Concat(Enumerable.Range(40, 20)).ToArray())
                        .Resample("time", "7D")
                        .Max(skipNaN: false)["when"],
                ["set.rolling.plane"] = x =>
                    x.Set.Rolling([("time", 2), ("lat", 3)], center: true, minPeriods: 2).Mean()["t"].Isel("time", ..5),
                ["set.rolling.plane.lat"] = x =>
                    x.Set.Rolling([("time", 2), ("lat", 3)], center: true, minPeriods: 2).Mean()["u"],
                ["set.rolling.construct"] = x => x.Set.Rolling("time", 3).Construct("window")["s"],
                ["set.coarsen.pad"] = x => x.Set.Coarsen("pad", "right", ("lat", 2)).Mean()["u"],
                ["set.coarsen.construct"] = x => x.Set.Coarsen(("lon", 3)).Construct(("lon", "block", "place"))["u"],
                ["set.interp.points"] = x => x.Set.Interp("linear", Track)["t"].Isel("time", 3..6),
                ["set.interp.points.u"] = x => x.Set.Interp("linear", Track)["u"],
                ["set.interp.points.nearest"] = x => x.Set.Interp("nearest", Track)["u"],
                ["set.interp.points.lat"] = x =>
                    x.Set.Assign("l", x.U.Isel("lon", 2).DropVars("lon")).Interp("linear", Track)["l"],
                ["set.groupby.region"] = x => x.Set.GroupBy(x.Region).Mean()["u"],
                ["set.groupby.region.t"] = x => x.Set.GroupBy(x.Region).Mean()["t"].Isel("time", ..3),
                ["set.groupby.region.lat"] = x =>
                    x.Set.Subset("u").Assign("l", x.U.Isel("lon", 2).DropVars("lon")).GroupBy(x.Region).Sum()["l"],
                ["set.groupby.variable"] = x =>
                    x.Set.Subset("u").Assign("region", x.Region).GroupBy("region").Max()["u"],
                ["set.groupby.bins.plane"] = x =>
                    x.Set.Subset("u").GroupByBins(x.Region.Rename("r"), [-1, 0, 5], labels: [1, 2]).Mean()["u"],
                ["groupby.text.plane"] = x =>
                    x.U.GroupBy(
                            Text(
                                "region",
                                [.. x.Region.Compute().ToArray<long>().Select(r => new[] { "sea", "land", "ice" }[r])],
                                (5, 6),
                                "lat",
                                "lon"
                            )
                        )
                        .Mean(),
                ["groupby.text"] = x =>
                    x.T.AssignCoords("kind", Text("kind", Letters, 60, "time")).GroupBy("kind").Mean(),
                ["set.groupby.text"] = x => Mixed(x).GroupBy("name").Mean()["t"],
            };
            foreach (string op in (string[])["first", "last", "min", "max"])
            {
                cases["set.text." + op] = x =>
                {
                    DataArray reduced = Mixed(x).GroupBy("time.month").Reduce(op)["name"];
                    double[] codes = [.. reduced.Texts().ToArray().Select(t => (double)t.Single())];
                    return new DataArray(NDArray.From(codes), ["month"]).AssignCoords(
                        "month",
                        reduced.Coords.IndexOf("month")!
                    );
                };
            }

            foreach (string op in (string[])["min", "max", "count"])
            {
                cases["set.when." + op] = x => Mixed(x).GroupBy("time.month").Reduce(op)["when"];
                cases["set.when.all." + op] = x => Mixed(x)["when"].Reduce(op, []);
                if (op == "count")
                    continue;
                cases["set.when.keepna." + op] = x => Mixed(x).GroupBy("time.month").Reduce(op, skipNaN: false)["when"];
                cases["set.when.all.keepna." + op] = x =>
                    Mixed(x)["when"].Isel("time", 1..30).Reduce(op, [], skipNaN: false);
            }
            return cases;
        }
    }

    private static string[] Letters => [.. Enumerable.Range(0, 60).Select(i => ((char)(97 + i * 5 % 7)).ToString())];

    private static (string, DataArray)[] Track =>
        [("lat", XarraySample.Points("p", 12, 25, 47, 33)), ("lon", XarraySample.Points("p", 5, 299, 66, 150))];

    private static DataArray Text(string name, string[] values, Shape shape, params string[] dims) =>
        new(TextCodes.Variable(dims, values, shape, []), Coordinates.Empty, name);

    private static Dataset Mixed(XarraySample x)
    {
        long start = XarraySample.Instant("2001-01-01");
        long[] when =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(i => i % 13 == 0 ? CfDateTime.NaT : start + i * 11 % 60 * 86_400_000_000L),
        ];
        var times = new DataArray(
            new Variable(
                ["time"],
                new Gchunk.Engine.Expressions.MemoryExpr(NDArray.From(when), ChunkGrid.Regular(60, [7])),
                [],
                CfCalendar.Standard
            ),
            Coordinates.Empty,
            "when"
        );
        return x.Set.Assign("name", Text("name", Letters, 60, "time")).Assign("when", times);
    }
}
