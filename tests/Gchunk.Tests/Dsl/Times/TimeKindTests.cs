using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Times;

/// <summary>Operations on times and durations that once returned them unchanged, or as numbers.</summary>
public class TimeKindTests
{
    private static readonly DataArray Days = new(Prelude.DateRange("2000-01-01", periods: 4), "x", "when");
    private static readonly DataArray Spans = Days - Days.Isel("x", 0);
    private static readonly DataArray Labelled = Spans.AssignCoords("x", new NumberIndex([0, 1, 2, 3]));
    private static readonly DataArray Holed = Spans.Where(Spans > TimeSpan.FromDays(1));
    private static readonly DataArray HoledDays = Days.Where(Spans > TimeSpan.FromDays(1));

    private static DataArray Groups => Labelled.AssignCoords("k", new DataArray(NDArray.From([0L, 0, 1, 1]), ["x"]));

    // Hours, and hours since 2000 for times; NaN where missing.
    public static TheoryData<string, double[]> Results =>
        new()
        {
            { "fill", [6, 6, 48, 72] },
            { "fill times", [-24, -24, 48, 72] },
            { "drop", [48, 72] },
            { "back", [48, 48, 48, 72] },
            { "shift", [double.NaN, double.NaN, 0, 24] },
            { "pad", [double.NaN, 0, 24, 48, 72, double.NaN] },
            { "pad times", [double.NaN, 0, 24, 48, 72, double.NaN] },
            { "reindex", [24, double.NaN] },
            { "unstack", [0, double.NaN, 48, double.NaN] },
            { "unstack times", [0, double.NaN, 48, double.NaN] },
            { "concat", [0, 24, 48, 72, double.NaN, double.NaN, 0, 24, 48, 72] },
            { "median", [36] },
            { "median times", [36] },
            { "quantile", [18] },
            { "quantile times", [18] },
            { "quantiles times", [18, 36] },
            { "group mean", [12, 60] },
            { "group median", [12, 60] },
            { "group sum", [24, 120] },
            { "rolling", [double.NaN, 24, 72, 120] },
            { "rolling median times", [double.NaN, 12, 36, 60] },
        };

    private static DataArray Made(string name) =>
        name switch
        {
            "fill" => Holed.FillNa(TimeSpan.FromHours(6)),
            "fill times" => HoledDays.FillNa(new DateTime(1999, 12, 31)),
            "drop" => Holed.DropNa("x"),
            "back" => Holed.BFill("x"),
            "shift" => Spans.Shift("x", 2),
            "pad" => Spans.Pad([("x", 1, 1)]),
            "pad times" => Days.Pad([("x", 1, 1)]),
            "reindex" => Labelled.Reindex("x", [1.0, 7]),
            "unstack" => Unstacked(Labelled),
            "unstack times" => Unstacked(Days.AssignCoords("x", new NumberIndex([0, 1, 2, 3]))),
            "concat" => Prelude.Concat(
                [Labelled, Labelled.AssignCoords("x", new NumberIndex([1, 2, 3, 4]))],
                "run",
                Join.Outer
            ),
            "median" => Spans.Median(),
            "median times" => Days.Median(),
            "quantile" => Spans.Quantile(0.25),
            "quantile times" => Days.Quantile(0.25),
            "quantiles times" => Days.Quantile([0.25, 0.5]),
            "group mean" => Groups.GroupBy("k").Mean(),
            "group median" => Groups.GroupBy("k").Median(),
            "group sum" => Groups.GroupBy("k").Sum(),
            "rolling" => Spans.Rolling("x", 2).Sum(),
            "rolling median times" => Days.Rolling("x", 2).Median(),
            _ => throw new ArgumentException(name),
        };

    private static DataArray Unstacked(DataArray x) =>
        x.ExpandDims("k").Stack("z", "k", "x").Isel("z", new[] { 0, 2 }).Unstack("z");

