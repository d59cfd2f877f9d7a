using Gchunk.Dsl;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

public sealed class ZarrDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Store(string name = "out.zarr") => Path.Combine(folder.Path, name);

    private static Dataset Sea() => OpenDataset(TestData.NetCdf("dt_global_allsat_madt_h_20150101.nc"));

    public static TheoryData<int, string> Formats() =>
        new()
        {
            { 2, "out.zarr" },
            { 3, "out.zarr" },
            { 2, "out.zip" },
            { 3, "out.zip" },
        };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_data_set_written_and_read_is_the_same(int format, string name)
    {
        Dataset ds = Sea();
        ds.ToZarr(Store(name), format);
        Same(ds, OpenZarr(Store(name)));
        Same(ds, OpenDataset(Store(name)));
    }

    private static void Same(Dataset a, Dataset b)
    {
        Assert.Equal(a.Sizes.ToString(), b.Sizes.ToString());
        Assert.Equal(a.Names, b.Names);
        Assert.Equal(a.Coords.Names, b.Coords.Names);
        foreach (Coordinate c in a.Coords)
        {
            if (c.Index is { } index)
                Assert.Equal(-1, index.FirstDifference(b.Coords.IndexOf(c.Name)!));
        }

        foreach (string variable in a.Names)
        {
            using NDArray x = a[variable].Compute(),
                y = b[variable].Compute();
            Assert.Equal(x.DType, y.DType);
            Assert.Equal(ExpectedData.Words(x), ExpectedData.Words(y));
            Assert.Equal(a[variable].Attrs.Text("units"), b[variable].Attrs.Text("units"));
        }
    }

    private static Dataset Series(int from, int to, int chunk = 3)
    {
        double[] values = [.. Enumerable.Range(from, to - from).SelectMany(t => new[] { t, t + 0.5 })];
        var time = new TimeIndex(
            [.. Enumerable.Range(from, to - from).Select(t => t * 86_400_000_000L)],
            Gchunk.Engine.Storage.Cf.CfCalendar.Standard
        );
        return new Dataset([Make(values, to - from, time).Rename("v")]).Chunk(("time", chunk));
    }

    private static DataArray Make(double[] values, int length, TimeIndex time) =>
        new(
            new Variable(
                ["time", "x"],
                new Gchunk.Engine.Expressions.MemoryExpr(
                    NDArray.From(values, (length, 2)),
                    ChunkGrid.Single((length, 2))
                ),
                []
            ),
            new Coordinates([
                new Coordinate("time", time),
                new Coordinate("x", new NumberIndex([10, 20], DType.Float64)),
            ]),
            "v"
        );

    [Theory]
    [InlineData(2, 6)]
    [InlineData(2, 5)]
    [InlineData(3, 4)]
    public void Appending_goes_on_where_the_store_ends_also_within_a_chunk(int format, int first)
    {
        Series(0, first).ToZarr(Store(), format);
        Series(first, 8).ToZarr(Store(), appendDim: "time");
        Series(8, 9, 1).ToZarr(Store(), appendDim: "time");
        Same(Series(0, 9), OpenZarr(Store()));
        foreach (string key in (string[])[".zmetadata"])
        {
            if (format == 2)
                File.Delete(Path.Combine(Store(), key));
        }

        Same(Series(0, 9), OpenZarr(Store()));
    }

    [Fact]
    public void A_failed_append_leaves_the_store_as_it_was()
    {
        Series(0, 5).ToZarr(Store());
        Series(5, 8).ToZarr(Store("source.zarr"));
        Dataset broken = OpenZarr(Store("source.zarr"));
        Directory.Delete(Store("source.zarr"), recursive: true);
        Assert.Contains(
            "is gone since it was opened",
            Error(() => broken.ToZarr(Store(), appendDim: "time")),
            StringComparison.Ordinal
        );
        Same(Series(0, 5), OpenZarr(Store()));
    }

    [Fact]
    public void What_stands_for_missing_values_is_appended_for_NaN()
    {
        Dataset Masked(int from, int to) =>
            Series(from, to).Map(v => v.Where(v < 4.5 | v > 4.5).AssignAttrs(("_FillValue", -999.0)));
        Masked(0, 3).ToZarr(Store());
        Masked(3, 6).ToZarr(Store(), appendDim: "time");
        Same(Masked(0, 6), OpenZarr(Store()));
        Assert.Equal(11, OpenZarr(Store())["v"].Count().Scalar());
        Assert.Equal(-999, OpenZarr(Store(), decodeCf: false)["v"].Min().Scalar());
    }

    [Fact]
    public void What_does_not_fit_the_store_is_not_appended()
    {
        Series(0, 5).ToZarr(Store());
        Assert.Contains(
            "the label 1970-01-05 of 'time' is in the store already",
            Error(() => Series(4, 7).ToZarr(Store(), appendDim: "time")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no dimension 'tim'; did you mean 'time'?",
            Error(() => Series(5, 7).ToZarr(Store(), appendDim: "tim")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no variable 'w' along 'time' to append to",
            Error(() => Series(5, 7).Rename(("v", "w")).ToZarr(Store(), appendDim: "time")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'v' is float32, but float64",
            Error(() => Series(5, 7).Map(v => v.AsType(DType.Float32)).ToZarr(Store(), appendDim: "time")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "write it first",
            Error(() => Series(5, 7).ToZarr(Store("no.zarr"), appendDim: "time")),
            StringComparison.Ordinal
        );
        Same(Series(0, 5), OpenZarr(Store()));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Text_along_the_dimension_that_grows_grows_with_it(int format)
    {
        Dataset first = Named(0, 3),
            second = Named(3, 4),
            third = Named(4, 9);
        first.ToZarr(Store(), format);
        second.ToZarr(Store(), appendDim: "time");
        third.ToZarr(Store(), appendDim: "time");
        Dataset back = OpenZarr(Store());
        Assert.Equal(9, back.Sizes["time"]);
        Assert.Equal([.. Enumerable.Range(0, 9).Select(i => $"day {i}")], back["name"].Texts().ToArray());
        Assert.Equal(
            [.. Enumerable.Range(0, 9).SelectMany(i => new[] { $"é{i}", $"{i}" })],
            back["both"].Transpose("time", "side").Texts().ToArray()
        );
        Assert.Contains(
            "the data set lacks 'name'",
            Error(() => Series(9, 10).ToZarr(Store(), appendDim: "time")),
            StringComparison.Ordinal
        );
        Assert.Equal(9, OpenZarr(Store()).Sizes["time"]);
    }

    private static Dataset Named(int from, int to)
    {
        DataArray v = Series(from, to)["v"];
        int length = to - from;
        IEnumerable<int> days = Enumerable.Range(from, length);
        DataArray name = new(
            TextCodes.Variable(["time"], [.. days.Select(i => $"day {i}")], new Shape(length), []),
            v.Coords.Without("x"),
            "name"
        );
        DataArray both = new(
            TextCodes.Variable(
                ["side", "time"],
                [.. days.Select(i => $"é{i}"), .. days.Select(i => $"{i}")],
                (2, length),
                []
            ),
            v.Coords.Without("x"),
            "both"
        );
        return new Dataset([v, name, both]);
    }

    [Fact]
    public void Text_grows_with_an_unlimited_dimension_of_a_NetCDF_file()
    {
        string path = Store("named.nc");
        Named(0, 3).ToNetCdf(path, unlimited: "time");
        Named(3, 4).AppendToNetCdf(path, "time");
        Named(4, 9).AppendToNetCdf(path, "time");
        Dataset back = OpenDataset(path);
        Assert.Equal(9, back.Sizes["time"]);
        Assert.Equal([.. Enumerable.Range(0, 9).Select(i => $"day {i}")], back["name"].Texts().ToArray());
        Assert.Equal(
            [.. Enumerable.Range(0, 9).SelectMany(i => new[] { $"é{i}", $"{i}" })],
            back["both"].Transpose("time", "side").Texts().ToArray()
        );
        Assert.Equal(
            [.. Enumerable.Range(0, 9).SelectMany(i => new[] { i, i + 0.5 })],
            back["v"].Compute().ToArray<double>()
        );
        DataArray v = Series(9, 10)["v"];
        Assert.Contains(
            "'name' holds text, but float64 in the data set",
            Error(() =>
                new Dataset([v, Named(9, 10)["both"], v.Isel("x", 0).DropCoords("x").Rename("name")]).AppendToNetCdf(
                    path,
                    "time"
                )
            ),
            StringComparison.Ordinal
        );
        Assert.Equal(9, OpenDataset(path).Sizes["time"]);
    }

    private static string Error(Action action) => Assert.Throws<GchunkException>(action).Message;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Regions_of_a_store_are_written_one_by_one(int format)
    {
        Dataset ds = Series(0, 8);
        ds.ToZarr(Store(), format, compute: false);
        Assert.Equal(0, OpenZarr(Store())["v"].Count().Scalar());
        Parallel.ForEach(
            [0..3, 3..6, 6..8],
            range => ds.Isel("time", range).ToZarr(Store(), region: [("time", range)])
        );
        Same(ds, OpenZarr(Store()));
    }

    [Fact]
    public void A_region_that_splits_a_stored_chunk_is_refused()
    {
        Dataset ds = Series(0, 8);
        ds.ToZarr(Store());
        Assert.Contains(
            "positions 2..6 along 'time' split chunks of 'v', which have length 3, so another writer could undo this one; write 0..6",
            Error(() => ds.Isel("time", 2..6).ToZarr(Store(), region: [("time", 2..6)])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the region has 3 positions along 'time', but the data set has 2",
            Error(() => ds.Isel("time", 0..2).ToZarr(Store(), region: [("time", 0..3)])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the labels of 'time' differ",
            Error(() => ds.Isel("time", 3..6).ToZarr(Store(), region: [("time", 0..3)])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "reads from the store that it would be written to",
            Error(() => OpenZarr(Store()).Isel("time", 0..3).ToZarr(Store(), region: [("time", 0..3)])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not inside 'time'",
            Error(() => ds.Isel("time", 0..3).ToZarr(Store(), region: [("time", 9..12)])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_data_set_that_was_opened_before_says_that_the_store_changed()
    {
        Series(0, 6).ToZarr(Store());
        Dataset old = OpenZarr(Store());
        Series(6, 9).ToZarr(Store(), appendDim: "time");
        Assert.Contains("has changed since it was opened", Error(() => old["v"].Compute()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Groups_are_added_and_replaced(int format)
    {
        Series(0, 3).ToZarr(Store(), format);
        Series(0, 4).ToZarr(Store(), format, group: "a/b");
        Series(0, 5).ToZarr(Store(), format, group: "c");
        Series(0, 2).ToZarr(Store(), format, group: "a/b");
        Same(Series(0, 3), OpenZarr(Store()));
        Same(Series(0, 2), OpenZarr(Store(), group: "a/b"));
        Same(Series(0, 5), OpenZarr(Store(), group: "c"));
        Series(5, 6).ToZarr(Store(), appendDim: "time", group: "c");
        Same(Series(0, 6), OpenZarr(Store(), group: "c"));
        Assert.Equal(["a", "c"], ZarrFile.Open(Store()).Groups);
        Series(0, 2).ToZarr(Store("other.zarr"), format, group: "x/y");
        Same(Series(0, 2), OpenZarr(Store("other.zarr"), group: "x/y"));
        Assert.Contains(
            $"has the format {format}",
            Error(() => Series(0, 2).ToZarr(Store(), 5 - format, group: "d")),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories),
            f => f.Contains(".tmp", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Blocks_that_do_not_follow_the_stored_chunks_are_put_together_anew()
    {
        Dataset ds = Series(0, 11, 4);
        ds.ToZarr(Store(), chunks: new Dictionary<string, long> { ["time"] = 3, ["x"] = 1 });
        Same(ds, OpenZarr(Store()));
        Assert.Equal([3L, 1], ZarrFile.Open(Store())["v"].Array!.StoredChunk!);
        ds.ToZarr(
            Store(),
            format: 3,
            chunks: new Dictionary<string, long> { ["time"] = 2 },
            shards: new Dictionary<string, long> { ["time"] = 3 }
        );
        Same(ds, OpenZarr(Store()));
        Assert.Contains(
            "format 3",
            Error(() => ds.ToZarr(Store(), shards: new Dictionary<string, long> { ["time"] = 3 })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no dimension 'tme'",
            Error(() => ds.ToZarr(Store(), chunks: new Dictionary<string, long> { ["tme"] = 3 })),
            StringComparison.Ordinal
        );
        Same(ds, OpenZarr(Store()));
    }
}
