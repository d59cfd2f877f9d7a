using Gchunk.Dsl;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Dsl.AgainstXarray.XarraySample;

namespace Gchunk.Tests.Dsl.AgainstXarray;

public partial class XarrayOperations
{
    private static Dictionary<string, Func<XarraySample, DataArray>> Statistics
    {
        get
        {
            var cases = new Dictionary<string, Func<XarraySample, DataArray>>();
            foreach (string op in (string[])["sum", "mean", "min", "max", "std", "var", "prod", "count", "median"])
            {
                cases[op] = x => Reduced(x.T, op);
                cases[op + ".time"] = x => Reduced(x.T, op, "time");
                cases[op + ".plane"] = x => Reduced(x.T, op, "lat", "lon");
                if (op != "count")
                {
                    cases[op + ".keepna"] = x =>
                        (
                            op == "median"
                                ? x.T.Median(["lon"], skipNaN: false)
                                : x.T.Reduce(op, ["lon"], skipNaN: false)
                        ).Isel("time", 0..6);
                }
            }
            foreach (var (key, value) in MoreStatistics)
                cases.Add(key, value);
            return cases;
        }
    }

    private static DataArray Reduced(DataArray array, string op, params string[] dims) =>
        op == "median" ? array.Median(dims) : array.Reduce(op, dims);

    private static DataArray Squares(XarraySample x) => x.T * x.T + x.S;

    private static Dictionary<string, Func<XarraySample, DataArray>> MoreStatistics =>
        new()
        {
            ["std.ddof"] = x => x.T.Std("time", ddof: 1),
            ["any"] = x => (x.T > 9).Any("time"),
            ["all"] = x => (x.T > -5.5).All("lon").Isel("time", 0..6),
            ["argmin"] = x => x.U.ArgMin("lat"),
            ["argmax"] = x => x.U.ArgMax("lon"),
            ["mean.int"] = x => x.S.Mean(),
            ["sum.int"] = x => x.S.Sum(),
            ["sum.empty"] = x => x.T.Isel("time", 0..0).Sum("time"),
            ["mean.empty"] = x => x.T.Isel("time", 0..0).Mean("time"),
            ["quantile"] = x => x.T.Quantile(0.3, "time"),
            ["quantile.several"] = x => x.T.Quantile([0.1, 0.5, 0.9], "time"),
            ["quantile.all"] = x => x.U.Quantile(0.75),
            ["quantile.lower"] = x => x.U.Quantile(0.4, ["lon"], method: "lower"),
            ["quantile.plane"] = x => x.T.Quantile(0.5, "lat", "lon").Isel("time", 0..5),
            ["weighted.mean"] = x => x.T.Weighted(x.W).Mean("lat", "lon"),
            ["weighted.mean.all"] = x => x.T.Weighted(x.W).Mean(),
            ["weighted.sum"] = x => x.T.Weighted(x.W).Sum("lat").Isel("time", 0),
            ["weighted.sum_of_weights"] = x => x.T.Weighted(x.W).SumOfWeights("lat").Isel("time", 0..3),
            ["weighted.var"] = x => x.T.Weighted(x.W).Var("lat", "lon"),
            ["weighted.std"] = x => x.T.Weighted(x.W).Std("lat").Isel("time", 0),
            ["weighted.sum_of_squares"] = x => x.T.Weighted(x.W).SumOfSquares("lat", "lon"),
            ["weighted.quantile"] = x => x.T.Weighted(x.W).Quantile(0.3, "lat", "lon"),
            ["weighted.zero"] = x => x.U.Weighted(x.W * 0).Mean("lat"),
            ["cov"] = x => Cov(x.T, Squares(x), "time"),
            ["corr"] = x => Corr(x.T, Squares(x), "time"),
            ["cov.all"] = x => Cov(x.T, Squares(x)),
            ["corr.plane"] = x => Corr(x.T, x.U, "lat", "lon").Isel("time", 0..4),
            ["dot"] = x => x.U.Dot(x.W),
            ["dot.all"] = x => Dot(x.U, x.U),
            ["cumsum"] = x => x.T.CumSum("time").Isel("time", new[] { 0, 5, 59 }),
            ["cumprod"] = x => x.U.CumProd("lat"),
            ["cumsum.keepna"] = x => x.T.CumSum("time", skipNaN: false).Isel("time", new[] { 0, 5, 59 }),
        };

