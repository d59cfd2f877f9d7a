using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Tests.Dsl.Labels;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Indexing;

public class SelectionTests
{
    private static readonly DataArray Grid = LabelledData.Grid([50, 45, 40, 35, 30], [0, 60, 120, 180, 240, 300]);

    [Theory]
    [InlineData(30, 50, 5, 50)]
    [InlineData(34, 46, 3, 45)]
    [InlineData(45, 45, 1, 45)]
    [InlineData(-90, 90, 5, 50)]
    [InlineData(48, 100, 1, 50)]
    public void An_interval_is_closed_whichever_way_the_coordinate_runs(
        double low,
        double high,
        long count,
        double first
    )
    {
        DataArray falling = Grid.Sel("lat", Slice(low, high)),
            rising = Grid.Reverse("lat").Sel("lat", Slice(low, high));
        Assert.Equal((count, count), (falling.Sizes["lat"], rising.Sizes["lat"]));
        Assert.Equal(first, falling["lat"].Max().Scalar());
        Assert.Equal(falling.Sum().Scalar(), rising.Sum().Scalar());
    }

    [Fact]
    public void An_interval_that_runs_down_is_one_of_descending_labels_only()
    {
        Assert.Equal(3, Grid.Sel("lat", Slice(46, 34)).Sizes["lat"]);
        DataArray rising = Grid.Reverse("lat"),
            times = LabelledData.NoLeap()["t"],
            names = new DataArray(NDArray.From([1.0, 2]), ["s"]).AssignCoords("s", "b", "a");
        Assert.Contains(
            "Slice(46, 34) runs down, but 'lat' runs up (30 to 50, 5 labels), so it selects nothing; write Slice(34, 46)",
            LabelledData.Error(() => rising.Sel("lat", Slice(46, 34)))
        );
        Assert.Contains(
            "write Slice(34, 46)",
            LabelledData.Error(() => rising.ToDataset("v").Sel("lat", Slice(46, 34)))
        );
        Assert.Contains(
            "write Slice(\"2001-12-29\", \"2002-01-02\")",
            LabelledData.Error(() => times.Sel("time", Slice("2002-01-02", "2001-12-29")))
        );
        Assert.Contains("write Slice(\"b\", \"a\")", LabelledData.Error(() => names.Sel("s", Slice("a", "b"))));
    }

    [Fact]
    public void An_open_end_takes_the_rest()
    {
        Assert.Equal(2, Grid.Sel("lat", Slice(null, 38)).Sizes["lat"]);
        Assert.Equal(3, Grid.Sel("lat", Slice(38, null)).Sizes["lat"]);
    }

    [Theory]
    [InlineData(0.0, SelectMethod.Nearest, 1.0)] // as near to -1: the greater, as in xarray
    [InlineData(0.4, SelectMethod.Nearest, 1.0)]
    [InlineData(-0.1, SelectMethod.Nearest, -1.0)]
    [InlineData(0.0, SelectMethod.Pad, -1.0)]
    [InlineData(0.0, SelectMethod.Backfill, 1.0)]
    [InlineData(3.9, SelectMethod.Nearest, 3.0)]
    [InlineData(3.0, SelectMethod.Exact, 3.0)]
    public void A_method_takes_a_neighbour(double label, SelectMethod method, double expected)
    {
        DataArray rising = LabelledData.Grid([-3, -1, 1, 3], [0]);
        Assert.Equal(expected, rising.Sel("lat", label, method)["lat"].Scalar());
        // As in xarray, before and after refer to the order of the labels: on descending labels, the greater comes
        // before the lesser.
        SelectMethod other =
            method == SelectMethod.Pad ? SelectMethod.Backfill
            : method == SelectMethod.Backfill ? SelectMethod.Pad
            : method;
        Assert.Equal(expected, rising.Reverse("lat").Sel("lat", label, other)["lat"].Scalar());
    }

    [Fact]
    public void One_label_takes_the_dimension_away_and_stays_as_a_coordinate()
    {
        DataArray row = Grid.Sel("lat", 40);
        Assert.Equal(["lon"], row.Dims);
        Assert.Equal(40, row["lat"].Scalar());
        Assert.Equal([12.0, 13, 14, 15, 16, 17], row.Compute().ToArray<double>());
    }

    [Fact]
    public void Several_labels_come_in_the_order_asked()
    {
        Assert.Equal([240.0, 0, 60], Grid.Sel("lon", new double[] { 240, 0, 60 })["lon"].Compute().ToArray<double>());
        Assert.Equal(
            [4.0, 0, 1],
            Grid.Sel("lon", new double[] { 240, 0, 60 }).Isel("lat", 0).Compute().ToArray<double>()
        );
    }

