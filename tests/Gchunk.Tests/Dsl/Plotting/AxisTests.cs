using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>What axes, colour bars and panels say of their values.</summary>
public class AxisTests : PlotFolder
{
    [Theory]
    [InlineData("standard", "1850-01-01", 1800, "1850,1851,1852,1853,1854")]
    [InlineData("standard", "1600-01-01", 146_000, "1600,1650,1700,1750,1800,1850,1900,1950")]
    [InlineData("360_day", "2000-02-30", 100, "2000-03,2000-04,2000-05,2000-06")]
    [InlineData("noleap", "0001-01-01", 7000, "0002,0004,0006,0008,0010,0012,0014,0016,0018,0020")]
    [InlineData("standard", "2000-02-24", 12, "2000-02-25,2000-02-27,2000-03-01,2000-03-03,2000-03-05,2000-03-07")]
    [InlineData("standard", "1582-10-20", 8, "1582-10-21,1582-10-23,1582-10-25,1582-10-27")]
    [InlineData("standard", "2000-01-01", 1.5, "2000-01-01,06:00,12:00,18:00,2000-01-02,06:00,12:00")]
    [InlineData(
        "standard",
        "2000-01-01T06:00:00",
        2e-5,
        "2000-01-01 06:00:00.000,06:00:00.500,06:00:01.000,06:00:01.500"
    )]
    [InlineData("standard", "-0003-06-01", 2000, "-0002,-0001,0001,0002,0003")]
    public void Ticks_of_times_stand_at_round_moments_of_their_calendar(
        string calendar,
        string from,
        double days,
        string expected
    )
    {
        CfCalendar dates = CfCalendar.Named(calendar);
        long low = from[0] == '-' ? dates.Instant(-3, 6, 1) : dates.Parse(from).Start;
        Tick[] ticks = DateTicks.Choose(
            dates,
            new Interval(low, low + (days * CfCalendar.Day)),
            length => Math.Clamp(63 / length, 2, 12)
        );
        Assert.Equal(expected, string.Join(",", ticks.Select(t => t.Label)));
    }

    [Theory]
    [InlineData(1e8, 1e8 + 1e-6)]
    [InlineData(1e6 - 1e-9, 1e6 + 1e-9)]
    [InlineData(1e-300, 3e-300)]
    [InlineData(101_325.001, 101_325.002)]
    public void Ticks_of_a_short_axis_far_from_zero_have_different_labels(double low, double high)
    {
        string[] labels = [.. Ticks.Numbers(new Interval(low, high)).Select(t => t.Label)];
        Assert.True(labels.Length > 1);
        Assert.Equal(labels.Length, labels.Distinct().Count());
    }

