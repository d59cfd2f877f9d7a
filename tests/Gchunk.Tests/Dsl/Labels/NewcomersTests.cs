using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.NetCdf;
using Xunit;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>Problems that a first-time user ran into.</summary>
public sealed class NewcomersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-test-").FullName;

    private string At(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static DataArray Days(CfCalendar calendar, int count)
    {
        long first = calendar.Instant(2001, 1, 1);
        double[] values = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        return new DataArray(NDArray.From(values), ["time"], name: "x").AssignCoords(
            "time",
            new TimeIndex([.. Enumerable.Range(0, count).Select(i => first + i * CfCalendar.Day)], calendar)
        );
    }

    [Fact]
    public void A_file_that_a_data_set_is_read_from_is_not_replaced()
    {
        DataArray x = Days(CfCalendar.Standard, 10);
        x.Isel("time", ..5).ToNetCdf(At("a.nc"));
        x.Isel("time", 5..).ToNetCdf(At("b.nc"));
        byte[] before = File.ReadAllBytes(At("a.nc"));
        var error = Assert.Throws<GchunkException>(() => Prelude.OpenMfDataset(At("*.nc")).ToNetCdf(At("a.nc")));
        Assert.Contains("reads from 2 files", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(At("a.nc")));
    }

    private DataArray OpenedX() => Prelude.OpenDataset(At("x.nc"))["x"];

    [Fact]
    public void A_write_protected_file_is_not_replaced()
    {
        Days(CfCalendar.Standard, 3).ToNetCdf(At("x.nc"));
        File.SetAttributes(At("x.nc"), FileAttributes.ReadOnly);
        var error = Assert.Throws<GchunkException>(() => Days(CfCalendar.Standard, 4).ToNetCdf(At("x.nc")));
        Assert.Contains("write-protected", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, OpenedX().Sizes["time"]);
    }

    [Fact]
    public void Weeks_of_a_calendar_without_week_days_are_seven_days()
    {
        DataArray x = Days(CfCalendar.Named("noleap"), 15);
        Assert.Equal(
            x.Resample("time", "7D").Mean().Compute().ToArray<double>(),
            x.Resample("time", "1W").Mean().Compute().ToArray<double>()
        );
    }

    [Fact]
    public void A_map_of_an_array_without_degrees_is_refused()
    {
        var x = new DataArray(NDArray.From(new double[4], (2, 2)), ["y", "x"]);
        var error = Assert.Throws<GchunkException>(() => x.PlotMap(At("map.png")));
        Assert.Contains("'y', which has no labels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_between_labels_names_the_nearest()
    {
        var error = Assert.Throws<GchunkException>(() => Days(CfCalendar.Standard, 10).Sel("time", "2001-01-04T12:00"));
        Assert.Contains("the nearest is 2001-01-0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_that_was_selected_shows_its_value() =>
        Assert.Contains(
            "2001-01-03",
            Days(CfCalendar.Standard, 10).Isel("time", 2).ToString(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Texts_in_memory_show_their_values() =>
        Assert.Contains(
            "\n[ \"a\", \"bb\"]\n",
            new DataArray(NDArray.From(new double[2], 2), ["x"]).AssignCoords("x", "a", "bb")["x"].ToString(),
            StringComparison.Ordinal
        );

    [Fact]
    public void One_dimension_is_reduced_with_options_too() =>
        Assert.Equal(
            "K",
            Days(CfCalendar.Standard, 3).AssignAttrs(("units", "K")).Mean("time", keepAttrs: true).Attrs.Text("units")
        );

    [Fact]
    public void An_unknown_attribute_names_the_nearest()
    {
        var error = Assert.Throws<GchunkException>(() =>
            Days(CfCalendar.Standard, 3).AssignAttrs(("units", "K")).Attrs["unit"]
        );
        Assert.Contains("did you mean 'units'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_dimension_in_chunks_is_named()
    {
        Days(CfCalendar.Standard, 10).ToNetCdf(At("x.nc"));
        var error = Assert.Throws<GchunkException>(() =>
            Prelude.OpenDataset(At("x.nc"), chunks: new Dictionary<string, long> { ["tiem"] = 2 })
        );
        Assert.Contains("did you mean 'time'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_of_times_are_times_and_stay_right_when_written()
    {
        using (NetCdfWriter writer = NetCdfWriter.Create(At("months.nc")))
        {
            writer.AddDimension("time", 2);
            writer.AddDimension("nv", 2);
            writer.AddVariable(
                new NetCdfVariableSpec("time", DType.Float64, ["time"])
                {
                    Attributes = new StoredAttributes([
                        new StoredAttribute("units", "days since 2000-01-01"),
                        new StoredAttribute("calendar", "360_day"),
                        new StoredAttribute("bounds", "time_bnds"),
                    ]),
                }
            );
            writer.AddVariable(new NetCdfVariableSpec("time_bnds", DType.Float64, ["time", "nv"]));
            writer.WriteRegion("time", [0], NDArray.From(new[] { 15.0, 45 }));
            writer.WriteRegion("time_bnds", [0, 0], NDArray.From(new[] { 0.0, 30, 30, 60 }, (2, 2)));
            writer.Commit();
        }
        Dataset ds = Prelude.OpenDataset(At("months.nc"));
        Assert.NotNull(ds["time_bnds"].Calendar);
        long[] before = ds["time_bnds"].Compute().ToArray<long>();
        Assert.Equal(CfCalendar.Named("360_day").Instant(2000, 3, 1), before[3]);
        ds.ToNetCdf(At("bounds.nc"));
        Assert.Equal(before, Prelude.OpenDataset(At("bounds.nc"))["time_bnds"].Compute().ToArray<long>());
    }
}
