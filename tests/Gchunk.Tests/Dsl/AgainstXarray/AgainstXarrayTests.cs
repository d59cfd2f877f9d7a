using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.Labels;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.AgainstXarray;

/// <summary>
/// Selections, arithmetic and reductions of files compared with xarray's results; tests/data/make_labelled.py has the
/// same expressions in Python.
/// </summary>
public class AgainstXarrayTests
{
    private static readonly string[] Plane = ["lat", "lon"];

    private static readonly Dictionary<string, Func<DataArray, DataArray, DataArray, DataArray>> Cases = new()
    {
        ["mean"] = (t, p, n) => t.Mean(),
        ["mean.time"] = (t, p, n) => t.Mean("time"),
        ["mean.skipna"] = (t, p, n) => t.Mean(["time"], skipNaN: false),
        ["packed.mean"] = (t, p, n) => p.Mean("lon"),
        ["std.ddof"] = (t, p, n) => t.Std(Plane, ddof: 1),
        ["isel"] = (t, p, n) => t.Isel(("time", 3), ("lat", 1..4)),
        ["isel.list"] = (t, p, n) => t.Isel("lon", new[] { 4, 0, 0, 2 }).Isel("time", -1),
        ["isel.step"] = (t, p, n) => t.Isel("time", "80:10:-17"),
        ["sel.nearest"] = (t, p, n) => t.Sel("lat", 37.6, method: Nearest).Isel("time", 0),
        ["sel.slice"] = (t, p, n) => t.Sel(("lat", Slice(35, 46)), ("lon", Slice(60, 180))).Isel("time", 2),
        ["sel.days"] = (t, p, n) => t.Sel("time", Slice("2001-01-30", "2001-02-02")).Mean("lat", "lon"),
        ["sel.month"] = (t, p, n) => t.Sel("time", "2001-02").Mean("lat", "lon"),
        ["sel.day"] = (t, p, n) => t.Sel("time", "2001-02-03").Mean("lon"),
        ["sel.noleap"] = (t, p, n) => n.Sel("time", Slice("2001-12", "2002-01-02")).Mean("lat", "lon"),
        ["anomaly"] = (t, p, n) => (t.AsType(DType.Float64) - t.AsType(DType.Float64).Mean("time")).Isel("time", 5),
        ["weighted"] = (t, p, n) => (t * Cos(Deg2Rad(t["lat"].AsType(DType.Float64)))).Mean("lat", "lon"),
        ["transposed"] = (t, p, n) => t.Isel("time", 0).Transpose("lon", "lat") + t.Isel("time", 1),
        ["where"] = (t, p, n) => t.Where(t > 280).Count("time"),
        ["fillna"] = (t, p, n) => t.FillNa(0).Sum("time"),
        ["diff"] = (t, p, n) => t.Diff("time").Isel("time", new[] { 0, 40 }),
        ["shift"] = (t, p, n) => t.Shift("time", 2).Mean("lat", "lon"),
        ["stack"] = (t, p, n) => t.Stack("z", "lat", "lon").Isel("time", 7),
        ["dropna"] = (t, p, n) => t.Stack("z", "lat", "lon").Transpose("z", "time").DropNa("z").Mean("time"),
        ["dropna.all"] = (t, p, n) => t.Stack("z", "lat", "lon").DropNa("z", how: "all").Isel("time", 4),
        ["resample.7D"] = (t, p, n) => t.Resample("time", "7D").Mean(),
        ["resample.1W"] = (t, p, n) => t.Resample("time", "1W").Mean(),
        ["resample.2W"] = (t, p, n) => t.Resample("time", "2W").Max().Mean("lat", "lon"),
        ["resample.1M"] = (t, p, n) => t.Resample("time", "1M").Std(),
        ["resample.2M"] = (t, p, n) => t.Resample("time", "2M").Sum(),
        ["resample.MS"] = (t, p, n) => t.Resample("time", "MS").Min(),
        ["resample.noleap"] = (t, p, n) => n.Resample("time", "10D").Mean().Mean("lat"),
        ["resample.gaps"] = (t, p, n) => t.Isel("time", new[] { 0, 1, 2, 30, 31 }).Resample("time", "7D").Mean(),
        ["groupby.month"] = (t, p, n) => t.GroupBy("time.month").Mean(),
        ["groupby.dayofweek"] = (t, p, n) => t.GroupBy("time.dayofweek").Max().Mean("lat", "lon"),
        ["groupby.season"] = (t, p, n) => t.GroupBy("time.season").Sum().Mean("lat", "lon"),
        ["rolling"] = (t, p, n) => t.Mean("lat", "lon").Rolling("time", 4).Mean(),
        ["rolling.center"] = (t, p, n) => t.Mean("lat", "lon").Rolling("time", 4, center: true).Max(),
        ["rolling.missing"] = (t, p, n) => p.Isel(("lat", 1), ("lon", 1)).Rolling("time", 3, center: true).Mean(),
        ["coarsen"] = (t, p, n) => t.Isel(("time", 1), ("lat", 0..4)).Coarsen(("lat", 2), ("lon", 3)).Mean(),
        ["coarsen.lat"] = (t, p, n) => t.Isel(("time", 1), ("lat", 0..4)).Coarsen(("lat", 2), ("lon", 3)).Mean()["lat"],
        ["dot"] = (t, p, n) => t.FillNa(0).Mean("lat", "lon").Dot(p.FillNa(0)),
        ["interp"] = (t, p, n) => p.Isel("time", 0).Interp(("lat", 43.3), ("lon", 200)),
        ["interp.many"] = (t, p, n) => p.Isel("time", 0).Interp("lon", [0, 10, 299]),
        ["count.int"] = (t, p, n) => LabelledData.NoLeap()["count"].Resample("time", "20D").Sum(),
    };

