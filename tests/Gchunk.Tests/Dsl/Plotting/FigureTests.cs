using System.Net;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Dsl.Plotting.Shapes;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>Figures of several layers, panels and axes.</summary>
public class FigureTests : PlotFolder
{
    private const int Blue = 0x2a6ebb,
        Orange = 0xe6802b;

    [Fact]
    public void Layers_share_axes_and_each_line_has_a_colour_and_a_name()
    {
        Field(2, 20).Line(hue: "lat").Save(File("l.png"));
        Png png = Png.Read(File("l.png"));
        Assert.True(png.Count(Blue) > 100 && png.Count(Orange) > 100);
        string svg = Svg(Field(2, 20).Line(hue: "lat"));
        Assert.Contains(">40<", svg, StringComparison.Ordinal);
        Assert.Contains(">41<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_right_axis_has_its_own_ticks_and_label()
    {
        DataArray low = Series(10, i => i, "low"),
            high = Series(10, i => 1000 * i, "high");
        string svg = Svg(low.Line().AddRight(high.Line()));
        Assert.All(["low", "high", "8000"], text => Assert.Contains($">{text}<", svg, StringComparison.Ordinal));
    }

    [Fact]
    public void Y_can_decrease_upwards_and_a_coordinate_that_is_positive_down_does_by_itself()
    {
        DataArray x = Series(10, i => i, "x");
        Assert.True(FirstAbove(Svg(x.Line()), "8", "2"));
        Assert.False(FirstAbove(Svg(x.Line(yincrease: false)), "8", "2"));
        Assert.False(FirstAbove(Svg(x.Line(ylim: (10, 0))), "8", "2"));
        DataArray depth = Values("depth", [5, 6, 7]);
        depth = depth.AssignCoords("depth", WithAttrs(Values("depth", [1, 2, 3]), "positive", "down"));
        Assert.False(FirstAbove(Svg(depth.Line(y: "depth")), "3.0", "1.5"));
    }

    [Fact]
    public void A_logarithmic_axis_has_ticks_at_powers_of_ten()
    {
        string svg = Svg(Series(6, i => Math.Pow(10, i), "x").Line(log: "y"));
        Assert.All(["1", "10", "100", "1000", "10000"], t => Assert.Contains($">{t}<", svg, StringComparison.Ordinal));
        Assert.False(FirstAbove(svg, "1", "1000"));
    }

    [Fact]
    public void A_flat_line_has_room_above_and_below()
    {
        string svg = Svg(Series(5, _ => 7, "x").Line());
        Assert.Contains(">4<", svg, StringComparison.Ordinal);
        Assert.Contains(">10<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Facets_have_a_panel_for_each_label_and_one_colour_bar()
    {
        DataArray x = Cube();
        string svg = Svg(x.PColorMesh(col: "time", colWrap: 2));
        Assert.All(["time = 0", "time = 1", "time = 2"], t => Assert.Contains($">{t}<", svg, StringComparison.Ordinal));
        Assert.Equal(2, svg.Split(">x [K]<").Length); // the label of the only bar
    }

    [Fact]
    public void Labels_and_titles_carry_units()
    {
        DataArray x = Cube().AssignCoords("time", WithAttrs(Values("time", [500, 700, 850]), "units", "hPa"));
        string svg = Svg(x.Isel("time", 1).PColorMesh());
        Assert.Contains(">time = 700 [hPa]<", svg, StringComparison.Ordinal);
        Assert.Contains(">x [K]<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Inches_and_dots_per_inch_give_the_size()
    {
        Series(5, i => i, "x").Line(File("l.png"), figsize: (4, 3), dpi: 100);
        Png png = Png.Read(File("l.png"));
        Assert.Equal((400, 300), (png.Width, png.Height));
    }

    [Fact]
    public void Fonts_of_a_pdf_are_embedded()
    {
        Series(5, i => i, "x").Line(File("l.pdf"));
        Assert.Contains(
            "/FontFile",
            System.Text.Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(File("l.pdf"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Hostile_text_is_drawn_as_text_by_every_kind()
    {
        const string Text = "it's \\n \"q\" `touch ran` @x {a}_b^c %d $(x) \u001b[31m<&>";
        const string Drawn = "it's \\n \"q\" `touch ran` @x {a}_b^c %d $(x)";
        DataArray field = Named(Field(8, 10), Text),
            line = Named(Series(10, i => i, "x"), Text);
        Figure[] figures =
        [
            line.Line(label: Text, title: Text),
            line.Step(),
            line.Bar(),
            line.Hist(),
            field.Box(by: "lat"),
            line.Band(line + 1, label: Text),
            field.PColorMesh(),
            field.Contour(title: Text),
            field.ContourF(),
            field.PlotMap(title: Text),
            Prelude.Figure(xlabel: Text, ylabel: Text).Add(line.Line()),
            Vectors(Text).Quiver("u", "v", title: Text),
            Vectors(Text).Barbs("u", "v", title: Text),
            Vectors(Text).StreamPlot("u", "v", title: Text),
            Vectors(Text).Scatter("u", "v", hue: "v"),
        ];
        foreach (Figure figure in figures)
            Assert.Contains(Drawn, Svg(figure with { Size = (3000, 2400) }), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Folder), f => Path.GetFileName(f) == "ran");
    }

    [Fact]
    public void Errors_name_the_thing_and_the_fix()
    {
        DataArray x = Cube(),
            flat = x.Isel("time", 0);
        GridPlotTests.Says(() => flat.Line(hue: "lta"), "lta", "lat");
        GridPlotTests.Says(() => flat.PColorMesh(x: "lno"), "lno", "lon");
        GridPlotTests.Says(() => x.PColorMesh(), "draws two dimensions", "col:");
        GridPlotTests.Says(() => x.Line(), "hue:");
        GridPlotTests.Says(() => flat.Contour(levels: [2, 1]).Save(File("c.png")), "1 comes after 2", "ascending");
        GridPlotTests.Says(() => flat.ContourF(levels: [1]).Save(File("c.png")), "two levels");
        GridPlotTests.Says(() => flat.ContourF(colors: "virdis").Save(File("c.png")), "'viridis'");
        GridPlotTests.Says(() => flat.Contour(color: "blakc").Save(File("c.png")), "'black'", "#rrggbb");
        GridPlotTests.Says(() => flat.Line(hue: "lat", log: "z"), "log", "\"xy\"");
        GridPlotTests.Says(() => (flat - 100).Hist(log: "x").Save(File("c.png")), "above 0");
        GridPlotTests.Says(() => flat.Line(hue: "lat", xlim: (3, 3)).Save(File("c.png")), "xlim (3, 3)");
        GridPlotTests.Says(() => Prelude.Figure().Save(File("c.png")), "no layers");
        GridPlotTests.Says(() => x.PColorMesh(col: "time").Add(flat.Contour()), "3", "Beside");
        GridPlotTests.Says(() => x.PColorMesh(col: "time", colWrap: 0), "colWrap");
        GridPlotTests.Says(() => flat.PlotMap(kind: "contuorf"), "'contourf'");
        GridPlotTests.Says(() => flat.PlotMap(extent: (0, 10, 20, 10)).Save(File("c.png")), "south < north");
        GridPlotTests.Says(() => flat.PlotMap(ocean: "lightblu"), "'lightblue'");
        GridPlotTests.Says(() => flat.PlotMap().AddRight(flat.PlotMap()), "right axis");
        GridPlotTests.Says(() => flat.Plot(File("c.png")).Add(flat.Line(hue: "lat")).Beside(0), "one column");
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Arrows_and_barbs_are_drawn_on_maps_and_streamlines_follow_the_flow()
    {
        Dataset wind = Vectors("wind");
        Png arrows = Drawn(wind.Quiver("u", "v", color: "red", projection: new PlateCarree()));
        Assert.InRange(arrows.Count(0xff0000), 200, 200_000);
        Assert.InRange(Drawn(wind.Barbs("u", "v", color: "red")).Count(0xff0000), 200, 200_000);
        // A flow to the east: level lines.
        Png stream = Drawn(wind.StreamPlot("u", "zero", color: "red"));
        int longest = Enumerable
            .Range(0, stream.Height)
            .Max(y => Enumerable.Range(0, stream.Width).Count(x => (stream[x, y] & 0xff) < 0x60));
        Assert.True(longest > stream.Width / 2);

        Png Drawn(Figure figure)
        {
            figure.Save(File("v.png"));
            return Png.Read(File("v.png"));
        }
    }

    [Fact]
    public void Isolines_are_whole_lines_and_rings()
    {
        // A cone: rings around its top, which is not missing; and a plane: straight lines.
        double[] axis = Range(41, -20),
            cone = [.. axis.SelectMany(y => axis.Select(x => Math.Sqrt((x * x) + (y * y))))];
        double[] ring = Assert.Single(new Isolines(axis, axis, cone).At(10.3));
        Assert.Equal((ring[0], ring[1]), (ring[^2], ring[^1]));
        for (int i = 0; i < ring.Length; i += 2)
            Assert.InRange(Math.Sqrt((ring[i] * ring[i]) + (ring[i + 1] * ring[i + 1])), 10.2, 10.4);
        double[] plane = [.. axis.SelectMany(y => axis.Select(x => x))];
        double[] line = Assert.Single(new Isolines(axis, axis, plane).At(3.25));
        Assert.Equal(82, line.Length);
        Assert.All(Enumerable.Range(0, 41), i => Assert.Equal(3.25, line[2 * i], 9));
        plane[(20 * 41) + 23] = double.NaN;
        Assert.Equal(2, new Isolines(axis, axis, plane).At(3.25).Count);
    }

    [Fact]
    public void Land_and_sea_lie_where_they_are_at_every_scale()
    {
        foreach (double degrees in new[] { 360.0, 90, 10 })
        {
            AreaMask mask = NaturalEarth.Mask(
                degrees,
                new Interval(-180, 180),
                3600,
                hasLakes: true,
                TestContext.Current.CancellationToken
            );
            Assert.All(
                [(2.0, 47.0), (-100, 45), (20, 5), (135, -25), (0, -85), (-40, 75), (100, 60), (-60, -10)],
                p => Assert.True(mask.Find(p.Item1, p.Item2) == NaturalEarth.Land, $"land at {p} of {degrees}")
            );
            Assert.All(
                [(-30.0, 30.0), (-150, 0), (80, -20), (0, 85), (180, -40), (5, -50), (-179.9, 10), (165, 75)],
                p => Assert.True(mask.Find(p.Item1, p.Item2) < 0, $"sea at {p} of {degrees}")
            );
            Assert.All(
                [(-87.5, 47.7), (33.0, -1.0), (-82.5, 45.0)],
                p => Assert.Equal(NaturalEarth.Lake, mask.Find(p.Item1, p.Item2))
            );
        }
    }

    private static Dataset Vectors(string name)
    {
        DataArray u = Named(Field(8, 10) * 0 + 10, name);
        return u.ToDataset("u").Assign("v", Named(Field(8, 10) * 3, name)).Assign("zero", Named(u * 0, name));
    }

    private string Svg(Figure figure)
    {
        string path = File("figure.svg");
        figure.Save(path);
        return WebUtility.HtmlDecode(System.IO.File.ReadAllText(path));
    }

    // Whether the text of one tick stands above that of another, in the order of gnuplot's SVG.
    private static bool FirstAbove(string svg, string first, string second)
    {
        double Height(string text)
        {
            int at = svg.IndexOf($">{text}<", StringComparison.Ordinal);
            Assert.True(at > 0, text);
            int start = svg.LastIndexOf("translate(", at, StringComparison.Ordinal) + "translate(".Length;
            return double.Parse(
                svg[start..svg.IndexOf(')', start)].Split(',')[1],
                System.Globalization.CultureInfo.InvariantCulture
            );
        }
        return Height(first) < Height(second);
    }

    private static DataArray Values(string dim, double[] values) => new(NDArray.From(values), [dim]);

    private static DataArray WithAttrs(DataArray x, string name, string value) => x.AssignAttrs((name, value));

    private static DataArray Named(DataArray x, string text) => x.AssignAttrs(("long_name", text), ("units", "1"));

    private static DataArray Series(int n, Func<int, double> value, string name) =>
        Values("x", [.. Enumerable.Range(0, n).Select(value)]).AssignAttrs(("long_name", name));

    private static DataArray Field(int rows, int columns) =>
        new DataArray(
            NDArray
                .From((double[])[.. Enumerable.Range(0, rows * columns).Select(i => Math.Sin(i * 0.7) + (i / columns))])
                .Reshape(new Shape(rows, columns)),
            ["lat", "lon"]
        )
            .AssignCoords("lat", Values("lat", Range(rows, 40)))
            .AssignCoords("lon", Values("lon", Range(columns, -80)));

    private static DataArray Cube() =>
        new DataArray(
            NDArray.From(Range(3 * 4 * 5)).Reshape(new Shape(3, 4, 5)),
            ["time", "lat", "lon"],
            name: "x",
            attrs: []
        )
            .AssignAttrs(("units", "K"))
            .AssignCoords("time", Values("time", Range(3)))
            .AssignCoords("lat", Values("lat", Range(4, 40)))
            .AssignCoords("lon", Values("lon", Range(5, -80)));
}