    [Fact]
    public void A_float32_coordinate_is_found_by_the_decimal_that_it_was_written_as() =>
        Assert.Equal(
            2,
            LabelledData.Days()["t"].Sel("lat", 45.1).Sel("time", Slice("2001-01-01", "2001-01-02")).Sizes["time"]
        );

    [Fact]
    public void Text_labels_are_found_and_misspelt_ones_suggested()
    {
        DataArray members = new DataArray(NDArray.From([1.0, 2, 3]), ["member"]).AssignCoords(
            "member",
            new TextIndex(["r1i1p1", "r2i1p1", "mean"])
        );
        Assert.Equal(2, members.Sel("member", "r2i1p1").Scalar());
        Assert.Equal(2, members.Sel("member", Slice("r2i1p1", "mean")).Sizes["member"]);
        Assert.Contains("did you mean 'r1i1p1'?", LabelledData.Error(() => members.Sel("member", "r1ip1")));
    }

    [Theory]
    [InlineData("2000-02", 4)] // the four days of a leap year's February that are there
    [InlineData("2000-02-28", 2)]
    [InlineData("2000-02-28T12", 1)]
    [InlineData("2000", 5)]
    public void Dates_may_be_given_in_part(string date, long count)
    {
        long day = CfCalendar.Day,
            start = CfCalendar.Standard.Instant(2000, 2, 28);
        DataArray hours = new DataArray(NDArray.From([0.0, 1, 2, 3, 4]), ["time"]).AssignCoords(
            "time",
            new TimeIndex(
                [start, start + day / 2, start + day, start + day + day / 2, start + 2 * day],
                CfCalendar.Standard
            )
        );
        DataArray selected = hours.Sel("time", date);
        Assert.Equal(count, selected.Dims.Count == 0 ? 1 : selected.Sizes["time"]);
    }

    [Fact]
    public void A_non_monotonic_coordinate_is_selected_by_value()
    {
        DataArray mixed = LabelledData.Grid([3, 1, 2], [0]);
        Assert.Equal([1.0, 2], mixed.Sel("lat", Slice(1, 2))["lat"].Compute().ToArray<double>());
        Assert.Equal(2, mixed.Sel("lat", 2)["lat"].Scalar());
    }

    public static TheoryData<string, string> Errors =>
        new()
        {
            { "no dimension 'latitude'; did you mean 'lat'? (there are: lat, lon)", "dim" },
            { "60 is outside 'lat', which runs from 50 to 30 (5 labels)", "label" },
            { "'lat' has no label 41; the nearest is 40: take it with method: Nearest", "between" },
            { "Slice(60, 70) is outside 'lat', which runs from 50 to 30 (5 labels)", "interval" },
            { "no label of 'lat' lies in Slice(41, 42): the nearest is 40", "gap" },
            { "-74 is outside 'lat', which runs from 50 to 30 (5 labels)", "far" },
            { "the labels of 'lat' are numbers (50 to 30, 5 labels), so \"north\" cannot be one of them", "kind" },
            { "position 5 is out of range for dimension 'lat' of length 5: positions run from 0 to 4", "position" },
            { "'1;2' is not a slice; write start:stop", "slice" },
            { "no coordinate 'lats'; did you mean 'lat'?", "coordinate" },
            { "which is not within the tolerance of 0.5", "tolerance" },
        };

    [Theory, MemberData(nameof(Errors))]
    public void An_error_names_the_fix(string message, string what) =>
        Assert.Contains(
            message,
            LabelledData.Error(() =>
                _ = what switch
                {
                    "dim" => Grid.Sel("latitude", 3),
                    "label" => Grid.Sel("lat", 60),
                    "between" => Grid.Sel("lat", 41),
                    "interval" => Grid.Sel("lat", Slice(60, 70)),
                    "gap" => Grid.Sel("lat", Slice(41, 42)),
                    "far" => Grid.Sel("lat", -74, method: Nearest),
                    "kind" => Grid.Sel("lat", "north"),
                    "position" => Grid.Isel("lat", 5),
                    "slice" => Grid.Isel("lat", "1;2"),
                    "coordinate" => Grid["lats"],
                    _ => Grid.Sel("lat", 41, method: Nearest, tolerance: 0.5),
                }
            )
        );

    [Theory]
    [InlineData("2003-01-01", "2003-01-01\" is outside 'time', which runs from 2001-12-27 to 2002-02-09 (45 labels)")]
    [InlineData("2002-01-32", "'time': there is no date 2002-01-32 in the calendar noleap")]
    [InlineData("January", "'January' is not a date; write 2015")]
    public void A_wrong_date_is_explained(string date, string message) =>
        Assert.Contains(message, LabelledData.Error(() => LabelledData.NoLeap()["t"].Sel("time", date)));
}
