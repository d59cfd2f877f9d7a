using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Tests.Dsl.AgainstXarray;
using Xunit;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>
/// Building, printing, selecting and grouping read no values: the array behind them throws when it is read.
/// </summary>
public class LazinessTests
{
    private static DataArray Forbidden()
    {
        var array = new DataArray(
            StoredExpr.Open(new ForbiddenArray((365, 10, 20))),
            ["time", "lat", "lon"],
            name: "x"
        );
        long[] days = [.. Enumerable.Range(0, 365).Select(d => d * 86_400_000_000L)];
        return array
            .AssignCoords("lat", [.. Enumerable.Range(0, 10).Select(i => 9.0 - i)])
            .AssignCoords("time", new TimeIndex(days, CfCalendar.Standard));
    }

    public static TheoryData<string> Names => [.. Operations.Keys];

    private static readonly Dictionary<string, Func<DataArray, object>> Operations = new()
    {
        ["printing"] = x => x.ToString() + x.ToDataset() + x.Coords,
        ["size"] = x => x.NBytes + x.ToDataset().NBytes,
        ["arithmetic"] = x => -(x * 2 - x.Mean("time")) / x.Isel("lat", 3) > 0,
        ["selection by position"] = x => x.Isel(("time", 0), ("lat", ^1), ("lon", new[] { 3, 1, 19 })),
        ["selection by label"] = x => x.Sel(("time", Prelude.Slice("1970-02", "1970-03-05")), ("lat", 3)),
        ["nearest"] = x => x.Sel("lat", 3.3, method: SelectMethod.Nearest),
        ["stacking"] = x => x.Stack("z", "lat", "lon").Transpose("z", "time").Unstack("z"),
        ["periods"] = x => x.Resample("time", "1M").Mean().Std("time"),
        ["groups"] = x => x.GroupBy("time.month").Mean(),
        ["windows"] = x => x.Rolling("time", 5).Mean() + x.Coarsen(("lat", 2)).Mean().Isel("lat", 0).Shift("time", 1),
        ["missing values"] = x => x.Where(x > 0).FillNa(3).IsNull(),
        ["other blocks"] = x => x.Chunk(("time", 5)).Diff("time"),
        ["labels"] = x =>
            Prelude.Align(x, x.Isel("lat", 2..8), Join.Outer).B
            + Prelude.Align(x, x.Isel("lat", 2..8), Join.Left).A.SortBy("lat"),
        ["points"] = x =>
            x.Sel(
                SelectMethod.Nearest,
                ("lat", XarraySample.Points("p", 1, 2.2)),
                (
                    "time",
                    XarraySample
                        .Points("p", 0, 0)
                        .With(v =>
                            v with
                            {
                                Calendar = CfCalendar.Standard,
                                Expr = CastExpr.Create(v.Expr, DType.Int64),
                            }
                        )
                )
            ),
        ["joining"] = x =>
            Prelude.Concat([x, x], "run")
            + Prelude.CombineByCoords([x.Isel("time", 0..9).ToDataset(), x.Isel("time", 9..20).ToDataset()])["x"].Sum(),
        ["many groups"] = x =>
            (x.GroupBy("time.month") - x.GroupBy("time.month").Mean()).GroupBy("time.season", "time.month").Median(),
        ["bins"] = x =>
            x.GroupByBins("lat", [0, 3, 9]).Quantile(0.5).ToString() + x.Resample("time", "12H").Interpolate(),
        ["more windows"] = x =>
            x.Rolling([("lat", 2), ("time", 3)], minPeriods: 1).Max()
            + x.Coarsen("pad", "left", ("time", 100)).Median().Isel("time", 0),
        ["statistics"] = x =>
            Prelude.Corr(x, x.Rank("time"), "time")
            + x.Weighted(x["lat"]).Std("lat", "lon").Mean()
            + x.PolyFit("time", 1)["polyfit_coefficients"].IdxMax("degree"),
        ["fills"] = x =>
            x.FFill("time").BFill("lat", 2).InterpolateNa("time").CumSum("time").Differentiate("lat").Integrate("time"),
        ["grids"] = x =>
            x.Interp("lat", [1, 2.5], "cubic").Regrid("conservative", ("lat", [1, 2]))
            + x.Interp("linear", ("lat", XarraySample.Points("p", 1, 2))).Mean("p"),
        ["functions"] = x => Prelude.ApplyUFunc(b => b, x, ["lat"], [("lat2", 10)]).ToString() + x.MapBlocks(b => b),
        ["display"] = x => x.Info() + x.ToHtml() + x.ToDataset().Info() + x.ToDataset().ToHtml(),
        ["reshaping"] = x =>
            x.ToDataset()
                .Assign("y", x.Mean("time"))
                .ToStacked("z", ["lat"])
                .ToUnstacked("z")
                .ToArray()
                .Pad([("lat", 1, 1)])
                .ConvertCalendar("noleap"),
        ["data sets"] = x => x.ToDataset().Assign("y", x + 1).Isel("time", 0..4).Mean("lat").ToString(),
    };

    [Theory, MemberData(nameof(Names))]
    public void Building_the_operation_reads_nothing(string name) => Assert.NotNull(Operations[name](Forbidden()));

    [Fact]
    public void Computing_does_read() => Assert.ThrowsAny<Exception>(() => Forbidden().Sum().Compute());

    private sealed class ForbiddenArray(Shape shape) : IStoredArray
    {
        public StoredArrayAddress Address { get; } = new("test", "nowhere", "x");

        public string Version => "1";

        public Shape Shape => shape;

        public DType DType => DType.Float64;

        public long[]? StoredChunk => null;

        public unsafe void Read(in Region region, byte* destination, CancellationToken cancellation) =>
            throw new InvalidOperationException("values were read");

        public long ScratchBytes(in Region region) => 0;
    }
}
