using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Maps;

namespace Gchunk.Dsl.Plotting.Composing;

/// <summary>A panel of a figure on its way to the canvas: its axes or view, the room it needs, its elements.</summary>
internal sealed class PanelDrawing
{
    private readonly FigurePanel panel;
    private readonly Canvas canvas;
    private readonly IReadOnlyList<LayerSide> sides;
    private readonly AxisScale? across,
        up,
        right;
    private readonly string rightLabel = "";

    /// <param name="panel">The panel.</param>
    /// <param name="canvas">The canvas.</param>
    /// <param name="shared">What the panels with these axes need of them.</param>
    /// <param name="scale">The scale that all panels share; null if each has its own.</param>
    public PanelDrawing(FigurePanel panel, Canvas canvas, PanelSides shared, ColorScale? scale)
    {
        (this.panel, this.canvas, Settings) = (panel, canvas, panel.Settings);
        Scales = [.. panel.Layers.Select(l => l.Layer.Colored is { } r ? scale ?? ColorRequest.Scale([r]) : null)];
        sides = [.. panel.Wide.Where(l => !l.IsRight).Select(l => l.Layer.Up)];
        rightLabel = Settings.RightLabel ?? "";
        if (Settings.Map is { } map)
        {
            Interval2 area = map.Extent is { } e ? new Interval2(e.West, e.East, e.South, e.North) : panel.Area();
            View = MapView.Of(
                map.Projection,
                new Interval(area.West, area.East),
                new Interval(area.South, area.North),
                map.IsGlobal
            );
            return;
        }
        across = AxisScale.Of("x", shared.Across, Settings.XLimits, Settings.XLog ?? false, increases: true);
        if (shared.Left.Count == 0)
        {
            // What has only a right axis has it at the left.
            Settings = Settings with
            {
                YLabel = Settings.RightLabel ?? Settings.YLabel ?? panel.Wide.First().Layer.Up.Label,
                YLimits = Settings.RightLimits ?? Settings.YLimits,
                YLog = Settings.RightLog ?? Settings.YLog,
                YIncrease = Settings.RightIncrease ?? Settings.YIncrease,
            };
            rightLabel = "";
        }
        up = AxisScale.Of(
            "y",
            shared.Left.Count > 0 ? shared.Left : shared.Right,
            Settings.YLimits,
            Settings.YLog ?? false,
            Settings.YIncrease ?? true
        );
        if (shared.Right.Count > 0 && shared.Left.Count > 0)
        {
            right = AxisScale.Of(
                "y",
                shared.Right,
                Settings.RightLimits,
                Settings.RightLog ?? false,
                Settings.RightIncrease ?? true
            );
            rightLabel = Settings.RightLabel ?? panel.Layers.First(l => l.IsRight).Layer.Up.Label;
        }
    }

    public PanelSettings Settings { get; }

    public MapView? View { get; }

    /// <summary>The scales of the layers; null for a layer without coloured values.</summary>
    public IReadOnlyList<ColorScale?> Scales { get; }

    /// <summary>The width over the height that the panel must have; null for any.</summary>
    public double? Aspect => View?.Aspect ?? (Bare ? Settings.Shape ?? 1 : null);

    public string Title => Settings.Title ?? "";

    public string XLabel => View is not null || Bare ? "" : Settings.XLabel ?? panel.Wide.First().Layer.Across.Label;

    public string YLabel => View is not null || Bare ? "" : Settings.YLabel ?? (sides.Count > 0 ? sides[0].Label : "");

    private bool Bare => Settings.IsBare == true;

    private Tick[] LeftTicks => up is null || Bare ? [] : up.TicksAbout(7);

    private Tick[] RightTicks => right?.TicksAbout(7) ?? [];

    /// <summary>The pixels that ticks and labels take at the left.</summary>
    public int LeftMargin(bool isOuter) =>
        Bare ? (int)(3 * canvas.FontPixels)
        // The degrees of a very small area have more digits.
        : View is not null
            ? (int)(
                (
                    !isOuter ? 1
                    : View.Degrees < 0.05 ? 6.4
                    : 4.2
                ) * canvas.FontPixels
            )
        : !isOuter ? (int)(0.8 * canvas.FontPixels)
        : (int)(TickWidth(LeftTicks) + ((YLabel.Length > 0 ? 3 : 1.4) * canvas.FontPixels));

    /// <summary>The pixels that ticks and labels take below.</summary>
    public int BottomMargin(bool isOuter) =>
        (int)(
            (
                Bare ? 4.6
                : !isOuter ? 0.8
                : XLabel.Length > 0 ? 4
                : 2.4
            ) * canvas.FontPixels
        );

    /// <summary>The pixels that the title takes above.</summary>
    public int TopMargin => (int)(((Title.Length > 0 ? 2.2 : 1.2) + (Bare ? 1.4 : 0)) * canvas.FontPixels);

