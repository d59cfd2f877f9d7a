using Gchunk.Dsl;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Dsl.AgainstXarray.XarraySample;

namespace Gchunk.Tests.Dsl.AgainstXarray;

public partial class XarrayOperations
{
    private static Dictionary<string, Func<XarraySample, DataArray>> Selections =>
        new()
        {
            ["isel"] = x => x.T.Isel(("time", 3), ("lat", 1..4)),
            ["isel.negative"] = x => x.T.Isel(("time", -1), ("lon", new[] { -1, 0 })),
            ["isel.empty"] = x => x.T.Isel(("time", 0..0), ("lat", 0)),
            ["isel.mask"] = x => x.T.Isel(("lon", 0), ("time", x.S > 8)),
            ["sel.value"] = x => x.T.Sel(("lat", 40), ("lon", 120)),
            ["sel.list"] = x => x.T.Sel(("lat", new[] { 10.0, 50 }), ("lon", 300)),
            ["sel.slice.descending"] = x => x.T.Sel(("lat", Slice(45, 15)), ("lon", 0)),
            ["sel.slice.open"] = x => x.T.Sel(("lat", Slice(null, 30)), ("lon", 0)),
            ["sel.day"] = x => x.T.Sel("time", "2001-01-05"),
            ["sel.month"] = x => x.T.Sel(("time", "2001-01"), ("lat", 50), ("lon", 0)),
            ["sel.year"] = x => x.T.Sel(("time", "2000"), ("lat", 50), ("lon", 0)),
            ["sel.days"] = x => x.T.Sel(("time", new[] { "2001-01-05", "2000-12-31" }), ("lat", 50)),
            ["sel.between"] = x => x.T.Sel(("time", Slice("2000-12-30", "2001-01-02")), ("lat", 50)),
            ["sel.open"] = x => x.T.Sel(("time", Slice(null, "2000-12-22")), ("lat", 50)),
            ["sel.nearest"] = x => x.T.Sel(Nearest, ("lat", 33), ("lon", 100)),
            ["sel.nearest.list"] = x => x.T.Sel(Nearest, ("lat", new[] { 33.0, 12 }), ("lon", 0)),
            ["sel.pad"] = x => x.T.Sel("lat", 50).Sel("lon", new[] { 61.0, 299 }, SelectMethod.Pad),
            ["sel.backfill"] = x => x.T.Sel("lat", 50).Sel("lon", new[] { 59.0, 121 }, SelectMethod.Backfill),
            ["sel.tolerance"] = x => x.T.Sel("lat", 50).Sel("lon", new[] { 61.0 }, Nearest, tolerance: 2),
            ["sel.nearest.time"] = x => x.T.Sel("time", "2001-01-05T13:00", Nearest).Sel("lat", 50),
            ["sel.duplicates"] = x => x.Duplicates.Sel("x", 2),
            ["sel.noleap.month"] = x => x.N.Sel("time", "2001-02"),
            ["sel.360.month"] = x => x.D.Sel("time", "2001-02"),
            ["sel.noleap.slice"] = x => x.N.Sel("time", Slice("2001-02-27", "2001-03-02")),
            ["sel.hour"] = x => x.H.Sel("time", "2001-01-02"),
            ["sel.hours"] = x => x.H.Sel("time", Slice("2001-01-02T05", "2001-01-02T07")),
            ["sel.text"] = x => x.Stations.Sel("station", "bern"),
            ["sel.texts"] = x => x.Stations.Sel("station", new[] { "oslo", "arles" }),
            ["sel.text.slice"] = x => x.Stations.Sel("station", Slice("arles", "oslo")),
            ["sel.unordered"] = x => x.Unordered.Sel("x", new[] { 4, 1.5 }),
            ["sel.unordered.nearest"] = x => x.Unordered.SortBy("x").Sel("x", new[] { 3.4, 8 }, Nearest),
            ["drop_sel"] = x => x.T.DropSel("lat", new[] { 40.0, 10 }).Isel("time", 0),
            ["drop_sel.text"] = x => x.Stations.DropSel("station", new[] { "bern" }),
            ["drop_isel"] = x => x.T.DropIsel("lon", new[] { 0, 5 }).Isel("time", 0),
            ["head"] = x => x.T.Head("time", 2).Isel("lat", 0),
            ["tail"] = x => x.T.Tail("time", 2).Isel("lat", 0),
            ["thin"] = x => x.T.Thin("time", 25).Thin("lon", 4).Isel("lat", 0),
            ["loc"] = x => x.T.Loc["2001-01-05", 40.0],
            ["loc.slice"] = x => x.T.Loc[("lat", Slice(40, 20)), ("lon", 60)],
            ["points.isel"] = x =>
                x.T.Isel(("lat", Ints("pt", 1, 4, 0)), ("lon", Ints("pt", 5, 0, 2)))
                    .Transpose("time", "pt")
                    .Isel("time", 0..4),
            ["points.order"] = x =>
                x.T.Isel(("lat", Ints("pt", 1, 4, 0)), ("lon", Ints("pt", 5, 0, 2))).Isel("time", 0..2),
            ["points.time"] = x => x.T.Isel(("time", Ints("pt", 50, 3, 20)), ("lon", Ints("pt", 1, 4, 0))),
            ["points.all"] = x =>
                x.T.Isel(("time", Ints("pt", 50, 3, 20)), ("lat", Ints("pt", 1, 4, 0)), ("lon", Ints("pt", 5, 1, 2))),
            ["points.sel"] = x =>
                x.T.Sel(("lat", Points("pt", 10, 50).AssignCoords("pt", 3, 9)), ("lon", Points("pt", 60, 0)))
                    .Isel("time", 0),
            ["points.nearest"] = x =>
                x.T.Sel(Nearest, ("lat", Points("pt", 11, 47)), ("lon", Points("pt", 70, 10))).Isel("time", 0),
            ["points.plane"] = x =>
                x.U.Isel(
                    (
                        "lat",
                        new DataArray(Gchunk.Engine.Arrays.NDArray.From<long>([0, 1, 2, 3, 4, 0], (3, 2)), ["a", "b"])
                    ),
                    ("lon", Ints("b", 1, 2))
                ),
            ["points.new_dim"] = x => x.U.Isel("lat", Ints("k", 4, 4, 1)),
            ["where"] = x => x.T.Where(x.T > 0).Isel("time", 4),
            ["where.other"] = x => x.T.WhereOther(x.T > 0, -1.0).Isel("time", 4),
            ["where.broadcast"] = x => x.T.Where(x.U > 0).Isel("time", 4),
            ["where.drop"] = x => x.U.WhereDrop(x.U > 1.8),
            ["where.int"] = x => x.S.Where(x.S > 5),
            ["squeeze.one"] = x => x.One.Squeeze(),
            ["sel.one"] = x => x.One.Sel("x", 7),
            ["mean.one"] = x => x.One.Mean("x"),
        };

