using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Labels;

public class StackTests
{
    private static DataArray Cube()
    {
        double[] values = [.. Enumerable.Range(0, 24).Select(i => (double)i)];
        values[5] = double.NaN; // (0, 1, 1)
        values[12 + 10] = double.NaN; // (1, 2, 2)
        return new DataArray(NDArray.From(values, (2, 3, 4)), ["time", "lat", "lon"], name: "x")
            .AssignCoords("lat", 9, 8, 7)
            .AssignCoords("lon", 0, 1, 2, 3);
    }

    [Fact]
    public void Unstack_undoes_stack()
    {
        DataArray cube = Cube(),
            back = cube.Stack("z", ["lat", "lon"]).Unstack("z");
        Assert.Equal(cube.Dims, back.Dims);
        Assert.Equal(cube.Compute().ToArray<double>(), back.Compute().ToArray<double>());
        Assert.Equal([9.0, 8, 7], back["lat"].Compute().ToArray<double>());
    }

    [Fact]
    public void Dropped_cells_are_missing_after_unstack()
    {
        DataArray kept = Cube().Stack("z", ["lat", "lon"]).Transpose("z", "time").DropNa("z");
        Assert.Equal(10, kept.Sizes["z"]);
        var labels = new DataArray(NDArray.From(Enumerable.Range(0, 10).ToArray()), ["z"], kept.Coords);
        DataArray map = labels.Unstack("z");
        double nan = double.NaN;
        Assert.Equal([0, 1, 2, 3, 4, nan, 5, 6, 7, 8, nan, 9], map.Compute().ToArray<double>());
        Assert.Equal(["lat", "lon"], map.Dims);
        Assert.Equal(DType.Float64, map.DType);
    }

    [Fact]
    public void A_stacked_dimension_can_be_sliced_and_still_unstacks()
    {
        DataArray part = Cube().Isel("time", 0).Stack("z", ["lat", "lon"]).Isel("z", new[] { 11, 0 });
        Assert.Equal("(7, 3)", part.Coords["z"].Index!.Label(0));
        double[] map = part.Unstack("z").Compute().ToArray<double>();
        Assert.Equal((0.0, 11.0, 10), (map[0], map[11], map.Count(double.IsNaN)));
    }

    [Fact]
    public void A_coordinate_over_stacked_dimensions_is_stacked_too()
    {
        DataArray cube = Cube()
            .AssignCoords("height", Cube().Isel("time", 1).DropCoords("lat", "lon").Rename("height"));
        DataArray stacked = cube.Stack("z", ["lon", "lat"]);
        Assert.Equal(["z"], stacked.Coords["height"].Dims);
        Assert.Equal([12.0, 16, 20], stacked["height"].Isel("z", ..3).Compute().ToArray<double>());
        Assert.Equal(["lon", "lat"], stacked.Unstack("z").Coords["height"].Dims);
    }

    [Fact]
    public void Many_dropped_cells_come_from_their_chunks()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => i % 3 == 0 ? double.NaN : i)];
        DataArray x = new DataArray(NDArray.From(values, (500, 2)), ["z", "t"]).Chunk(("z", 70), ("t", 1)).DropNa("z");
        double[] expected =
        [
            .. Enumerable
                .Range(0, 500)
                .Where(r => 2 * r % 3 != 0 && (2 * r + 1) % 3 != 0)
                .SelectMany(r => new double[] { 2 * r, 2 * r + 1 }),
        ];
        Assert.Equal(expected, x.Compute().ToArray<double>());
    }

    [Fact]
    public void Errors_name_the_fix()
    {
        DataArray stacked = Cube().Stack("z", ["lat", "lon"]);
        Assert.Contains(
            "no dimension 'latitude'; did you mean 'lat'?",
            LabelledData.Error(() => Cube().Stack("z", ["latitude", "lon"]))
        );
        Assert.Contains(
            "'time' is not stacked, so it cannot be unstacked; did you mean 'z'?",
            LabelledData.Error(() => stacked.Unstack("time"))
        );
        Assert.Contains("there is a 'time' already", LabelledData.Error(() => Cube().Stack("time", ["lat", "lon"])));
        Assert.Contains("select on these before Stack", LabelledData.Error(() => stacked.Sel("z", 3)));
        Assert.Contains("Unstack the dimension", LabelledData.Error(() => _ = stacked["z"]));
    }
}
