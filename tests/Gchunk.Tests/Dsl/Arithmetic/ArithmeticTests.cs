using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.Labels;
using Xunit;

namespace Gchunk.Tests.Dsl.Arithmetic;

public class ArithmeticTests
{
    private static readonly DataArray Grid = LabelledData.Grid([3, 2, 1], [10, 20]);

    [Fact]
    public void DimensionsAreMatchedByNameWhateverTheirOrder()
    {
        DataArray difference = Grid - Grid.Transpose("lon", "lat");
        Assert.Equal(["lat", "lon"], difference.Dims);
        Assert.Equal(0, difference.Max().Scalar());
        DataArray outer = Grid["lat"] * Grid["lon"];
        Assert.Equal(["lat", "lon"], outer.Dims);
        Assert.Equal([30.0, 60, 20, 40, 10, 20], outer.Compute().ToArray<double>());
    }

    [Fact]
    public void BareNumbersTakeTheDtypeOfTheArray()
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
    public void OperatorsDoWhatTheySay()
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
    public void LabelsThatDifferAreAnErrorAndNeverJoined()
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
    public void LabelsThatDifferByRoundingCanBeTakenOver()
    {
        DataArray rounded = LabelledData.Grid([3, 2.0000001, 1], [10, 20]);
        Assert.Equal(0, (Grid - rounded.AlignTo(Grid, tolerance: 1e-6)).Max().Scalar());
        Assert.Contains("differ by more than 1E-09", LabelledData.Error(() => rounded.AlignTo(Grid, tolerance: 1e-9)));
    }

    [Fact]
    public void ConflictingCoordinatesOfNoDimensionGo()
    {
        DataArray sum = Grid.Isel("lat", 0) + Grid.Isel("lat", 1);
        Assert.Null(sum.Coords.Find("lat"));
        Assert.NotNull((Grid.Isel("lat", 0) + Grid.Isel("lat", 0)).Coords.Find("lat"));
    }

    [Fact]
    public void NamesStayWhereEqualAndAttributesGo()
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
    public void DataSetsAreReducedAndCombinedVariableByVariable()
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
    public void ASingleValueIsAskedForInVainOfMany() =>
        Assert.Contains(
            "needs a single value, but this array has (lat: 3, lon: 2): 6 values",
            LabelledData.Error(() => Grid.Scalar())
        );
}
