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
    public void A_mask_without_labels_selects_by_position_and_other_labels_are_an_error()
    {
        var mask = new DataArray(NDArray.From(new[] { false, true, true, false }), ["lat"]);
        DataArray x = Sample(),
            other = mask.AssignCoords("lat", -1, 0, 7, 8);
        Assert.Equal([20.0, 30], Values(x.Sel("lat", mask)));
        Assert.Equal([20.0, 30], Values(x.DropCoords("lat").Isel("lat", other)));
        Assert.Equal([20.0, 30], Values(x.DropCoords("lat").Sel("lat", other)));
        foreach (
            Action select in (Action[])
                [
                    () => x.Sel("lat", other),
                    () => x.Isel("lat", other),
                    () => x.DropSel("lat", other),
                    () => x.DropIsel("lat", other),
                    () => x.ToDataset().Sel("lat", other),
                    () => x.ToDataset().Isel("lat", other),
                    () => x.Loc[("lat", other)] = 0,
                    () => x[("lat", other)] = 0,
                ]
        )
        {
            Assert.Contains("first at position 2: 7 against 1", Assert.Throws<GchunkException>(select).Message);
        }
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

    [Theory]
    [InlineData(0, -20, SelectMethod.Exact, 340)]
    [InlineData(0, 710, SelectMethod.Exact, 350)]
    [InlineData(-180, 340, SelectMethod.Exact, -20)]
    [InlineData(-180, 180, SelectMethod.Exact, -180)]
    [InlineData(0, -22, SelectMethod.Nearest, 340)]
    [InlineData(0, -2, SelectMethod.Nearest, 0)] // across the seam
    [InlineData(0, -22, SelectMethod.Pad, 330)]
    [InlineData(0, -2, SelectMethod.Backfill, 0)]
    public void A_longitude_of_another_turn_is_found(double first, double label, SelectMethod method, double expected)
    {
        Assert.Equal(expected, Circle(first).Sel("lon", label, method)["lon"].Scalar());
        if (method is SelectMethod.Exact or SelectMethod.Nearest)
            Assert.Equal(expected, Circle(first).Reverse("lon").Sel("lon", label, method)["lon"].Scalar());
    }

    [Fact]
    public void Part_of_a_circle_is_found_in_another_turn_and_the_rest_of_it_is_not()
    {
        DataArray part = Circle().Isel("lon", 18..30);
        Assert.Equal(200, part.Sel("lon", -160)["lon"].Scalar());
        Assert.Equal([200.0, 210], Values(part.Sel("lon", Slice(-160, -150))));
        Assert.Contains("-20 is outside 'lon'", Assert.Throws<GchunkException>(() => part.Sel("lon", -20)).Message);
        Assert.Contains(
            "-5 is outside 'x'",
            Assert.Throws<GchunkException>(() => Circle().Rename(("lon", "x")).Sel("x", -5)).Message
        );
    }

    [Theory]
    [InlineData("units", "degrees_east")]
    [InlineData("units", "degree_E")]
    [InlineData("standard_name", "longitude")]
    public void Longitudes_are_recognised_by_their_attributes(string name, string value)
    {
        DataArray labels = new DataArray(NDArray.From([0.0, 90, 180, 270]), ["x"]).AssignAttrs((name, value)),
            x = new DataArray(NDArray.From([1.0, 2, 3, 4]), ["x"], name: "v").AssignCoords("x", labels);
        Assert.Equal([4.0, 1], Values(x.Sel("x", Slice(270, 0))));
        Assert.Equal([4.0], Values(x.Sel("x", -90)));
        DataArray shifted = x.ShiftLongitude(from: -180);
        Assert.Equal([-180.0, -90, 0, 90], Values(shifted["x"]));
        Assert.Equal([3.0, 4, 1, 2], Values(shifted));
        Assert.Equal(value, shifted.Coords["x"].Attrs.Text(name));
        Assert.Equal([1.0, 2, 3, 4], Values(shifted.ShiftLongitude(from: 0)));
    }

    [Fact]
    public void Shifted_longitudes_take_their_bounds_along()
    {
        DataArray labels = new DataArray(NDArray.From([0.0, 90, 180, 270]), ["lon"]).AssignAttrs(("bounds", "edges")),
            edges = new DataArray(
                NDArray.From([-45.0, 45, 45, 135, 135, 225, 225, 315], (4, 2)),
                ["lon", "nv"],
                name: "edges"
            );
        Dataset shifted = new Dataset([
            new DataArray(NDArray.From([1.0, 2, 3, 4]), ["lon"], name: "v").AssignCoords("lon", labels),
            edges.AssignCoords("lon", labels),
        ]).ShiftLongitude();
        Assert.Equal([-225.0, -135, -135, -45, -45, 45, 45, 135], Values(shifted["edges"]));
        Assert.Contains(
            "finds no dimension of longitudes",
            Assert.Throws<GchunkException>(() => Sample().ShiftLongitude()).Message
        );
    }

    [Fact]
    public void An_interval_of_longitudes_that_runs_down_is_an_error_unless_they_are_a_circle()
    {
        DataArray part = Circle().Isel("lon", ..10);
        string said = Assert.Throws<GchunkException>(() => part.Sel("lon", Slice(80, 10))).Message;
        Assert.Contains("Slice(80, 10) runs down, but 'lon' runs up (0 to 90, 10 labels)", said);
        Assert.Contains("write Slice(10, 80) for the part between them; only a full circle", said);
        Assert.Equal(8, part.Reverse("lon").Sel("lon", Slice(80, 10)).Sizes["lon"]);
    }

    // A grid whose labels go round with a last step of another length has no label twice.
    [Theory]
    [InlineData(320.0, 5, -90, 90, "320 0 80")]
    [InlineData(320.0, 5, 0, 360, "0 80 160 240 320")]
    [InlineData(359.9, 1441, -0.4, 0.1, "359.65 359.9 0")]
    [InlineData(300.0, 4, -90, 90, "300 0")]
    [InlineData(240.0, 4, -90, 90, "0 80")]
    public void Circles_of_longitudes_with_an_uneven_end_wrap(
        double last,
        int count,
        double from,
        double to,
        string expected
    )
    {
        double[] labels = [.. Enumerable.Range(0, count).Select(i => Math.Round(last * i / (count - 1), 2))];
        DataArray x = new DataArray(NDArray.From(labels), ["lon"]).AssignCoords("lon", labels);
        Assert.Equal(expected, string.Join(' ', x.Sel("lon", Slice(from, to)).Compute().ToArray<double>()));
    }

    // A grid that has its first meridian again at its end is a full circle too.
    [Theory]
    [InlineData(0, -60, 60, "300 0 60")]
    [InlineData(0, 240, 60, "240 300 0 60")]
    [InlineData(0, 240, 360, "240 300 360")]
    [InlineData(0, 0, 360, "0 60 120 180 240 300 360")]
    [InlineData(-180, 120, 240, "120 -180 -120")]
    public void Closed_circles_of_longitudes_wrap(double first, double from, double to, string expected)
    {
        double[] labels = [.. Enumerable.Range(0, 7).Select(i => first + 60 * i)];
        DataArray x = new DataArray(NDArray.From(labels), ["lon"]).AssignCoords("lon", labels);
        Assert.Equal(expected, string.Join(' ', x.Sel("lon", Slice(from, to)).Compute().ToArray<double>()));
        Assert.Equal(first + 60, x.Sel("lon", first - 300).Scalar());
    }
}
