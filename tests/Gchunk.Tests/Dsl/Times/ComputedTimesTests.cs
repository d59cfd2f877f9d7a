using Gchunk.Dsl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Times;

/// <summary>Computed times are shown as times, whatever their calendar.</summary>
public class ComputedTimesTests
{
    private static readonly DataArray Rain = new DataArray(FromArray([3.0, 9, 1]), ["time"]).AssignCoords(
        "time",
        TimeIndex.Parse(["2000-02-28", "2000-03-01", "2000-03-02T12:00"], calendar: "noleap")
    );

    [Fact]
    public void A_coordinate_its_parts_and_its_elements_are_shown_as_times()
    {
        var times = Rain["time"].Compute();
        Assert.Equal("(3,) time (noleap)\n[         2000-02-28,          2000-03-01, 2000-03-02T12:00:00]", $"{times}");
        Assert.Equal("(2,) time (noleap)\n[2000-02-28, 2000-03-01]", $"{times[":2"]}");
        Assert.Equal("2000-03-01", $"{times[1]}");
    }

    [Fact]
    public void The_label_of_the_greatest_value_is_shown_as_a_time() =>
        Assert.Equal("2000-03-01", $"{Rain.IdxMax("time").Compute()}");

    [Fact]
    public void Loaded_times_are_shown_as_times() =>
        Assert.Contains("\n[2000-02-28, 2000-03-01]\n", $"{Rain["time"].Isel("time", ..2).Load()}", default);

    [Fact]
    public void Times_that_are_generated_select_the_labels() =>
        Assert.Equal(
            [3.0, 9],
            Rain.Sel("time", DateRange("2000-02-28", periods: 2, calendar: "noleap")).Compute().ToArray<double>()
        );

    [Fact]
    public void Labels_in_an_array_are_interpolated_to()
    {
        var x = new DataArray(FromArray([0.0, 10, 20]), ["lat"]).AssignCoords("lat", [1.0, 2, 3]);
        Assert.Equal([5.0, 15], x.Interp("lat", (x["lat"] + 0.5).Isel("lat", ..2)).Compute().ToArray<double>());
    }
}
