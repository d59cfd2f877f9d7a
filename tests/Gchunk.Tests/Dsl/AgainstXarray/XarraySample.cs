using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.AgainstXarray;

/// <summary>The arrays of make_xarray_operations.py, in small chunks or in one block.</summary>
internal sealed class XarraySample
{
    private readonly bool cut;

    public XarraySample(bool cut)
    {
        this.cut = cut;
        double[] v = Made(1800);
        for (int i = 0; i < v.Length; i++)
        {
            if (i % 17 == 3 || (i / 6 % 5 == 2 && i % 6 == 3))
                v[i] = double.NaN;
        }

        TimeIndex time = DateRange("2000-12-20", periods: 60);
        T = Array(v, (60, 5, 6), "t", "time", "lat", "lon")
            .AssignCoords("time", time)
            .AssignCoords("lat", Lat)
            .AssignCoords("lon", Lon)
            .AssignAttrs(("units", "K"));
        S = new DataArray(
            Cut(NDArray.From(Enumerable.Range(0, 60).Select(i => i * 7 % 11).ToArray())),
            ["time"],
            name: "s"
        ).AssignCoords("time", time);
        U = Array(Made(30, 29, 53), (5, 6), "u", "lat", "lon").AssignCoords("lat", Lat).AssignCoords("lon", Lon);
        N = Array(Made(400), 400, "n", "time")
            .AssignCoords("time", DateRange("2001-01-20", periods: 400, calendar: "noleap"));
        D = Array(Made(90), 90, "d", "time")
            .AssignCoords("time", DateRange("2001-01-15", periods: 90, calendar: "360_day"));
        H = Array(Made(50), 50, "h", "time")
            .AssignCoords("time", DateRange("2001-01-01T03:00", periods: 50, frequency: "H"));
        M = Array(Made(72), (36, 2), "m", "time", "y")
            .AssignCoords("time", DateRange("1999-11-01", periods: 36, frequency: "MS"));
        Stations = Array(Made(12), (4, 3), "st", "station", "k")
            .AssignCoords("station", new TextIndex(["kiruna", "arles", "bern", "oslo"]))
            .AssignCoords("k", new NumberIndex([0, 1, 2], DType.Int64));
        P = T.Isel(("lat", 0), ("lon", 0)).DropVars("lat", "lon");
        Q = U.Isel("lat", 1).DropVars("lat");
        W = Cos(Deg2Rad(U["lat"]));
        Gap = Array(
                [double.NaN, 1, double.NaN, double.NaN, double.NaN, 5, double.NaN, 7, double.NaN, double.NaN],
                10,
                "gap",
                "x"
            )
            .AssignCoords("x", 0, 1, 2, 4, 5, 6, 8, 9, 10, 12);
        Sparse = T.Where(T > 7);
        Set = new Dataset([T, U, S]);
    }

    public static double[] Lat { get; } = [50, 40, 30, 20, 10];

    public static double[] Lon { get; } = [0, 60, 120, 180, 240, 300];

    public DataArray T { get; }

    public DataArray S { get; }

    public DataArray U { get; }

    /// <summary>One column, with missing values.</summary>
    public DataArray P { get; }

    /// <summary>A row over lon, without missing values.</summary>
    public DataArray Q { get; }

    public DataArray W { get; }

    public DataArray N { get; }

    public DataArray D { get; }

    public DataArray H { get; }

    public DataArray M { get; }

    public DataArray Stations { get; }

    public DataArray Gap { get; }

    public DataArray Sparse { get; }

    public Dataset Set { get; }

    public DataArray Duplicates =>
        Array([1, 5, 3, 2], 4, "dup", "x").AssignCoords("x", new NumberIndex([1, 2, 2, 3], DType.Int64));

    public DataArray One => Array(Made(3), (1, 3), "one", "x", "y").AssignCoords("x", 7).AssignCoords("y", 1, 2, 4);

    public DataArray Unordered => Array(Made(5), 5, "un", "x").AssignCoords("x", 3, 1, 4, 1.5, 9);

    public DataArray Region =>
        Array(
            [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 1, 1, 1, 0, 0, 2, 1, 1, 1, 0, 0, 2],
            (5, 6),
            "region",
            "lat",
            "lon"
        );

    public DataArray Leap =>
        Array(Made(5), 5, "leap", "time").AssignCoords("time", DateRange("2000-02-27", periods: 5));

    public DataArray Array(double[] values, Shape shape, string name, params string[] dims) =>
        new(Cut(NDArray.From(values, shape)), dims, name: name);

    public static DataArray Ints(string dim, params long[] values) => new(NDArray.From(values), [dim]);

    public static DataArray Points(string dim, params double[] values) => new(NDArray.From(values), [dim]);

    /// <summary>Makes an array of 0, 1, 2 … along times.</summary>
    public static DataArray Along(TimeIndex times) =>
        new DataArray(
            NDArray.From(Enumerable.Range(0, (int)times.Length).Select(i => (double)i).ToArray()),
            ["time"]
        ).AssignCoords("time", times);

    private static double[] Made(int count, long step = 37, long mod = 101) =>
        [.. Enumerable.Range(0, count).Select(i => (i * step + 11) % mod / 7.0 - 5)];

    private MemoryExpr Cut(NDArray values) =>
        new(
            values,
            cut
                ? ChunkGrid.Regular(
                    values.Shape,
                    [.. values.Shape.Select((n, axis) => Math.Max(1, Math.Min(n, axis == 0 ? 7 : 2)))]
                )
                : ChunkGrid.Single(values.Shape)
        );

    public static long Instant(string text) => CfCalendar.Standard.Parse(text).Start;
}