    [Theory]
    [MemberData(nameof(Results))]
    public void Stay_times_and_durations(string name, double[] hours)
    {
        DataArray made = Made(name),
            spans = made.Calendar is null ? made : made - Days.Isel("x", 0);
        Assert.Equal(DType.TimeDelta64, spans.DType);
        double[] found = (spans / TimeSpan.FromHours(1)).Compute().ToArray<double>();
        Assert.Equal(hours, found);
    }

    [Fact]
    public void Truth_values_and_positions_in_groups_and_windows_are_no_durations()
    {
        Assert.Equal([2, 2], Groups.GroupBy("k").Reduce("count").Compute().ToArray<long>());
        foreach (string op in (string[])["any", "all", "prod", "var", "argmin", "argmax"])
        {
            Assert.Throws<GchunkException>(() => Groups.GroupBy("k").Reduce(op));
            Assert.Throws<GchunkException>(() => Spans.Rolling("x", 2).Reduce(op));
        }
    }

    [Fact]
    public void Missing_durations_equal_each_other() => Assert.True(Holed.Equals(Holed));

    [Fact]
    public void Order_has_missing_ones_last()
    {
        DataArray times = HoledDays.Isel("x", new[] { 3, 0, 2 }),
            numbers = new DataArray(NDArray.From([3L, 0, 2]), ["x"]);
        Assert.Equal([2, 3, 0], numbers.SortBy(times).Compute().ToArray<long>());
        Assert.Equal([2, 3, 0], numbers.SortBy(times - new DateTime(2000, 1, 1)).Compute().ToArray<long>());
        Assert.Equal([2, double.NaN, 1], times.Rank("x").Compute().ToArray<double>());
        Assert.Equal([1, 2, 3, 4], Spans.Rank("x").Compute().ToArray<double>());
    }

    public static TheoryData<string> Refused =>
        ["interp", "interpolate", "polyfit", "differentiate", "integrate", "fill", "fill spans"];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_needs_numbers_says_how_to_get_them(string name)
    {
        DataArray days = Days.AssignCoords("x", new NumberIndex([0, 1, 2, 3]));
        var error = Assert.Throws<GchunkException>(() =>
            (object)(
                name switch
                {
                    "interp" => days.Interp("x", [1.5]),
                    "interpolate" => HoledDays.InterpolateNa("x"),
                    "polyfit" => days.PolyFit("x", 1)["polyfit_coefficients"],
                    "differentiate" => days.Differentiate("x"),
                    "integrate" => days.Integrate("x"),
                    "fill" => HoledDays.FillNa(0.0),
                    _ => Holed.FillNa(0.0),
                }
            )
        );
        Assert.Matches("TimeSpan|DateTime", error.Message);
    }

    [Fact]
    public void A_data_set_leaves_times_out_where_numbers_are_needed()
    {
        Dataset both = Days.AssignCoords("x", new NumberIndex([0, 1, 2, 3]))
            .ToDataset("when")
            .Assign("v", new DataArray(NDArray.From([1.0, 2, 3, 4]), ["x"]));
        Assert.Equal(["v"], both.Differentiate("x").Names);
        Assert.Equal(["v"], both.Integrate("x").Names);
        Assert.Equal(["when", "v"], both.InterpolateNa("x").Names);
        Assert.Equal(["when", "v"], both.FillNa(0.0).Names);
    }

    [Fact]
    public void A_mask_with_another_dimension_puts_it_last()
    {
        var mask = new DataArray(NDArray.From([true, false, true, false], new Shape([2, 2])), ["run", "x"]);
        var field = new DataArray(NDArray.From([1.0, 2, 3, 4], new Shape([2, 2])), ["y", "x"]);
        DataArray chosen = field.Where(mask);
        Assert.Equal(["y", "x", "run"], chosen.Dims);
        Assert.Equal([1, 1, double.NaN, double.NaN, 3, 3, double.NaN, double.NaN], chosen.Compute().ToArray<double>());
    }
}