    private static DataArray Numbered(DataArray array) =>
        array.AssignCoords("time", [.. Enumerable.Range(0, 60).Select(i => (double)i)]);

    private static Dictionary<string, Func<XarraySample, DataArray>> AlongDimensions =>
        new()
        {
            ["diff"] = x => x.T.Diff("time").Isel("time", 0..3),
            ["diff.2"] = x => x.U.Diff("lon", n: 2),
            ["shift"] = x => x.T.Shift("time", 2).Isel("time", 0..4),
            ["shift.back"] = x => x.Q.Shift("lon", -2),
            ["roll"] = x => x.Q.Roll("lon", 2),
            ["roll.coords"] = x => x.Q.Roll("lon", 2, rollCoords: true),
            ["idxmin"] = x => x.U.IdxMin("lat"),
            ["idxmax.missing"] = x => x.T.IdxMax("lon").Isel("time", 0..4),
            ["idxmax.time"] = x => x.T.IdxMax("time").Isel("lat", 0),
            ["differentiate"] = x => x.U.Differentiate("lon"),
            ["differentiate.uneven"] = x => x.One.Squeeze().Differentiate("y"),
            ["differentiate.edge"] = x => x.U.Differentiate("lat", edgeOrder: 2),
            ["differentiate.time"] = x => x.M.Differentiate("time", datetimeUnit: "D"),
            ["integrate"] = x => x.U.Integrate("lat"),
            ["integrate.time"] = x => x.M.Integrate("time", "D"),
            ["cumulative_integrate"] = x => x.U.CumulativeIntegrate("lon"),
            ["fillna"] = x => x.T.FillNa(0.5).Isel("time", 0),
            ["fillna.array"] = x => x.T.FillNa(x.U).Isel("time", 0..3),
            ["isnull"] = x => x.T.IsNull().Isel("time", 0),
            ["notnull"] = x => x.T.NotNull().Sum(),
            ["clip"] = x => x.T.Clip(-1, 2).Isel("time", 0),
            ["dropna"] = x => x.P.DropNa("time"),
            ["interpolate_na"] = x => x.P.InterpolateNa("time"),
            ["interpolate_na.positions"] = x => x.P.InterpolateNa("time", useCoordinate: false),
            ["interpolate_na.nearest"] = x => x.P.InterpolateNa("time", "nearest"),
            ["interpolate_na.uneven"] = x => x.Gap.InterpolateNa("x"),
            ["interpolate_na.max_gap"] = x => x.Gap.InterpolateNa("x", maxGap: 3),
            ["interpolate_na.extrapolate"] = x => x.Gap.InterpolateNa("x", extrapolate: true),
            ["ffill"] = x => x.Sparse.FFill("time").Isel("lat", 0),
            ["ffill.limit"] = x => x.Sparse.FFill("time", 3).Isel("lat", 0),
            ["bfill"] = x => x.Sparse.BFill("time").Isel("lat", 0),
            ["bfill.limit"] = x => x.Sparse.BFill("time", 2).Isel("lat", 0),
            ["ffill.lon"] = x => x.Sparse.FFill("lon").Isel("time", 0..6),
            ["rank"] = x => x.T.Rank("time").Isel("lat", 1),
            ["rank.pct"] = x => x.T.Rank("lon", pct: true).Isel("time", 0..5),
            ["rank.ties"] = x => x.S.Rank("time"),
            ["polyfit"] = x => Numbered(x.T).PolyFit("time", 2)["polyfit_coefficients"],
            ["polyfit.keepna"] = x =>
                Numbered(x.T.Isel("lat", 0)).PolyFit("time", 1, skipNaN: false)["polyfit_coefficients"],
            ["polyval"] = x =>
                PolyVal(
                    Points("time", 0, 1, 2).AssignCoords("time", 0, 1, 2),
                    Numbered(x.T).PolyFit("time", 2)["polyfit_coefficients"]
                ),
            ["polyval.time"] = x => PolyVal(x.M["time"], x.M.PolyFit("time", 1)["polyfit_coefficients"]),
        };
}
