using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Indexing;

/// <summary>Masks as indexers, and intervals of longitudes. A mask selects by position, as in xarray's <c>sel</c>.</summary>
public class MaskSelectionTests
{
    private static DataArray Sample() =>
        new DataArray(NDArray.From([10.0, 20, 30, 40]), ["lat"], name: "t").AssignCoords("lat", -1, 0, 1, 2);

    // xr.DataArray(np.arange(36) * 10., dims="lon", coords={"lon": np.arange(36) * 10.})
    private static DataArray Circle(double from = 0)
    {
        double[] labels = [.. Enumerable.Range(0, 36).Select(i => from + i * 10.0)];
        return new DataArray(NDArray.From(labels), ["lon"]).AssignCoords("lon", labels);
    }

    private static double[] Values(DataArray x) => x.Compute().ToArray<double>();

    [Fact]
    public void A_mask_selects_by_position()
    {
        DataArray x = Sample(),
            mask = x["lat"] > 0;
        Assert.Equal([30.0, 40], Values(x.Sel("lat", mask)));
        Assert.Equal([30.0, 40], Values(x.Sel(("lat", mask))));
        Assert.Equal([30.0, 40], Values(x.Isel("lat", mask)));
        Assert.Equal([30.0, 40], Values(x.Loc[("lat", mask)]));
        Assert.Equal([1.0, 2], Values(x.Sel("lat", mask)["lat"]));
        Assert.Equal([30.0, 40], Values(x.ToDataset().Sel("lat", mask)["t"]));
        Assert.Equal([30.0, 40], Values(x.ToDataset().Loc[("lat", mask)]["t"]));
        Assert.Equal([10.0, 30], Values(x.Sel("lat", new[] { true, false, true, false })));
        Assert.Equal([10.0, 20], Values(x.DropSel("lat", mask)));
        Assert.Equal([10.0, 20], Values(x.ToDataset().DropSel("lat", mask)["t"]));
        Assert.Empty(Values(x.Sel("lat", mask & (x["lat"] < 0))));
        x.Loc[("lat", mask)] = 0;
        Assert.Equal([10.0, 20, 0, 0], Values(x));
    }

    [Fact]
    public void A_mask_selects_from_times_and_texts()
    {
        DataArray times = new DataArray(NDArray.From([0.0, 1, 2, 3]), ["time"]).AssignCoords(
            "time",
            DateRange("2000-01-30", periods: 4)
        );
        Assert.Equal([2.0, 3], Values(times.Sel("time", times["time"].Dt.Month > 1)));
        DataArray texts = new DataArray(NDArray.From([1.0, 2, 3]), ["station"]).AssignCoords(
            "station",
            new DataArray(["a", "b", "c"], "station")
        );
        Assert.Equal([1.0, 3], Values(texts.Sel("station", new[] { true, false, true })));
    }

    [Fact]
    public void The_labels_of_a_mask_do_not_matter()
    {
        var mask = new DataArray(NDArray.From(new[] { false, true, true, false }), ["lat"]);
        Assert.Equal([20.0, 30], Values(Sample().Sel("lat", mask)));
        Assert.Equal([20.0, 30], Values(Sample().Sel("lat", mask.AssignCoords("lat", 5, 6, 7, 8))));
    }

    [Fact]
    public void A_mask_that_does_not_fit_is_an_error()
    {
        DataArray x = Sample(),
            mask = x["lat"] > 0;
        string Said(Func<DataArray> select) => Assert.Throws<GchunkException>(select).Message;
        foreach (
            Func<Selector, DataArray> select in (Func<Selector, DataArray>[])
                [
                    m => x.Sel("lat", m),
                    m => x.Loc[("lat", m)],
                    m => x.DropSel("lat", m),
                    m => x.ToDataset().Sel("lat", m)["t"],
                ]
        )
        {
            Assert.Contains(
                "a mask of 3 values does not fit dimension 'lat' of length 4",
                Said(() => select(mask.Isel("lat", ..3)))
            );
            Assert.Contains(
                "a mask along 'x' cannot select along 'lat'",
                Said(() => select(mask.DropAllCoords().Rename(("lat", "x"))))
            );
            Assert.Contains("Where(mask)", Said(() => select(mask.ExpandDims("time", 0))));
        }
        Assert.Contains("a mask along 'x'", Said(() => x.Isel("lat", mask.DropAllCoords().Rename(("lat", "x")))));
    }

    [Theory]
    [InlineData(0, 350, 20, new[] { 350.0, 0, 10, 20 })]
    [InlineData(0, -20, 20, new[] { 340.0, 350, 0, 10, 20 })]
    [InlineData(0, -30, -10, new[] { 330.0, 340, 350 })]
    [InlineData(0, 340, 370, new[] { 340.0, 350, 0, 10 })]
    [InlineData(0, 10, 30, new[] { 10.0, 20, 30 })]
    [InlineData(-180, 170, 200, new[] { 170.0, -180, -170, -160 })]
    [InlineData(-180, 170, -170, new[] { 170.0, -180, -170 })]
    public void An_interval_crosses_the_seam_of_a_circle(double first, double from, double to, double[] expected)
    {
        DataArray x = Circle(first).Sel("lon", Slice(from, to));
        Assert.Equal(expected, Values(x));
        Assert.Equal(expected, Values(x["lon"]));
    }

    [Fact]
    public void An_interval_of_a_whole_turn_selects_the_circle()
    {
        Assert.Equal(36, Circle().Sel("lon", Slice(-180, 180)).Sizes["lon"]);
        Assert.Equal(36, Circle().Sel("lon", Slice(0, 360)).Sizes["lon"]);
    }

    [Fact]
    public void The_error_for_a_longitude_of_another_turn_names_its_place()
    {
        string Said(DataArray x, double label) => Assert.Throws<GchunkException>(() => x.Sel("lon", label)).Message;
        Assert.Contains("the same longitude on this axis is 340", Said(Circle(), -20));
        Assert.Contains("the same longitude on this axis is -20", Said(Circle(-180), 340));
        Assert.DoesNotContain("the same longitude", Said(Circle().Isel("lon", ..18), -20));
    }

    [Fact]
    public void An_interval_of_longitudes_that_runs_down_is_an_error_unless_they_are_a_circle()
    {
        DataArray part = Circle().Isel("lon", ..10);
        string said = Assert.Throws<GchunkException>(() => part.Sel("lon", Slice(80, 10))).Message;
        Assert.Contains("Slice(80, 10) runs down, but 'lon' is not a full circle", said);
        Assert.Contains("write Slice(10, 80)", said);
        Assert.Equal(8, part.Reverse("lon").Sel("lon", Slice(80, 10)).Sizes["lon"]);
    }
}
