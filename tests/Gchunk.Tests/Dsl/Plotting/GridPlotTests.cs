using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

public class GridPlotTests : PlotFolder
{
    // Category10's first three colours, and the colour of missing cells.
    private const int Blue = 0x1f77b4,
        Orange = 0xff7f0e,
        Green = 0x2ca02c,
        Grey = 0xdedede;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_cell_stands_at_its_coordinates_whichever_way_they_run(bool xFalls, bool yFalls)
    {
        double[] x = [10, 20],
            y = [1, 2];
        // Orange at the west, blue at the south-east, green at the north-east.
        double At(double xv, double yv) =>
            xv == 10 ? 1
            : yv == 1 ? 0
            : 2;
        x = xFalls ? [.. x.Reverse()] : x;
        y = yFalls ? [.. y.Reverse()] : y;
        double[] values = [.. y.SelectMany(yv => x.Select(xv => At(xv, yv)))];
        new GridPlot
        {
            X = new(x, "lon"),
            Y = new(y, "lat"),
            Values = values,
            Colors = "Category10",
        }.Save(File("g.png"));

        Png png = Png.Read(File("g.png"));
        var (left, top, right, bottom) = BoxOfCells(png);
        int w = right - left,
            h = bottom - top;
        Assert.Equal(Orange, png[left + (w / 4), top + (h / 4)]);
        Assert.Equal(Orange, png[left + (w / 4), top + (3 * h / 4)]);
        Assert.Equal(Green, png[left + (3 * w / 4), top + (h / 4)]);
        Assert.Equal(Blue, png[left + (3 * w / 4), top + (3 * h / 4)]);
    }

    [Fact]
    public void Cells_reach_half_way_to_their_irregular_neighbours()
    {
        // Centres 0, 1, 4: edges -0.5, 0.5, 2.5, 5.5.
        new GridPlot
        {
            X = new([0, 1, 4]),
            Y = new([0]),
            Values = [1, 0, 1],
            Colors = "Category10",
        }.Save(File("g.png"));
        Png png = Png.Read(File("g.png"));
        var all = BoxOfCells(png);
        int middle = (all.Top + all.Bottom) / 2;
        double perUnit = (all.Right - all.Left) / 6.0;
        int[] blues = [.. Enumerable.Range(all.Left, all.Right - all.Left).Where(px => png[px, middle] == Blue)];
        Assert.InRange(blues[0], all.Left + perUnit - 2, all.Left + perUnit + 2);
        Assert.InRange(blues[^1], all.Left + (3 * perUnit) - 2, all.Left + (3 * perUnit) + 2);
    }

    [Fact]
    public void Missing_cells_are_light_grey()
    {
        new GridPlot
        {
            X = new([0, 1]),
            Y = new([0]),
            Values = [double.NaN, 3],
            Colors = "viridis",
            Limits = (0, 3),
        }.Save(File("g.png"));
        Png png = Png.Read(File("g.png"));
        var grey = png.BoxOfBlock(Grey);
        var yellow = 0xfde725; // viridis' last colour
        Assert.True(png.Count(Grey) > 100_000);
        Assert.Equal(yellow, png[grey.Right + 20, (grey.Top + grey.Bottom) / 2]);
    }

    [Fact]
    public void The_colour_bar_runs_from_the_low_colour_below_to_the_high_one_above()
    {
        new GridPlot
        {
            X = new([0, 1, 2]),
            Y = new([0]),
            Values = [double.NaN, 2, double.NaN],
            Limits = (0, 4),
            Label = "rain",
        }.Save(File("g.png"));
        Png png = Png.Read(File("g.png"));
        var low = png.BoxOf(0x440154);
        var high = png.BoxOf(0xfde725);
        Assert.True(high.Bottom < low.Top, "yellow above violet");
        Assert.True(low.Left > png.BoxOfBlock(Grey).Right, "right of the plot");
    }

    [Fact]
    public void A_legend_has_a_swatch_for_every_category_and_no_more()
    {
        new GridPlot
        {
            X = new(Range(3)),
            Y = new([0]),
            Values = [0, 2, double.NaN],
            Colors = "Category10",
            Label = "region",
        }.Save(File("g.png"));
        Png png = Png.Read(File("g.png"));
        int right = png.BoxOfBlock(Blue, Green, Grey).Right + 10;
        int Swatch(int color) =>
            Enumerable
                .Range(right, png.Width - right)
                .Sum(x => Enumerable.Range(0, png.Height).Count(y => png[x, y] == color));
        Assert.True(Swatch(Blue) > 200);
        Assert.True(Swatch(Green) > 200);
        Assert.Equal(0, Swatch(Orange));
    }

