using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Plotting;

/// <summary>Plots of arrays that hold nothing, or next to nothing.</summary>
public class EmptyPlotTests : PlotFolder
{
    private static readonly (double, double) Small = (2, 2);

    private static readonly (string Name, Func<DataArray, Figure> Draw)[] OfLines =
    [
        ("Plot", a => a.Plot()),
        ("Line", a => a.Line(figsize: Small)),
        ("Step", a => a.Step(figsize: Small)),
        ("Bar", a => a.Bar(figsize: Small)),
        ("Hist", a => a.Hist(figsize: Small)),
        ("Box", a => a.Box(figsize: Small)),
        ("Box by x", a => a.Box(by: "x", figsize: Small)),
        ("Band", a => a.Band(a + 1, figsize: Small)),
        ("Scatter", a => Two(a).Scatter("u", "v", hue: "u", markersize: "v", figsize: Small)),
        ("Taylor", a => Prelude.TaylorDiagram(1, a.ComputeDoubles(), a.ComputeDoubles(), [.. Names(a)])),
        ("Line log", a => (a + 1).Line(log: "y", figsize: Small)),
    ];

    private static readonly (string Name, Func<DataArray, Figure> Draw)[] OfGrids =
    [
        ("PColorMesh", a => a.PColorMesh(figsize: Small)),
        ("categories", a => a.PColorMesh(colors: "Category10", figsize: Small)),
        ("Contour", a => a.Contour(figsize: Small)),
        ("ContourF", a => a.ContourF(figsize: Small)),
        ("Line hue", a => a.Line(x: "lon", hue: "lat", figsize: Small)),
        ("facets", a => a.Line(col: "lat", figsize: Small)),
        ("Hovmoller", a => a.Hovmoller(time: "lat", figsize: Small)),
        ("Quiver", a => Two(a).Quiver("u", "v", figsize: Small)),
        ("Barbs", a => Two(a).Barbs("u", "v", figsize: Small)),
        ("StreamPlot", a => Two(a).StreamPlot("u", "v", figsize: Small)),
        ("PlotMap", a => a.PlotMap(figsize: Small)),
        ("PlotMap contourf", a => a.PlotMap(kind: "contourf", projection: Prelude.Robinson(), figsize: Small)),
        ("Quiver on a map", a => Two(a).Quiver("u", "v", projection: Prelude.Orthographic(0, 0), figsize: Small)),
    ];

    [Fact]
    public void Every_kind_draws_a_little_or_says_that_there_is_nothing()
    {
        const double None = double.NaN;
        (string, DataArray)[] lines =
        [
            ("no value", Line([])),
            ("one value", Line([0.5])),
            ("all missing", Line([None, None])),
            ("one missing", Line([None, 0.5])),
            ("one infinite", Line([0.25, double.PositiveInfinity])),
        ];
        (string, DataArray)[] grids =
        [
            ("no column", Grid(2, 0)),
            ("no row", Grid(0, 2)),
            ("one value", Grid(1, 1, 5)),
            ("one row", Grid(1, 3, 1, 2, 3)),
            ("one column", Grid(3, 1, 1, 2, 3)),
            ("all missing", Grid(2, 2, None, None, None, None)),
            ("a row missing", Grid(2, 2, None, None, 1, 2)),
            ("all equal", Grid(2, 2, 1, 1, 1, 1)),
        ];
        (string, Func<Figure>)[] cases =
        [
            .. lines.SelectMany(a => Cases(OfLines, a.Item1, a.Item2)),
            .. grids.SelectMany(a => Cases(OfGrids, a.Item1, a.Item2)),
        ];
        // One run of gnuplot draws all pictures.
        var script = new GnuplotScript(Folder, TestContext.Current.CancellationToken);
        List<string> faults = [],
            drawn = [];
        foreach ((string name, Func<Figure> draw) in cases)
        {
            string text = "";
            try
            {
                Figure figure = draw() with { Size = (200, 150) };
                figure.Check();
                FigureFormat format = FigureFormat.Of("figure.png");
                var canvas = figure.CanvasOf(format);
                script.Line($"set terminal {format.Terminal(canvas):L}");
                script.Line($"set output {$"{drawn.Count}.png"}");
                new FigureLayout(figure, canvas).Draw(script);
                drawn.Add(name);
            }
            catch (GchunkException e)
            {
                text = e.Message;
            }
#pragma warning disable CA1031 // Whatever else happens is the fault that the test looks for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                faults.Add($"{name}: {e}");
            }
            bool hasNone = name.Contains(" of no ", StringComparison.Ordinal) || name.EndsWith("all missing"),
                mustDraw = name.EndsWith("missing") && !hasNone && !name.StartsWith("Taylor");
            if (hasNone && !text.Contains("nothing to draw", StringComparison.Ordinal))
                faults.Add($"{name}: {(text.Length > 0 ? text : "was drawn")}");
            else if (mustDraw && text.Length > 0)
                faults.Add($"{name}: {text}");
        }
        script.Line($"unset output");
        Assert.Empty(faults);
        Gnuplot.Run(script, TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, drawn.Count), i => Assert.True(new FileInfo(File($"{i}.png")).Length > 0));
    }

    [Fact]
    public void A_frame_or_a_panel_may_be_missing_if_another_is_not()
    {
        DataArray x = Grid(2, 2, double.NaN, double.NaN, 1, 2);
        x.Animate("lat", File("f.gif"), row => row.Line(figsize: Small, dpi: 60));
        x.ExpandDims("t").PColorMesh(File("p.png"), x: "lon", y: "t", col: "lat", figsize: (4, 2), dpi: 60);
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
        DataArray none = Grid(2, 2, double.NaN, double.NaN, double.NaN, double.NaN);
        GridPlotTests.Says(() => none.Animate("lat", File("g.gif")), "all 4 values are missing");
    }

    [Fact]
    public void Bars_stand_at_their_labels_whichever_way_these_run()
    {
        DataArray x = Line([1, 2, 3]).AssignCoords("x", Line([30.0, 20, 10]));
        var bars = (BarPlot)x.Bar().Panels[0].Layers[0].Layer;
        Assert.Equal([3, 2, 1], bars.Counts);
        Assert.Equal([5, 15, 25, 35], bars.Edges);
    }

    private static IEnumerable<(string, Func<Figure>)> Cases(
        (string Name, Func<DataArray, Figure> Draw)[] kinds,
        string name,
        DataArray array
    ) => kinds.Select(k => ($"{k.Name} of {name}", new Func<Figure>(() => k.Draw(array))));

    private static DataArray Line(double[] values) => new(NDArray.From(values), ["x"]);

    private static IEnumerable<string> Names(DataArray a) =>
        Enumerable.Range(0, (int)a.Shape.Size).Select(i => $"m{i}");

    private static Dataset Two(DataArray a) => a.ToDataset("u").Assign("v", a * 2);

    private static DataArray Grid(int rows, int columns, params double[] values) =>
        new DataArray(NDArray.From(values).Reshape(new Shape(rows, columns)), ["lat", "lon"])
            .AssignCoords("lat", new DataArray(NDArray.From(Range(rows)), ["lat"]))
            .AssignCoords("lon", new DataArray(NDArray.From(Range(columns)), ["lon"]));
}