    [Theory]
    [InlineData(1e-15)]
    [InlineData(1e300)]
    public void Levels_of_tiny_and_of_huge_values_differ(double scale)
    {
        double[] levels = Levels.Of([0.1 * scale, 0.9 * scale], isFilled: true);
        Assert.InRange(levels.Distinct().Count(), 5, 12);
        Assert.Equal(levels.Length, levels.Select(Levels.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(0.8, 0.3)]
    [InlineData(0.0008, 0.0003)]
    [InlineData(7e-9, 3e-9)]
    public void Levels_are_round_numbers(double high, double level) =>
        Assert.Contains(level, Levels.Of([0, high], isFilled: true));

    [Theory]
    [InlineData(0.01)]
    [InlineData(1e-4)]
    [InlineData(7e-6)]
    [InlineData(3e-6)]
    public void Degrees_of_a_very_small_area_are_written_as_they_are(double degrees)
    {
        double[] at = Ticks.Degrees(new Interval(10, 10 + degrees), 3);
        Assert.NotEmpty(at);
        Assert.All(at, d => Assert.Equal(d, double.Parse(Ticks.Longitude(d)[..^2], CultureInfo.InvariantCulture), 9));
        Assert.Equal(at.Length, at.Select(Ticks.Latitude).Distinct().Count());
    }

    [Fact]
    public void The_right_axis_has_its_own_limits_scale_and_label()
    {
        DataArray x = Line([1, 10, 1000]);
        string svg = Svg(x.Line().AddRight(x.Line(log: "y", ylim: (1, 10_000), ylabel: "far")));
        Assert.Contains(">far<", svg, StringComparison.Ordinal);
        Assert.Contains(">10000<", svg, StringComparison.Ordinal);
        Assert.Contains(">800<", svg, StringComparison.Ordinal); // the left axis is not logarithmic
        // Without layers at the left, the axis is at the left and keeps its settings.
        svg = Svg(Prelude.Figure(title: "a").AddRight(x.Line(log: "y", ylim: (1, 10_000), ylabel: "far")));
        Assert.Equal(2, svg.Split(">far<").Length);
        Assert.Contains(">10000<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">800<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Panels_share_the_levels_of_all_values_and_show_their_indices()
    {
        Figure figure = Cube(3).ContourF(col: "t");
        double[][] levels = [.. figure.Panels.Select(p => ((ContourPlot)p.Layers[0].Layer).Levels!)];
        Assert.All(levels, l => Assert.Equal(levels[0], l));
        Assert.InRange(levels[0][^1], 11, 20);
        Assert.Equal(["t = 0", "t = 1", "t = 2"], figure.Panels.Select(p => p.Settings.Title));
        DataArray rows = new DataArray(NDArray.From(Range(16)).Reshape(new Shape(2, 2, 2, 2)), ["run", "t", "y", "x"]);
        string grid = Svg(rows.PColorMesh(row: "run", col: "t"));
        Assert.All(["run = 0", "run = 1", "t = 0", "t = 1"], text => Assert.Equal(2, grid.Split($">{text}<").Length));
        // Beside others, each panel has its whole title.
        grid = Svg(rows.PColorMesh(row: "run", col: "t").Beside(3, Line([1, 2]).Line()));
        Assert.All(
            ["run = 0, t = 0", "run = 0, t = 1", "run = 1, t = 0", "run = 1, t = 1"],
            text => Assert.Contains($">{text}<", grid, StringComparison.Ordinal)
        );
        string svg = Svg(Cube(3).Line(x: "x", hue: "y", col: "t"));
        Assert.Equal(2, svg.Split(">1<").Length); // the name of a line in the only legend
    }

    [Fact]
    public void The_labels_of_rows_lie_between_the_panels_and_the_legend_or_the_colour_bar()
    {
        var values = new DataArray(
            NDArray.From(Range(64)).Reshape(new Shape(2, 2, 8, 2)),
            ["run", "t", "y", "x"],
            name: "a long name"
        );
        string svg = Svg(values.Line(x: "x", hue: "y", row: "run", col: "t"));
        Assert.InRange(Left(svg, "run = 0"), 1, Left(svg, "7") - 40);
        svg = Svg((values * 1000).PColorMesh(row: "run", col: "t"));
        Assert.InRange(Left(svg, "run = 0"), 1, Left(svg, "60000") - 40);
        double width = double.Parse(
            Regex.Match(svg, "viewBox=\"0 0 ([0-9.]+)").Groups[1].Value,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(Left(svg, "a long name"), 1, width - 10);
    }

    [Fact]
    public void A_film_of_facets_has_the_same_axes_and_colours_in_all_panels()
    {
        Figure[] frames = [Cube(3).PColorMesh(col: "t"), (Cube(3) * 10).PColorMesh(col: "t")];
        var film = new FilmScales(frames);
        Canvas canvas = frames[0].CanvasOf(FigureFormat.Of("frame.png"));
        ColorScale[] scales =
        [
            .. frames.SelectMany(f => f.Panels.Select((p, i) => film.Draw(p, i, canvas).Scales[0]!)),
            film.Facets!,
        ];
        Assert.All(scales, s => Assert.Same(scales[0], s));
        Assert.Equal(scales[0].Color(110), scales[0].Color(200));
        Assert.NotEqual(scales[0].Color(11), scales[0].Color(110));
    }

    [Fact]
    public void A_long_legend_shows_the_first_and_the_last_line()
    {
        DataArray lines = new(NDArray.From(Range(120)).Reshape(new Shape(60, 2)), ["y", "x"]);
        string svg = Svg(lines.Line(x: "x", hue: "y"));
        Assert.Contains(">0<", svg, StringComparison.Ordinal);
        Assert.Contains(">59<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Panels_that_do_not_fit_are_refused() =>
        GridPlotTests.Says(
            () => Cube(100).PColorMesh(File("p.png"), col: "t", colWrap: 10, figsize: (2, 2)),
            "100 panels",
            "figsize"
        );

    [Fact]
    public void Cells_at_the_poles_are_drawn_on_any_map_and_data_across_the_antimeridian_in_the_middle()
    {
        DataArray globe = Map([-90, 0, 90], [0, 120, 240]);
        globe.PColorMesh(File("g.png"), projection: Prelude.Robinson(), figsize: (2, 2), dpi: 60);
        Assert.Equal(180, Math.Abs(Centre(Map([0, 1], [170, 175, 185, 190]).PlotMap())));
        Assert.Equal(-160, Centre(globe.PlotMap(extent: (170, 230, 40, 75))));
        Assert.Equal(0, Centre(globe.PlotMap()));
        Assert.Equal(0, Centre(Map([0, 1], [350, 360, 370]).PlotMap()));
        Assert.Equal(0, Centre(Map([0, 1], [170, 190]).PlotMap(projection: Prelude.PlateCarree())));

        static double Centre(Figure figure) => figure.Panels[0].Settings.Map!.Projection.CentralLongitude;
    }

    [Fact]
    public void Marks_of_a_low_colour_bar_do_not_touch()
    {
        DataArray band = Map([40, 41], [-170, -60, 60, 170]);
        string svg = Svg(band.PlotMap(kind: "contourf", levels: [0, 1, 2, 3, 4, 5, 6, 7], figsize: (4, 1.2), dpi: 100));
        Assert.Contains(">0<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">1<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Ticks_of_a_low_right_axis_and_zero_of_a_low_colour_bar_remain()
    {
        DataArray x = Line([0, 7]);
        string svg = Svg(x.Line(figsize: (3, 1.2)).AddRight((x * 100).Line()));
        Assert.Contains(">0<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">100<", svg, StringComparison.Ordinal);
        DataArray small = Cube(1).Isel("t", 0) - 1.5;
        svg = Svg((small / 250).PColorMesh(figsize: (3, 1.2)));
        Assert.Contains(">0.000<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">0.002<", svg, StringComparison.Ordinal);
    }

    // The position of a text from the left, in pixels.
    private static double Left(string svg, string text) =>
        double.Parse(
            Regex
                .Matches(svg, @"translate\(([0-9.]+),[^>]*>(?:(?!</g>).)*", RegexOptions.Singleline)
                .Last(m => m.Value.Contains($">{text}<", StringComparison.Ordinal))
                .Groups[1]
                .Value,
            CultureInfo.InvariantCulture
        );

    private string Svg(Figure figure)
    {
        figure.Save(File("figure.svg"));
        return WebUtility.HtmlDecode(System.IO.File.ReadAllText(File("figure.svg")));
    }

    private static DataArray Line(double[] values, string dim = "x") => new(NDArray.From(values), [dim]);

    private static DataArray Cube(int count) =>
        new(NDArray.From(Range(count * 4)).Reshape(new Shape(count, 2, 2)), ["t", "y", "x"]);

    private static DataArray Map(double[] lat, double[] lon) =>
        new DataArray(
            NDArray.From(Range(lat.Length * lon.Length)).Reshape(new Shape(lat.Length, lon.Length)),
            ["lat", "lon"]
        )
            .AssignCoords("lat", Line(lat, "lat"))
            .AssignCoords("lon", Line(lon, "lon"));
}