    /// <summary>The pixels that the right axis, the legend and the colour bar take at the right.</summary>
    public int RightMargin(bool hasKey, bool hasLegend)
    {
        int axis = right is null
            ? RowTitleWidth
            : (int)(TickWidth(RightTicks) + ((rightLabel.Length > 0 ? 3.2 : 1.4) * canvas.FontPixels));
        int legend = hasLegend ? Legend.WidthOn(canvas) : 0,
            key = hasKey ? Key?.KeyWidth(canvas) ?? 0 : 0;
        return axis + legend + key is > 0 and var all ? all : (int)((Bare ? 5 : 1.8) * canvas.FontPixels);
    }

    /// <summary>The pixels of a label at the right of a panel without a right axis.</summary>
    public int RowTitleWidth => right is null && rightLabel.Length > 0 ? (int)(2.6 * canvas.FontPixels) : 0;

    /// <summary>The first scale, whose key stands beside the panel.</summary>
    public ColorScale? Key => Scales.FirstOrDefault(s => s is not null);

    private Legend Legend =>
        new([
            .. panel
                .Layers.Zip(Colors())
                .Where(l => l.First.Layer.LegendName.Length > 0)
                .Select(l => new LegendEntry(
                    l.First.Layer.LegendName,
                    l.First.Layer.Mark,
                    l.First.Layer.LegendColor ?? l.Second
                )),
        ]);

    /// <summary>Draws the panel into its box.</summary>
    public void Draw(
        GnuplotScript script,
        PixelBox box,
        bool isLeft,
        bool isBottom,
        bool hasKey,
        bool hasLegend,
        (double, double)? space
    )
    {
        PanelSpace area = View is not null
            ? new MapSpace(canvas, box, View)
            : new CartesianSpace(canvas, box, across!, up!);
        PanelSpace? second = right is null ? null : new CartesianSpace(canvas, box, across!, right);
        MapScenery? scenery = area is MapSpace map ? new MapScenery(Settings.Map!, map) : null;
        List<IPlotElement> elements = [.. scenery?.Below(script.Cancel) ?? []];
        List<PanelText> texts = [.. scenery?.Texts() ?? []];
        string[] colors = Colors();
        List<IPlotElement> above = [];
        foreach (
            int i in Enumerable.Range(0, panel.Layers.Count).OrderBy(i => panel.Layers[i].Layer.IsBackground ? 0 : 1)
        )
        {
            Layer layer = panel.Layers[i].Layer;
            var context = new LayerContext(
                panel.Layers[i].IsRight ? second ?? area : area,
                colors[i],
                Scales[i],
                script.Cancel
            );
            // Coastlines lie over coloured areas and under lines.
            (layer.Covers ? elements : above).AddRange(layer.Draw(context));
            texts.AddRange(layer.Texts(context));
        }
        elements.AddRange(scenery?.Above() ?? []);
        elements.AddRange(above);
        Tick[] left = isLeft ? scenery?.LeftTicks ?? Thinned(LeftTicks, box) : [],
            bottom = isBottom ? scenery?.BottomTicks ?? (Bare ? [] : across!.TicksAbout(AboutTicks(box))) : [];
        new Panel(box, area.X, area.Y)
        {
            Title = Title,
            BottomLabel = isBottom ? XLabel : "",
            LeftLabel = isLeft ? YLabel : "",
            LeftLabelOffset = TickWidth(left),
            RightLabel = rightLabel,
            RightLabelOffset = right is null ? -0.9 * canvas.FontPixels : TickWidth(RightTicks),
            BottomTicks = bottom,
            LeftTicks = left,
            RightTicks = Thinned(RightTicks, box),
            HasFrame = !Bare && (scenery?.IsFramed ?? true),
            HasGrid = scenery is null && !Bare && !panel.Layers.Any(l => l.Layer.Covers),
            LabelSpace = space,
            Elements = elements,
            Texts = texts,
        }.Draw(canvas, script);
        double distance = right is null
            ? RowTitleWidth
            : TickWidth(RightTicks) + ((rightLabel.Length > 0 ? 2.8 : 1) * canvas.FontPixels);
        Legend legend = hasLegend ? Legend : new Legend([]);
        legend.Draw(canvas, script, box, distance);
        if (hasKey)
            Key?.DrawKey(canvas, script, box with { Width = box.Width + (int)distance + legend.WidthOn(canvas) });
    }

    // Of the ticks, a low panel has room for every second or third only.
    private Tick[] Thinned(Tick[] all, PixelBox box)
    {
        int every = Math.Max(1, (int)Math.Ceiling(all.Length * 1.3 * canvas.FontPixels / Math.Max(1, box.Height)));
        return [.. all.Where((_, i) => i % every == 0)];
    }

    private int AboutTicks(PixelBox box) => Math.Clamp((int)(box.Width / (4.2 * canvas.FontPixels)), 3, 8);

    private string[] Colors()
    {
        int next = 0;
        return [.. panel.Layers.Select(l => l.Layer.TakesColor ? PlotColor.Of(next++) : PlotColor.Of(0))];
    }

    private double TickWidth(Tick[] ticks) =>
        ticks.Select(t => canvas.TextWidth(t.Label, Panel.TickFont)).DefaultIfEmpty().Max();
}
