using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>Reductions of data sets whose variables have different dimensions, as in xarray.</summary>
public class DatasetReductionTests
{
    private static Dataset Both() =>
        new DataArray(NDArray.From([1.0, 2, 3, 5], new Shape([2, 2])), ["y", "x"])
            .AssignCoords("y", new NumberIndex([7, 8]))
            .ToDataset("a")
            .Assign("b", new DataArray(NDArray.From([4.0, double.NaN]), ["x"]));

    [Fact]
    public void A_median_of_everything_keeps_no_coordinates()
    {
        Assert.Empty(Both().Median().Coords);
        Assert.Equal(["quantile"], Both().Quantile(0.5).Coords.Names);
        Assert.Equal(["quantile"], Both().Quantile([0.5, 1]).Coords.Names);
    }

    [Fact]
    public void A_coordinate_that_differs_in_one_variable_is_dropped_from_all()
    {
        var area = new DataArray(NDArray.From([1.0, 2, 3, 4], new Shape([2, 2])), ["y", "x"]);
        Dataset both = Both().AssignCoords(("area", area));
        Assert.DoesNotContain("area", (both - both.Isel("y", 0)).Coords.Names);
        Assert.Contains("area", (both - both).Coords.Names);
    }

    [Fact]
    public void The_spread_along_a_dimension_that_a_variable_lacks_is_0()
    {
        Assert.Equal([0, double.NaN], Both().Std("y")["b"].Compute().ToArray<double>());
        Assert.Equal([0, double.NaN], Both().Var("y")["b"].Compute().ToArray<double>());
        Assert.Equal([4, double.NaN], Both().Mean("y")["b"].Compute().ToArray<double>());
    }

    [Fact]
    public void A_dimension_of_times_only_goes_with_them_and_times_without_the_dimension_stay()
    {
        Dataset timed = Both().Assign("when", new DataArray(Prelude.DateRange("2000-01-01", periods: 4), "t", "when"));
        foreach (Dataset all in (Dataset[])[timed.Median(), timed.Quantile(0.5), timed.Mean(), timed.Std()])
            Assert.Equal(["a", "b"], all.Names);
        foreach (Dataset along in (Dataset[])[timed.Median("t"), timed.Quantile(0.5, "t"), timed.Mean("t")])
        {
            Assert.Equal(["a", "b"], along.Names);
            Assert.Equal([1.0, 2, 3, 5], along["a"].Compute().ToArray<double>());
        }
        Assert.Equal([0.0, 0, 0, 0], timed.Std("t")["a"].Compute().ToArray<double>());
        foreach (Dataset kept in (Dataset[])[timed.Std("y"), timed.Var("y"), timed.Mean("y")])
            Assert.Equal(["a", "b", "when"], kept.Names);
    }
}
