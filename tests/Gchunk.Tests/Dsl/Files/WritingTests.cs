using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Tests.Dsl.Labels;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

public sealed class WritingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk").FullName;

    private string Target => Path.Combine(folder, "out.nc");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_written_file_is_read_back_unchanged()
    {
        Dataset ds = LabelledData.Days();
        ds.ToNetCdf(Target, 4, "time");
        Dataset back = OpenDataset(Target);
        Assert.Equal(ds.Sizes.ToString(), back.Sizes.ToString());
        Assert.Equal(ds.Names, back.Names);
        foreach (string name in ds.Names)
        {
            Assert.Equal(ds[name].Compute().ToArray<double>(), back[name].Compute().ToArray<double>());
            Assert.Equal((ds[name].DType, ds[name].Dims.Count), (back[name].DType, back[name].Dims.Count));
        }
        foreach (string dim in new[] { "time", "lat", "lon" })
            Assert.Equal(-1, ds.Coords[dim].Index!.FirstDifference(back.Coords[dim].Index!));
        Assert.Equal(["lat", "lon"], back.Coords["area"].Dims);
        Assert.Equal("made for tests", back.Attrs.Text("title"));
        Assert.Equal("temperature", back["t"].Attrs.Text("long_name"));
        Assert.Equal("degrees_north", back["lat"].Attrs.Text("units"));
    }

    [Theory]
    [InlineData("out.nc")]
    [InlineData("out.zarr")]
    public void A_coordinate_with_more_dimensions_than_any_variable_stays_one(string file)
    {
        Dataset ds = new Dataset([
            new DataArray(NDArray.From([1.0, 2, 3]), ["x"], name: "v"),
            new DataArray(NDArray.From([1.0, 2]), ["y"], name: "w"),
        ]).AssignCoords("area", new DataArray(NDArray.From([1.0, 2, 3, 4, 5, 6], (2, 3)), ["y", "x"]));
        string path = Path.Combine(folder, file);
        if (file.EndsWith(".zarr", StringComparison.Ordinal))
            ds.ToZarr(path);
        else
            ds.ToNetCdf(path);
        Dataset back = OpenDataset(path);
        Assert.Equal(["v", "w"], back.Names);
        Assert.Equal(["y", "x"], back.Coords["area"].Dims);
        Assert.False(back.Attrs.ContainsKey("coordinates"));
    }

    [Fact]
    public void An_attribute_named_coordinates_is_not_replaced()
    {
        Dataset ds = new Dataset([
            new DataArray(NDArray.From([1.0, 2, 3]), ["x"], name: "v"),
            new DataArray(NDArray.From([1.0, 2]), ["y"], name: "w"),
        ]).AssignCoords("area", new DataArray(NDArray.From([1.0, 2, 3, 4, 5, 6], (2, 3)), ["y", "x"]));
        ds.Attrs["coordinates"] = "EPSG:4326";
        string path = Path.Combine(folder, "named.nc");
        ds.ToNetCdf(path);
        Assert.Equal(
            "EPSG:4326",
            OpenDataset(path, new OpenOptions { DecodeCoords = false }).Attrs.Text("coordinates")
        );
    }

    [Fact]
    public void Preprocess_knows_the_file()
    {
        foreach (string day in new[] { "01", "02" })
            LabelledData.Days().Isel("time", ..1).ToNetCdf(Path.Combine(folder, $"x_{day}.nc"));
        var seen = new List<string>();
        _ = OpenMfDataset(
            Path.Combine(folder, "x_*.nc"),
            combine: Combine.Nested,
            concatDim: "time",
            preprocess: d =>
            {
                seen.Add(Path.GetFileName(d.Source!));
                return d;
            }
        );
        Assert.Equal(["x_01.nc", "x_02.nc"], seen);
    }

    [Theory]
    [InlineData("standard", 0, "days since 2000-02-28")]
    [InlineData("noleap", 6 * 3600, "hours since 2000-02-28")]
    [InlineData("360_day", 61, "seconds since 2000-02-28")]
    public void Times_are_encoded_exactly(string calendar, int seconds, string units)
    {
        CfCalendar kind = CfCalendar.Named(calendar);
        long start = kind.Instant(2000, 2, 28);
        var times = new TimeIndex([start, start + CfCalendar.Day + seconds * CfCalendar.Second], kind);
        new DataArray(NDArray.From([1.0, 2]), ["time"], name: "x").AssignCoords("time", times).ToNetCdf(Target);
        Assert.Equal(-1, times.FirstDifference(OpenDataset(Target).Coords["time"].Index!));
        Assert.Equal(units, OpenDataset(Target, decodeCf: false)["time"].Attrs.Text("units"));
    }

    [Fact]
    public void Scalar_and_text_coordinates_survive()
    {
        DataArray x = LabelledData.Days()["t"].Isel("time", 3).Mean("lon");
        x = x.Isel("lat", ..2).AssignCoords("lat", new TextIndex(["north", "söuth"]));
        x.ToDataset("t").ToNetCdf(Target);
        Dataset back = OpenDataset(Target);
        Assert.Contains("time ()", back.ToString());
        Assert.Equal("söuth", back.Coords["lat"].Index!.Label(1));
        Assert.Equal(CfCalendar.Standard.Instant(2001, 1, 4), back["time"].Compute().ToArray<long>()[0]);
        Assert.Equal(x.Sel("lat", "north").Scalar(), back["t"].Sel("lat", "north").Scalar());
    }

    [Fact]
    public void Missing_cells_of_an_unstacked_map_are_missing_in_the_file()
    {
        DataArray kept = LabelledData.Days()["t"].Isel("time", 4).Stack("z", "lat", "lon").DropNa("z");
        kept.Unstack("z").ToDataset("t").ToNetCdf(Target);
        Assert.Equal(28, OpenDataset(Target)["t"].Count().Scalar());
    }

    [Fact]
    public void A_file_may_be_replaced_by_data_read_from_it()
    {
        LabelledData.Grid([1, 2], [3, 4]).ToNetCdf(Target);
        OpenDataset(Target).Map(x => x + 1).ToNetCdf(Target);
        Assert.Equal([1.0, 2, 3, 4], OpenDataset(Target)["x"].Compute().ToArray<double>());
    }

    [Fact]
    public void Nothing_is_left_behind_by_an_error()
    {
        DataArray x = LabelledData.Grid([1, 2], [3, 4]);
        Assert.Contains("nowhere", LabelledData.Error(() => x.ToNetCdf(Path.Combine(folder, "nowhere", "x.nc"))));
        Assert.Contains(
            "write Unstack(\"z\") of it",
            LabelledData.Error(() => x.Stack("z", "lat", "lon").ToNetCdf(Target))
        );
        Assert.Contains("needs one in a data set", LabelledData.Error(() => x.Rename((string?)null).ToNetCdf(Target)));
        Assert.ThrowsAny<Exception>(() => x.AssignAttrs(("bad", new object())).ToNetCdf(Target));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }
}
