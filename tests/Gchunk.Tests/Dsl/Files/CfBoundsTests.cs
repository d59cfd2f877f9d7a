using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>Bounds (CF conventions, sections 7.1 and 7.4), and values that the stored dtype cannot hold.</summary>
public class CfBoundsTests
{
    // As GFDL-ESM4 writes them: the bounds have units of their own and no calendar.
    private static Dataset Written(string path, string attribute)
    {
        DataArray time = new DataArray(NDArray.From([36515.5, 36545]), ["time"]).AssignAttrs(
            ("units", "days since 1850-01-01"),
            ("calendar", "noleap"),
            (attribute, "tb")
        );
        DataArray bounds = new DataArray(
            NDArray.From([36500.0, 36531, 36531, 36559], (2, 2)),
            ["time", "nv"],
            name: "tb"
        ).AssignAttrs(("units", "days since 1850-01-01"));
        var rain = new DataArray(NDArray.From([1.0, 3]), ["time"], name: "pr");
        new Dataset([bounds.AssignCoords("time", time), rain.AssignCoords("time", time)]).ToNetCdf(path);
        return OpenDataset(path);
    }

    [Theory]
    [InlineData("bounds")]
    [InlineData("climatology")]
    public void Bounds_take_the_calendar_of_their_parent(string attribute)
    {
        using var folder = new TemporaryFolder();
        Dataset ds = Written(Path.Combine(folder.Path, "bounds.nc"), attribute);
        Assert.Equal(ds["time"].Calendar, ds["tb"].Calendar);
        Assert.Equal(
            ["1950-01-01", "1950-02-01", "1950-02-01", "1950-03-01"],
            ds["tb"].Dt.Strftime("%Y-%m-%d").ToArray()
        );
    }

    [Fact]
    public void A_data_set_minus_its_mean_keeps_the_bounds()
    {
        using var folder = new TemporaryFolder();
        Dataset ds = Written(Path.Combine(folder.Path, "bounds.nc"), "bounds");
        Dataset mean = new([ds["pr"].Mean("time").Rename("pr")]),
            difference = ds - mean;
        Assert.Equal([-1.0, 1], difference["pr"].Compute().ToArray<double>());
        Assert.Equal(ds["tb"].Calendar, difference["tb"].Calendar);
        Assert.Contains(
            "different variables",
            Assert.Throws<GchunkException>(() => ds - mean.Rename(("pr", "tas"))).Message
        );
    }

    [Fact]
    public void A_value_beyond_the_range_of_float32_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var x = new DataArray(NDArray.From([1.0, 1e300, double.PositiveInfinity]), ["x"], name: "v");
        void Write(DataArray values) =>
            values
                .ToDataset()
                .ToNetCdf(
                    Path.Combine(folder.Path, "far.nc"),
                    encoding: new() { ["v"] = new() { DType = DType.Float32 } }
                );
        string said = Assert.Throws<GchunkException>(() => Write(x)).Message;
        Assert.Contains("1E+300", said);
        Assert.Contains("float32 cannot hold it", said);
        Write(x.Isel("x", new[] { 0, 2 }));
        Assert.Equal(
            [1, double.PositiveInfinity],
            OpenDataset(Path.Combine(folder.Path, "far.nc"))["v"].Compute().ToArray<double>()
        );
    }
}
