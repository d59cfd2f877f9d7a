using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.Labels;
using Xunit;

namespace Gchunk.Tests.Dsl.Arithmetic;

public class ArithmeticTests
{
    private static readonly DataArray Grid = LabelledData.Grid([3, 2, 1], [10, 20]);

    [Fact]
    public void Dimensions_are_matched_by_name_whatever_their_order()
    {
        DataArray difference = Grid - Grid.Transpose("lon", "lat");
        Assert.Equal(["lat", "lon"], difference.Dims);
        Assert.Equal(0, difference.Max().Scalar());
        DataArray outer = Grid["lat"] * Grid["lon"];
        Assert.Equal(["lat", "lon"], outer.Dims);
        Assert.Equal([30.0, 60, 20, 40, 10, 20], outer.Compute().ToArray<double>());
    }

    [Fact]
    public void Bare_numbers_take_the_dtype_of_the_array()
    {
        DataArray floats = Grid.AsType(DType.Float32),
            whole = Grid.AsType(DType.Int16);
        Assert.Equal(DType.Float32, (floats * 86400).DType);
        Assert.Equal(DType.Float32, (2.5 * floats).DType);
        Assert.Equal(DType.Int16, (whole + 1).DType);
        Assert.Equal(DType.Float64, (whole + 1.5).DType);
        Assert.Equal(DType.Bool, (whole > 1).DType);
    }

    [Fact]
    public void Operators_do_what_they_say()
    {
        DataArray two = Grid.Isel(("lat", 1), ("lon", 0)); // the value 2
        Assert.Equal(2, two.Scalar());
        Assert.Equal(7, (two + 5).Scalar());
        Assert.Equal(3, (5 - two).Scalar());
        Assert.Equal(0.4, (two / 5).Scalar());
        Assert.Equal(1, (5 % two).Scalar());
        Assert.Equal(-2, (-two).Scalar());
        Assert.Equal(8, two.Pow(3).Scalar());
        Assert.Equal(1, ((two >= 2) & !(two < 2) & (two <= 2) & ((two > 2) | (two < 3))).Scalar());
    }

    [Fact]
    public void Labels_that_differ_are_an_error_and_never_joined()
    {
        DataArray other = LabelledData.Grid([3, 2.5, 1], [10, 20]),
            shorter = Grid.Isel("lat", ..2);
        Assert.Contains(
            "add: the labels of 'lat' differ first at position 1: 2 against 2.5",
            LabelledData.Error(() => _ = Grid + other)
        );
        Assert.Contains(
            "first at position 2: 1 against nothing (3 labels against 2)",
            LabelledData.Error(() => _ = Grid + shorter)
        );
        Assert.Contains(
            "dimension 'lat' has length 3 on one side and 2 on the other",
            LabelledData.Error(() => _ = Grid + shorter.DropCoords("lat"))
        );
    }

    [Fact]
    public void Labels_that_differ_by_rounding_can_be_taken_over()
    {
        DataArray rounded = LabelledData.Grid([3, 2.0000001, 1], [10, 20]);
        Assert.Equal(0, (Grid - rounded.AlignTo(Grid, tolerance: 1e-6)).Max().Scalar());
        Assert.Contains("differ by more than 1E-09", LabelledData.Error(() => rounded.AlignTo(Grid, tolerance: 1e-9)));
    }

    [Fact]
    public void Conflicting_coordinates_of_no_dimension_are_dropped()
    {
        DataArray sum = Grid.Isel("lat", 0) + Grid.Isel("lat", 1);
        Assert.Null(sum.Coords.Find("lat"));
        Assert.NotNull((Grid.Isel("lat", 0) + Grid.Isel("lat", 0)).Coords.Find("lat"));
    }

    [Fact]
    public void Equal_names_are_kept_and_attributes_are_dropped()
    {
        DataArray named = Grid.AssignAttrs(("units", "K"));
        Assert.Equal("x", (named * 2).Name);
        Assert.Null((named + named.Rename("y")).Name);
        Assert.Empty((named * 2).Attrs);
        Assert.Empty(named.Mean("lat").Attrs);
        Assert.Equal("K", named.Mean(["lat"], keepAttrs: true).Attrs.Text("units"));
        Assert.Equal("K", named.Isel("lat", 0).Attrs.Text("units"));
        Assert.Equal("K", named.Where(named > 1).Attrs.Text("units"));
    }

    [Fact]
    public void Data_sets_are_reduced_and_combined_variable_by_variable()
    {
        var ds = new Dataset([Grid, (Grid * 2).Rename("y"), Grid.Isel("lat", 0).DropCoords("lat").Rename("row")]);
        Dataset mean = (ds - ds * 0.5).Mean("lat");
        Assert.Equal([1.0, 1.5], mean["x"].Compute().ToArray<double>());
        Assert.Equal([0.0, 0.5], mean["row"].Compute().ToArray<double>());
        Assert.Contains("no dimension 'latt'; did you mean 'lat'?", LabelledData.Error(() => ds.Mean("latt")));
        Assert.Contains("no variable 'z'", LabelledData.Error(() => _ = ds["z"]));
        Assert.Equal([2.0, 3], ds.Isel("lat", 1).Load()["x"].Compute().ToArray<double>());
        Assert.Equal(6, ds.Sel("lat", Prelude.Slice(2, 3)).Persist()["y"].Isel("lat", 1).Max().Scalar());
    }

    [Fact]
    public void Asking_an_array_of_many_values_for_its_single_value_is_an_error() =>
        Assert.Contains(
            "needs a single value, but this array has (lat: 3, lon: 2): 6 values",
            LabelledData.Error(() => Grid.Scalar())
        );
}