    private static Dictionary<string, Func<XarraySample, DataArray>> Combinations =>
        new()
        {
            ["reindex"] = x => x.U.Reindex("lat", [10.0, 25, 50]),
            ["reindex.fill"] = x => x.U.Reindex("lat", [10.0, 25], fillValue: -9),
            ["reindex.nearest"] = x => x.U.Reindex("lat", [12.0, 36], Nearest),
            ["reindex.tolerance"] = x => x.U.Reindex("lat", [12.0, 36], Nearest, tolerance: 3),
            ["reindex.pad"] = x => x.Q.Reindex("lon", [-5.0, 5, 61, 500], SelectMethod.Pad),
            ["reindex.backfill"] = x => x.Q.Reindex("lon", [-5.0, 5, 61, 500], SelectMethod.Backfill),
            ["reindex.int"] = x => x.S.Reindex("time", DateRange("2001-02-16", periods: 4)),
            ["reindex.text"] = x => x.Stations.Reindex("station", ["oslo", "paris"]),
            ["reindex.none"] = x => x.U.Reindex("lat", [1.0, 2]),
            ["reindex_like"] = x => x.U.ReindexLike(x.U.Isel(("lat", new[] { 3, 1 }), ("lon", 2..4))),
            ["align.inner.a"] = x => Aligned(x, Join.Inner).A,
            ["align.inner.b"] = x => Aligned(x, Join.Inner).B,
            ["align.outer.a"] = x => Aligned(x, Join.Outer).A,
            ["align.outer.b"] = x => Aligned(x, Join.Outer).B,
            ["align.left.a"] = x => Aligned(x, Join.Left).A,
            ["align.left.b"] = x => Aligned(x, Join.Left).B,
            ["align.right.a"] = x => Aligned(x, Join.Right).A,
            ["align.right.b"] = x => Aligned(x, Join.Right).B,
            ["align.text"] = x => Align(x.Stations, x.Stations.Isel("station", new[] { 3, 1 }) + 1, Join.Outer).B,
            ["align.time"] = x => Align(x.S.Isel("time", 0..5), x.S.Isel("time", 3..9), Join.Outer).B,
            ["broadcast.a"] = x => Broadcast(x.U.Isel("lat", 0), x.W).A,
            ["broadcast.b"] = x => Broadcast(x.U.Isel("lat", 0), x.W).B,
            ["concat"] = x => Concat([x.T.Isel("time", 0..3), x.T.Isel("time", 10..12)], "time").Isel("lat", 0),
            ["concat.new"] = x => Concat([x.U, x.U * 2], "run"),
            ["concat.scalar"] = x => Concat([x.T.Isel("time", 5), x.T.Isel("time", 2)], "time"),
            ["concat.outer"] = x =>
                Concat([First(x).AssignCoords("z", 1.0), Second(x).AssignCoords("z", 2.0)], "z", Join.Outer),
            ["concat.inner"] = x => Concat([First(x), Second(x)], "run", Join.Inner),
            ["merge"] = x =>
                Merge([x.U.Rename("a").Isel("lat", 0..3), x.U.Rename("b").Isel("lat", 2..5)], Join.Outer)["b"],
            ["merge.fill"] = x => Merge([x.Q.Where(x.Q > 0).ToDataset("a"), x.Q.Where(x.Q <= 0).ToDataset("a")])["a"],
            ["combine_by_coords"] = x => CombineByCoords([.. Tiles(x).Reverse()])["a"].SortBy("lat"),
            ["combine_nested"] = x =>
                CombineNested(
                    [
                        [Tiles(x)[2], Tiles(x)[3]],
                        [Tiles(x)[0], Tiles(x)[1]],
                    ],
                    "lat",
                    "lon"
                )["a"],
            ["arithmetic.names"] = x => x.U.Isel("lat", 0).DropVars("lat") * x.W + x.T.Isel("time", 0).DropVars("time"),
            ["arithmetic.transposed"] = x => x.U + x.U.Transpose() * 2,
            ["sortby"] = x => x.U.SortBy("lat"),
            ["sortby.down"] = x => x.Unordered.SortBy("x", ascending: false),
            ["sortby.values"] = x => x.Unordered.SortBy(x.Unordered),
            ["sortby.text"] = x => x.Stations.SortBy("station"),
            ["drop_duplicates"] = x => x.Duplicates.DropDuplicates("x"),
            ["drop_duplicates.last"] = x => x.Duplicates.DropDuplicates("x", keep: "last"),
        };

    private static DataArray First(XarraySample x) => x.U.Isel("lat", 0..3);

    private static DataArray Second(XarraySample x) => x.U.Isel("lat", 1..5) * 10;

    private static (DataArray A, DataArray B) Aligned(XarraySample x, Join join) => Align(First(x), Second(x), join);

    private static Dataset[] Tiles(XarraySample x) =>
        [Tile(x, 2..5, 0..2), Tile(x, 2..5, 2..6), Tile(x, 0..2, 0..2), Tile(x, 0..2, 2..6)];

    private static Dataset Tile(XarraySample x, Range lat, Range lon) =>
        x.U.Rename("a").Isel(("lat", lat), ("lon", lon)).ToDataset();
}
