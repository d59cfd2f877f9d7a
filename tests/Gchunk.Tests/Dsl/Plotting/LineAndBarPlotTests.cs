using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

public class LineAndBarPlotTests : PlotFolder
{
    private const int Line = 0x2a6ebb,
        Bar = 0x4c78a8;

    [Fact]
    public void A_line_breaks_where_values_are_missing()
    {
        double[] y = Range(100);
        for (int i = 40; i < 60; i++)
            y[i] = double.NaN;
        new LinePlot
        {
            X = new(Range(100), "x"),
            Values = y,
            Label = "y",
            Title = "t",
        }.Save(File("l.png"));
        Png png = Png.Read(File("l.png"));
        var box = png.BoxOf(Line);
        int gap = Enumerable
            .Range(box.Left, box.Right - box.Left)
            .Count(x => !Enumerable.Range(box.Top, box.Bottom - box.Top + 1).Any(yy => Near(png[x, yy])));
        Assert.InRange(gap, 0.19 * (box.Right - box.Left), 0.23 * (box.Right - box.Left));
        // The line is ascending: its left end is below its right end.
        Assert.Contains(Enumerable.Range(0, png.Height), yy => yy > png.Height / 2 && Near(png[box.Left + 4, yy]));
    }

    [Fact]
    public void A_lone_value_between_missing_ones_is_a_dot()
    {
        new LinePlot { X = new(Range(3)), Values = [double.NaN, 1, double.NaN] }.Save(File("l.png"));
        Assert.InRange(Png.Read(File("l.png")).Count(Line), 5, 500);
    }

    [Fact]
    public void A_million_points_keep_their_extremes()
    {
        double[] y = new double[1_000_000];
        y[123_456] = 5;
        y[700_001] = -5;
        new LinePlot { X = new(Range(y.Length)), Values = y }.Save(File("l.png"));
        Png png = Png.Read(File("l.png"));
        var box = png.BoxOf(Line);
        Assert.True(box.Bottom - box.Top > 600);
        new LinePlot { X = new(Range(y.Length)), Values = y }.Save(File("l.svg"));
        Assert.True(new FileInfo(File("l.svg")).Length < 300_000);
    }

    [Fact]
    public void Dates_are_labelled_by_their_names()
    {
        string[] days =
        [
            .. Enumerable.Range(0, 365).Select(i => new DateTime(2095, 1, 1).AddDays(i).ToString("yyyy-MM-dd", null)),
        ];
        new LinePlot
        {
            X = new(Range(365), "time") { Names = days },
            Values = Range(365),
        }.Save(File("l.svg"));
        string svg = System.IO.File.ReadAllText(File("l.svg"));
        Assert.All(
            ["2095-01", "2095-03", "2095-11"],
            month => Assert.Contains($">{month}<", svg, StringComparison.Ordinal)
        );
        Assert.Equal(6, svg.Split("2095-").Length - 1);
    }

    [Theory]
    [InlineData("2000-01-01,2000-01-02,2000-01-03", "2000-01-01,2000-01-02,2000-01-03")]
    [InlineData("2000-02-29 12:00,2000-02-30 12:00", "2000-02-29,2000-02-30")]
    [InlineData("2000-01-01 00:00,2000-01-01 06:00", "2000-01-01 00:00,2000-01-01 06:00")]
    [InlineData("1999-01-01,1999-07-01,2000-01-01,2000-07-01,2001-01-01,2001-07-01", "1999,2000,2001")]
    [InlineData(
        "1999-01-16,1999-02-16,1999-03-16,1999-04-16,1999-05-16,1999-06-16",
        "1999-01-16,1999-03-16,1999-05-16"
    )]
    [InlineData("b,a", "b,a")]
    public void Ticks_of_names_prefer_round_dates(string names, string expected)
    {
        string[] all = names.Split(',');
        Assert.Equal(expected, string.Join(",", NamedTicks.Choose(Range(all.Length), all, 4).Select(t => t.Label)));
    }

    [Fact]
    public void Ticks_are_where_months_begin_between_two_labels()
    {
        // Every tenth day. The labels on the first of a month are few and far apart.
        string[] days =
        [
            .. Enumerable.Range(0, 13).Select(i => new DateTime(2001, 1, 4).AddDays(10 * i).ToString("O")[..10]),
        ];
        double[] at = [.. Enumerable.Range(0, 13).Select(i => 3.0 + 10 * i)];
        Tick[] expected = [new(31, "2001-02"), new(59, "2001-03"), new(90, "2001-04"), new(120, "2001-05")];

        Assert.Equal(expected, NamedTicks.Choose(at, days, 4));
        Assert.Equal(expected, NamedTicks.Choose([.. at.Reverse()], [.. days.Reverse()], 4));
    }

    [Fact]
    public void Bars_stand_between_their_edges_with_heights_in_proportion()
    {
        Prelude.BarPlot([0, 1, 3], [10, 5], File("b.png"));
        Png png = Png.Read(File("b.png"));
        var box = png.BoxOf(Bar);
        int foot = box.Bottom - 3,
            width = box.Right - box.Left,
            height = box.Bottom - box.Top;
        Assert.Equal(Bar, png[box.Left + (width / 6), box.Top + 5]);
        Assert.NotEqual(Bar, png[box.Left + (width / 2), box.Top + 5]);
        Assert.Equal(Bar, png[box.Left + (width / 2), foot]);
        int top = Enumerable.Range(box.Top, height).First(y => png[box.Left + (2 * width / 3), y] == Bar);
        Assert.InRange(top, box.Top + (height / 2) - 4, box.Top + (height / 2) + 4);
    }

    [Fact]
    public void Errors_name_the_thing_and_the_fix()
    {
        GridPlotTests.Says(
            () => Prelude.BarPlot([0, 1], [1, 2], File("b.png")),
            "2 edges for 2 counts",
            "one edge more"
        );
        GridPlotTests.Says(
            () => Prelude.BarPlot([0, 2, 1], [1, 2], File("b.png")),
            "must be in ascending order",
            "1 comes after 2"
        );
        GridPlotTests.Says(() => Prelude.BarPlot([0], [], File("b.png")), "nothing to draw");
        GridPlotTests.Says(() => new LinePlot { X = new([]), Values = [] }.Save(File("l.png")), "nothing to draw");
        GridPlotTests.Says(
            () => new LinePlot { X = new([1, 2]), Values = [double.NaN, double.NaN] }.Save(File("l.png")),
            "all 2 values are missing"
        );
        Assert.Empty(Directory.GetFiles(Folder));
    }

    private static bool Near(int color) => (color & 255) > ((color >> 16) & 255) + 40;
}
