using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>Classic formats, groups, and variables that are added to a file.</summary>
public sealed class FormatAndGroupTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    private static Dataset Sample()
    {
        var time = DateRange("2000-01-01", periods: 3);
        var x = new DataArray(
            NDArray.From(
                new double[,]
                {
                    { 1, 2 },
                    { 3, double.NaN },
                    { 5, 6 },
                }
            ),
            ["time", "x"],
            name: "t"
        ).AssignCoords("time", time).AssignCoords("x", [10.0, 20]);
        x.Attrs["units"] = "K";
        x.Attrs["flags"] = new[] { 1L, 2 };
        var n = new DataArray(NDArray.From([1L, -2, 3]), ["time"], name: "n").AssignCoords("time", time);
        var place = new DataArray(new[] { "Zürich", "x" }, "x").AssignCoords("x", [10.0, 20]).Rename("place");
        return new Dataset([x, n, place]);
    }

    private static double[] Values(DataArray x) => x.AsType(DType.Float64).Compute().ToArray<double>();

    private static Dataset Only(Dataset ds, string name) => new([ds[name]]);

    private static string Said(Action act) => Assert.Throws<GchunkException>(act).Message;

    [Theory]
    [InlineData("NETCDF3_CLASSIC", 1, "int32")]
    [InlineData("NETCDF3_64BIT", 2, "int32")]
    [InlineData("NETCDF3_64BIT_DATA", 5, "int64")]
    [InlineData("NETCDF4", 'H', "int64")]
    public void Each_format_holds_the_data_set(string format, int version, string integers)
    {
        Sample().ToNetCdf(At("x.nc"), format: format, unlimited: ["time"]);
        Assert.Equal(version, File.ReadAllBytes(At("x.nc"))[format == "NETCDF4" ? 1 : 3]);
        Dataset read = OpenDataset(At("x.nc"));
        Assert.Equal(integers, read["n"].DType.Name);
        Assert.Equal([1.0, -2, 3], Values(read["n"]));
        Assert.Equal([1, 2, 3, double.NaN, 5, 6], Values(read["t"]));
        Assert.Equal("K", read["t"].Attrs["units"]);
        Assert.Equal(["Zürich", "x"], read["place"].Texts().ToArray());
        Assert.True(read["time"].Calendar is not null);
    }

    [Fact]
    public void What_a_classic_format_cannot_hold_is_an_error_and_leaves_nothing()
    {
        foreach (
            (DataArray x, string said) in ((DataArray, string)[])
                [
                    (new DataArray(NDArray.From([1L << 40]), ["x"], name: "v"), "NETCDF3_CLASSIC has no type int64"),
                    (
                        new DataArray(NDArray.From(new byte[] { 200 }), ["x"], name: "v"),
                        "NETCDF3_CLASSIC has no type uint8"
                    ),
                ]
        )
        {
            Assert.Contains(said, Said(() => x.ToDataset().ToNetCdf(At("x.nc"), format: "NETCDF3_CLASSIC")));
            Assert.Empty(Directory.GetFiles(folder.Path));
        }

        Dataset ds = Sample();
        Assert.Contains("no groups", Said(() => ds.ToNetCdf(At("x.nc"), format: "NETCDF3_CLASSIC", group: "g")));
        Assert.Contains(
            "did you mean 'NETCDF3_CLASSIC'",
            Said(() => ds.ToNetCdf(At("x.nc"), format: "NETCDF3_CLASIC"))
        );
        Assert.Contains(
            "'time' and 'x' are two",
            Said(() => ds.ToNetCdf(At("x.nc"), format: "NETCDF3_64BIT", unlimited: ["time", "x"]))
        );
        Assert.Contains(
            "to be the first of 't'",
            Said(() => ds.ToNetCdf(At("x.nc"), format: "NETCDF3_64BIT", unlimited: ["x"]))
        );
        Assert.Contains("mode is \"w\"", Said(() => ds.ToNetCdf(At("x.nc"), mode: "r")));
        Assert.Contains(
            "mode \"a\" adds to files of the format NETCDF4",
            Said(() => ds.ToNetCdf(At("x.nc"), mode: "a", format: "NETCDF3_CLASSIC"))
        );
    }

    [Fact]
    public void Groups_and_variables_are_added_to_a_file()
    {
        Dataset ds = Sample();
        ds.ToNetCdf(At("x.nc"), group: "model/day");
        (Only(ds, "t") * 2).ToNetCdf(At("x.nc"), mode: "a", group: "twice");
        Only(ds, "n").ToNetCdf(At("x.nc"), mode: "a", group: "twice");
        Only(ds, "t").ToNetCdf(At("x.nc"), mode: "a");
        Assert.Equal([1, 2, 3, double.NaN, 5, 6], Values(OpenDataset(At("x.nc"))["t"]));
        Dataset twice = OpenDataset(At("x.nc"), group: "twice"),
            day = OpenDataset(At("x.nc"), group: "model/day");
        Assert.Equal([2, 4, 6, double.NaN, 10, 12], Values(twice["t"]));
        Assert.Equal([1.0, -2, 3], Values(twice["n"]));
        Assert.Equal(["Zürich", "x"], day["place"].Texts().ToArray());
        // A variable of the same name is replaced, the others stay.
        (Only(ds, "t") + 1).ToNetCdf(At("x.nc"), mode: "a", group: "twice");
        twice = OpenDataset(At("x.nc"), group: "twice");
        Assert.Equal([2, 3, 4, double.NaN, 6, 7], Values(twice["t"]));
        Assert.Equal([1.0, -2, 3], Values(twice["n"]));
    }

    [Fact]
    public void What_does_not_fit_a_file_is_an_error_and_the_file_stays()
    {
        Dataset ds = Sample();
        ds.ToNetCdf(At("x.nc"));
        byte[] before = File.ReadAllBytes(At("x.nc"));
        Assert.Contains(
            "has the dimension 'x' of length 2, not 1",
            Said(() => Only(ds, "t").Isel("x", ..1).ToNetCdf(At("x.nc"), mode: "a"))
        );
        Assert.Contains(
            "'t' of float64 (time, x), and int64 (time) cannot take its place",
            Said(() => Only(ds, "n").Rename(("n", "t")).ToNetCdf(At("x.nc"), mode: "a"))
        );
        Assert.Equal(before, File.ReadAllBytes(At("x.nc")));
        ds.ToNetCdf(At("c.nc"), format: "NETCDF3_CLASSIC");
        Assert.Contains("nccopy -k nc4", Said(() => ds.ToNetCdf(At("c.nc"), mode: "a")));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }
}