    public static TheoryData<string> Keys => [.. Cases.Keys];

    [Theory, MemberData(nameof(Keys))]
    public void Values_are_those_of_xarray(string key)
    {
        Dataset days = LabelledData.Days();
        using NDArray actual = Cases[key](days["t"], days["packed"], LabelledData.NoLeap()["t"]).Compute();
        var (shape, values) = LabelledData.Expected(key);
        Assert.Equal(shape, actual.Shape.ToArray());
        double[] got = actual.ToArray<double>();
        // Float32 results are rounded on both sides, and sums differ by their order.
        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(
                double.IsNaN(values[i])
                    ? double.IsNaN(got[i])
                    : Math.Abs(got[i] - values[i]) <= 2e-6 * Math.Abs(values[i]) + 5e-5,
                $"{key}[{i}]: {got[i]} against {values[i]}"
            );
        }
    }

    [Theory]
    [InlineData("resample.7D", "7D")]
    [InlineData("resample.1W", "1W")]
    [InlineData("resample.2W", "2W")]
    [InlineData("resample.1M", "1M")]
    [InlineData("resample.2M", "2M")]
    [InlineData("resample.MS", "MS")]
    [InlineData("resample.Q", "1Q")]
    [InlineData("resample.YS", "YS")]
    [InlineData("resample.noleap", "10D")]
    [InlineData("resample.noleap.M", "M")]
    public void Periods_are_labelled_as_in_xarray(string key, string frequency)
    {
        DataArray t = key.Contains("noleap", StringComparison.Ordinal)
            ? LabelledData.NoLeap()["t"]
            : LabelledData.Days()["t"];
        var labels = Assert.IsType<TimeIndex>(t.Resample("time", frequency).Mean().Coords["time"].Index);
        Assert.Equal(
            LabelledData.ExpectedLabels(key + ".labels"),
            Enumerable.Range(0, (int)labels.Length).Select(i => labels.Label(i) + "T00:00:00")
        );
    }
}
