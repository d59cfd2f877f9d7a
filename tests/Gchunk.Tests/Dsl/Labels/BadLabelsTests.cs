using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.AgainstXarray;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>Messages name a mistake in the user's terms: names, labels and the nearest fix.</summary>
public class BadLabelsTests
{
    private static readonly DataArray Grid = LabelledData.Grid([50, 45, 40], [0, 60, 120, 180]);
    private static readonly DataArray Other = LabelledData.Grid([50, 44, 40], [0, 60, 120, 180], "y");
    private static readonly DataArray Twice = new DataArray(NDArray.From([1.0, 2, 3]), ["lat"]).AssignCoords(
        "lat",
        1,
        1,
        2
    );
    private static readonly DataArray Days = new DataArray(
        NDArray.From([1.0, 2, 3, 4]),
        ["time"],
        name: "d"
    ).AssignCoords("time", DateRange("2001-02-27", periods: 4));

    private static readonly Dictionary<string, (string Message, Func<object> Wrong)> Cases = new()
    {
        ["labels differ in arithmetic"] = (
            "the labels of 'lat' differ first at position 1: 45 against 44",
            () => Grid + Other
        ),
        ["labels differ in Align"] = (
            "Align: the labels of 'lat' differ first at position 1: 45 against 44; say which to keep with join:",
            () => Align(Grid, Other)
        ),
        ["labels differ in Concat"] = (
            "Concat: the labels of 'lat' differ first at position 1: 45 against 44",
            () => Concat([Grid, Other], "run")
        ),
        ["too far apart"] = (
            "Align: the labels of 'lat' differ first at position 1",
            () => Align(Grid, Other, tolerance: 0.5)
        ),
        ["kinds of labels"] = (
            "the labels of 'lat' are of different kinds and cannot be combined",
            () => Align(Grid, Grid.AssignCoords("lat", new TextIndex(["a", "b", "c"])), Join.Outer)
        ),
        ["no labels"] = (
            "dimension 'lat' has length 2 and no labels on one side",
            () => Align(Grid, Grid.ResetIndex("lat", drop: true).Isel("lat", 0..2), Join.Inner)
        ),
        ["a label twice"] = (
            "the label 1 of 'lat' occurs more than once (again at position 1)",
            () => Twice.Reindex("lat", [1.0])
        ),
        ["nothing to reindex"] = (
            "'lat' has no labels to reindex",
            () => Grid.ResetIndex("lat", drop: true).Reindex("lat", [1.0])
        ),
        ["values differ in Merge"] = (
            "the values of 'x' differ between the data sets in 12 places; take the first with compat:",
            () => Merge([Grid.ToDataset(), (Grid + 1).ToDataset("x")])
        ),
        ["overlapping tiles"] = (
            "data set 1 and data set 2 overlap along 'lat': one has 50 to 45, 2 labels, the other 45 to 40",
            () => CombineByCoords([Grid.Isel("lat", 0..2).ToDataset(), Grid.Isel("lat", 1..3).ToDataset()])
        ),
        ["same tiles"] = (
            "have the same labels along every dimension, so they have no order",
            () => CombineByCoords([Grid.ToDataset(), (Grid + 1).ToDataset("x")])
        ),
        ["drop a label"] = ("'lat' has no label 41", () => Grid.DropSel("lat", 41)),
        ["points along a dimension that there is"] = (
            "selection at points: 'lon' has length 2 in the points and ",
            () => Grid.Isel("lat", new DataArray(NDArray.From([0L, 1]), ["lon"]))
        ),
        ["positions that are no integers"] = (
            "positions along 'lat' must be integers; got float64",
            () => Grid.Isel("lat", new DataArray(NDArray.From([0.5]), ["p"]))
        ),
        ["points of different lengths"] = (
            "dimension 'p' has length 2 on one side and 1 on the other",
            () => Grid.Isel(("lat", XarraySample.Ints("p", 0, 1)), ("lon", XarraySample.Ints("p", 0)))
        ),
        ["too many in Loc"] = ("got 3 selectors for 2 dimensions (lat, lon)", () => Grid.Loc[50, 0, 1]),
        ["a mask too short"] = (
            "a mask of 2 values does not fit dimension 'lat' of length 3",
            () => Grid.Isel("lat", new[] { true, false })
        ),
        ["step of Thin"] = ("Thin of 'lat' needs a positive step; got 0", () => Grid.Thin("lat", 0)),
        ["part of a time"] = ("no part of a time 'mont'; did you mean 'month'?", () => Days.GroupBy("time.mont")),
        ["group's coordinate"] = (
            "or a coordinate: no coordinate 'tme'; did you mean 'time'?",
            () => Days.GroupBy("tme")
        ),
        ["edges that fall"] = (
            "the edges of bins must be ascending; got 3 before 1",
            () => Grid.GroupByBins("lat", [3, 1])
        ),
        ["group that the other lacks"] = (
            "'month' has no label 3 in the other operand",
            () => Days.GroupBy("time.month") - Days.GroupBy("time.month").Mean().Isel("month", 0..1)
        ),
        ["arithmetic without groups"] = (
            "arithmetic with groups of 'month' needs an array along 'month'",
            () => Days.GroupBy("time.month") - Days.Mean()
        ),
        ["period"] = (
            "'fortnight' is not a period; write a number and a unit",
            () => Days.Resample("time", "fortnight")
        ),
        ["closed"] = (
            "closed: is \"left\" or \"right\"; got \"both\"",
            () => Days.Resample("time", "2D", closed: "both")
        ),
        ["no times"] = (
            "Resample needs a dimension of times; 'lat' has 50 to 40, 3 labels",
            () => Grid.Resample("lat", "1D")
        ),
        ["min periods"] = (
            "minPeriods: must be from 1 to 2, the size of the window; got 3",
            () => Grid.Rolling("lat", 2, minPeriods: 3)
        ),
        ["multiple of a block"] = (
            "dimension 'lat' of length 3 is not a multiple of 2; drop the rest with boundary: \"trim\"",
            () => Grid.Coarsen("exact", "left", ("lat", 2))
        ),
        ["boundary"] = ("no boundary 'trimm'; did you mean 'trim'?", () => Grid.Coarsen("trimm", "left", ("lat", 2))),
        ["quantile"] = ("a quantile must be between 0 and 1; got 5", () => Grid.Quantile(5.0, "lat")),
        ["degree"] = (
            "a polynomial of degree 3 cannot be fitted to the 3 labels of 'lat'",
            () => Grid.PolyFit("lat", 3)
        ),
        ["weights' dimension"] = ("no dimension 'lato'; did you mean 'lat'?", () => Grid.Weighted(Grid).Mean("lato")),
        ["unit of time"] = ("no unit of time 'weeks'", () => Days.Differentiate("time", datetimeUnit: "weeks")),
        ["limit"] = ("a limit must be positive; got 0", () => Days.FFill("time", 0)),
        ["outside"] = (
            "is outside 'lat', which runs from 50 to 40 (3 labels); use extrapolate: true",
            () => Grid.Interp(("lat", 60))
        ),
        ["interpolation method"] = (
            "no interpolation method 'cubit'; did you mean 'cubic'?",
            () => Grid.Interp("lat", [45.0], "cubit")
        ),
        ["too few for a cubic"] = (
            "cubic interpolation needs at least four labels; 'lat' has 3",
            () => Grid.Interp("lat", [46.0], "cubic")
        ),
        ["interpolating along repeats"] = (
            "the label 1 of 'lat' occurs more than once",
            () => Twice.Interp("lat", [1.5])
        ),
        ["regridding method"] = (
            "no regridding method 'bilinaer'; did you mean 'bilinear'?",
            () => Grid.Regrid("bilinaer", ("lat", [45]))
        ),
        ["one cell"] = (
            "conservative regridding needs at least two labels along 'lat'",
            () => Grid.Regrid("conservative", ("lat", [45]))
        ),
        ["Dt without times"] = ("Dt is for times; 'x' holds float64", () => Grid.Dt),
        ["rounding to months"] = ("times are rounded to a fixed period", () => Days["time"].Dt.Floor("M")),
        ["directive"] = ("Strftime does not know %Q", () => Days["time"].Dt.Strftime("%Q")),
        ["calendar"] = ("no calendar 'no_leap'; did you mean 'noleap'?", () => Days.ConvertCalendar("no_leap")),
        ["360 days"] = ("choose alignOn:", () => Days.ConvertCalendar("360_day")),
        ["range of dates"] = ("DateRange takes two of start, end and periods", () => DateRange("2001-01-01")),
        ["swap"] = (
            "'y' has the dimensions (lon), so it cannot replace 'lat'",
            () => Grid.AssignCoords("y", XarraySample.Points("lon", 1, 2, 3, 4)).SwapDims(("lat", "y"))
        ),
        ["unstack"] = ("'lat' is not stacked, so it cannot be unstacked", () => Grid.Unstack("lat")),
        ["name of variables"] = (
            "there is a 'lat' already; give the new dimension another name",
            () => Grid.ToDataset().ToArray("lat")
        ),
        ["sample dimension"] = (
            "variable 'y' (lon) lacks the sample dimension 'lat'",
            () => new Dataset([Grid, Grid.Isel("lat", 0).DropVars("lat").Rename("y")]).ToStacked("z", ["lat"])
        ),
        ["labels to variables"] = (
            "'lat' labels a dimension and cannot become a variable",
            () => Grid.ToDataset().ResetCoords("lat")
        ),
        ["core dimension"] = ("no dimension 'lonn'; did you mean 'lon'?", () => ApplyUFunc(b => b, Grid, ["lonn"])),
        ["output dimension"] = (
            "the function returns a dimension 'lat', which the arrays have already",
            () => ApplyUFunc(b => b, Grid, ["lon"], [("lat", 3)])
        ),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_wrong_use_of_labels_is_explained(string name) =>
        Assert.Contains(Cases[name].Message, LabelledData.Error(() => _ = Cases[name].Wrong()));

    [Fact]
    public void A_tolerance_brings_labels_together_that_differ_by_rounding()
    {
        DataArray near = LabelledData.Grid([50.0001, 45, 40], [0, 60, 120, 180]);
        var (a, b) = Align(Grid, near, tolerance: 0.001);
        Assert.Equal([50.0, 45, 40], b["lat"].Compute().ToArray<double>());
        Assert.Equal(0, (a - b).Sum().Scalar());
    }
}