    [Fact]
    public void A_grid_far_finer_than_the_picture_is_drawn_small()
    {
        double[] values = new double[1800 * 3600];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 3600 / 1800;
        new GridPlot
        {
            X = new(Range(3600, 0.05, 0.1)),
            Y = new(Range(1800, -89.95, 0.1)),
            Values = values,
            Colors = "Category10",
        }.Save(File("g.png"));
        Assert.True(new FileInfo(File("g.png")).Length < 100_000);
        var blue = Png.Read(File("g.png")).BoxOf(Blue);
        Assert.True(blue.Bottom - blue.Top > 600);
    }

    [Theory]
    [InlineData(".svg", "<?xml")]
    [InlineData(".pdf", "%PDF")]
    [InlineData(".PNG", "\u0089PNG")]
    public void The_ending_chooses_the_format(string ending, string begin)
    {
        new GridPlot
        {
            X = new([0, 1]),
            Y = new([0, 1]),
            Values = [1, 2, 3, 4],
            Title = "t",
        }.Save(File("g" + ending));
        byte[] head = System.IO.File.ReadAllBytes(File("g" + ending))[..begin.Length];
        Assert.Equal(begin, System.Text.Encoding.Latin1.GetString(head));
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Text_comes_out_as_it_was_given_and_is_never_run()
    {
        string title =
            "it's a \"q\" \\n @x_{a} ^2 `touch " + File("owned") + "` %d <&>';system('touch " + File("owned2") + "')";
        new GridPlot
        {
            X = new([0, 1], title) { Names = [title, "%s\n"] },
            Y = new([0, 1], title),
            Values = [1, 2, 3, 4],
            Title = title,
            Label = title,
            Size = (3000, 2000),
        }.Save(File("g.svg"));
        string svg = System.IO.File.ReadAllText(File("g.svg"));
        Assert.Contains(
            "it's a \"q\" \\n @x_{a} ^2 `touch ",
            System.Net.WebUtility.HtmlDecode(svg),
            StringComparison.Ordinal
        );
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Errors_name_the_thing_and_the_fix()
    {
        GridPlot plot = new()
        {
            X = new([0, 1], "lon"),
            Y = new([0]),
            Values = [1, 2],
        };
        Says(() => plot.Save(File("g.gif")), "'.gif'", ".png, .svg, .pdf");
        Says(() => plot.Save(File("picture")), ".png, .svg, .pdf");
        Says(() => plot.Save(File("no/such/g.png")), "no/such", "CreateDirectory");
        Says(() => plot.Save(Directory.CreateDirectory(File("d.png")).FullName), "is a folder");
        Says(() => (plot with { Colors = "virdis" }).Save(File("g.png")), "no colour map 'virdis'", "'viridis'");
        Says(() => (plot with { Colors = "virdis_r" }).Save(File("g.png")), "'viridis'");
        Says(() => (plot with { Limits = (3, 3) }).Save(File("g.png")), "limits (3, 3)");
        Says(() => (plot with { Values = [double.NaN, double.NaN] }).Save(File("g.png")), "all 2 values are missing");
        Says(() => (plot with { Values = [1] }).Save(File("g.png")), "1 values", "needs 2");
        Says(() => (plot with { X = new([], "lon"), Values = [] }).Save(File("g.png")), "nothing to draw", "'lon'");
        Says(
            () => (plot with { X = new([1, 1], "lon") }).Save(File("g.png")),
            "'lon'",
            "strictly ascending or descending"
        );
        Says(() => (plot with { X = new([1, double.NaN], "lon") }).Save(File("g.png")), "'lon'", "finite");
        Says(() => (plot with { Values = [0.5, 1], Colors = "Category10" }).Save(File("g.png")), "0.5", "whole number");
        Says(
            () =>
                new GridPlot
                {
                    X = new(Range(11)),
                    Y = new([0]),
                    Values = Range(11),
                    Colors = "Category10",
                }.Save(File("g.png")),
            "10 colours",
            "Category20"
        );
        Says(() => (plot with { Size = (10, 10) }).Save(File("g.png")), "10 x 10");
        Assert.Empty(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_cancelled_figure_leaves_nothing_behind_and_an_older_one_as_it_was()
    {
        System.IO.File.WriteAllText(File("g.png"), "old");
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new GridPlot
            {
                X = new([0, 1]),
                Y = new([0]),
                Values = [1, 2],
            }.Save(File("g.png"), cancel.Token)
        );
        Assert.Equal("old", System.IO.File.ReadAllText(Assert.Single(Directory.GetFiles(Folder))));
    }

    internal static void Says(Action action, params string[] parts)
    {
        string message = Assert.Throws<GchunkException>(action).Message;
        Assert.All(parts, p => Assert.Contains(p, message, StringComparison.Ordinal));
    }

    private static (int Left, int Top, int Right, int Bottom) BoxOfCells(Png png) =>
        png.BoxOfBlock(Blue, Orange, Green);
}
