using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Indexing;

/// <summary>Assignments to elements of labelled arrays and data sets. The expected values are xarray's.</summary>
public class LabelledAssignmentTests
{
    // xr.DataArray(np.arange(12.).reshape(3, 4), dims=("time", "lat"), coords={"lat": [10, 20, 30, 40]})
    private static DataArray Sample() =>
        new DataArray(
            Arange(0, 12.0).Reshape((3, 4)).Rechunk((2, 3)).Expression,
            ["time", "lat"],
            name: "t"
        ).AssignCoords("lat", 10, 20, 30, 40);

    private static double[] Values(DataArray x) => x.Compute().ToArray<double>();

    [Fact]
    public void Values_at_positions_are_replaced()
    {
        DataArray x = Sample(),
            before = x + 0;
        x[("time", 0), ("lat", 1..3)] = -1;
        x[("lat", ^1)] = 9;
        Assert.Equal([0, -1, -1, 9, 4, 5, 6, 9, 8, 9, 10, 9], Values(x));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), Values(before));
        Assert.Equal([-1.0, -1], Values(x[("time", 0), ("lat", 1..3)]));
    }

    [Fact]
    public void Values_at_labels_are_replaced()
    {
        DataArray x = Sample();
        x.Loc[("lat", Slice(20, 30))] = 0;
        x.Loc[("lat", 40), ("time", 1)] = 5;
        Assert.Equal([0, 0, 0, 3, 4, 0, 0, 5, 8, 0, 0, 11], Values(x));
        x.Loc[2] = 1;
        Assert.Equal([1.0, 1, 1, 1], Values(x.Isel("time", 2)));
    }

    [Fact]
    public void A_labelled_value_is_matched_by_the_names_of_its_dimensions()
    {
        DataArray x = Sample();
        x[("lat", 1..)] = Sample().Transpose("lat", "time").Isel("lat", 1..) * 10;
        Assert.Equal([0, 10, 20, 30, 4, 50, 60, 70, 8, 90, 100, 110], Values(x));
        x = Sample();
        x[("time", ..2)] = new DataArray(NDArray.From([1.0, 2, 3, 4]), ["lat"]);
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4, 8, 9, 10, 11], Values(x));
        x = Sample();
        x["time"].Compute();
        x[("lat", "::-2")] = new DataArray(NDArray.From([1.0, 2, 3]), ["time"]);
        Assert.Equal([0, 1, 2, 1, 4, 2, 6, 2, 8, 3, 10, 3], Values(x));
    }

    [Fact]
    public void Arrays_of_positions_select_every_combination()
    {
        DataArray x = Sample();
        x[("time", new[] { 2, 0 }), ("lat", new[] { 3, 0 })] = new DataArray(
            NDArray.From([1.0, 2, 3, 4], (2, 2)),
            ["time", "lat"]
        );
        Assert.Equal([4, 1, 2, 3, 4, 5, 6, 7, 2, 9, 10, 1], Values(x));
        x = Sample();
        x[("time", new[] { true, false, true }), ("lat", new[] { 3, 0, 1 })] = 0;
        Assert.Equal([0, 0, 2, 0, 4, 5, 6, 7, 0, 0, 10, 0], Values(x));
    }

    [Fact]
    public void Values_at_points_are_replaced()
    {
        // x[dict(time=xr.DataArray([0, 2, 0], dims="p"), lat=xr.DataArray([1, 3, 1], dims="p"))] = …
        DataArray time = new(NDArray.From([0L, 2, 0]), ["p"]),
            lat = new(NDArray.From([1L, 3, 1]), ["p"]);
        DataArray x = Sample();
        x[("time", time), ("lat", lat)] = new DataArray(NDArray.From([-1.0, -2, -3]), ["p"]);
        Assert.Equal([0, -3, 2, 3, 4, 5, 6, 7, 8, 9, 10, -2], Values(x));
        x = Sample();
        x[("lat", lat.Isel("p", ..2))] = new DataArray(NDArray.From([1.0, 2, 3, 4, 5, 6], (3, 2)), ["time", "p"]);
        Assert.Equal([0, 1, 2, 2, 4, 3, 6, 4, 8, 5, 10, 6], Values(x));
        x = Sample();
        x.Loc[
            ("lat", new DataArray(NDArray.From([20L, 40]), ["p"])),
            ("time", new DataArray(NDArray.From([1L, 2]), ["p"]))
        ] = 9;
        Assert.Equal([0, 1, 2, 3, 4, 9, 6, 7, 8, 9, 10, 9], Values(x));
        x = Sample();
        x[("time", 1), ("lat", lat)] = new DataArray(NDArray.From([1.0, 2, 3]), ["p"]);
        Assert.Equal([0, 1, 2, 3, 4, 3, 6, 2, 8, 9, 10, 11], Values(x));
        // Points of two dimensions.
        x = Sample();
        x[("time", new DataArray(NDArray.From([0L, 1]), ["a"])), ("lat", new DataArray(NDArray.From([0L, 2]), ["b"]))] =
            5;
        Assert.Equal([5, 1, 5, 3, 5, 5, 5, 7, 8, 9, 10, 11], Values(x));
        Assert.Contains(
            "slice",
            Assert.Throws<GchunkException>(() => x[("time", new[] { 2, 0, 1 }), ("lat", lat)] = 0).Message
        );
    }

    [Fact]
    public void What_does_not_match_is_named()
    {
        DataArray x = Sample();
        var e = Assert.Throws<GchunkException>(() => x[("lat", 0)] = Sample());
        Assert.StartsWith("a value with the dimension 'lat' cannot be assigned", e.Message);
        e = Assert.Throws<GchunkException>(() => x[("lat", ..2)] = Sample().Isel("lat", 1..3));
        Assert.StartsWith("assignment: the labels of 'lat' differ first at position 0: 10 against 20", e.Message);
        e = Assert.Throws<GchunkException>(() => x[("lat", 0), ("lat", 1)] = 0);
        Assert.Equal("'lat' is selected twice", e.Message);
        e = Assert.Throws<GchunkException>(() => x[("lon", 0)] = 0);
        Assert.Contains("lon", e.Message);
    }

    [Fact]
    public void A_variable_of_a_data_set_is_changed_in_it()
    {
        Dataset data = Sample().ToDataset(),
            other = data.AssignAttrs(("title", "a copy"));
        data["t"][("time", 0)] = 7;
        data["t"].Loc[("lat", 10)] = 8;
        Assert.Equal([8, 7, 7, 7, 8, 5, 6, 7, 8, 9, 10, 11], Values(data["t"]));
        Assert.Equal(0.0, Values(other["t"])[0]);
        data["u"] = data["t"] * 2;
        data["t"] = data["t"] + 1;
        Assert.Equal(["t", "u"], data.Names.Order());
        Assert.Equal([9.0, 8, 8, 8], Values(data["t"].Isel("time", 0)));
        data["lat"] = new DataArray(NDArray.From([1.0, 2, 3, 4]), ["lat"]);
        Assert.Equal(9.0, Values(data["t"].Sel("lat", 1))[0]);
        data.Loc[("lat", 2)] = data.Loc[("lat", 2)] * 0;
        Assert.Equal([0.0, 0, 0], Values(data["u"].Sel("lat", 2)));
    }

    [Fact]
    public void Missing_times_are_assigned_as_NaN()
    {
        var x = new DataArray(DateRange("2015-01-01", periods: 3), "time");
        x[("time", 1)] = double.NaN;
        Assert.Equal([false, true, false], x.IsNull().Compute().ToArray<bool>());
        Assert.Throws<GchunkException>(() => x[("time", 1)] = 5);
    }
}
