using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Layers;
using Gchunk.Dsl.Plotting.Shapes;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>Points, lines and areas. Over other layers, it does not widen the area that these show.</summary>
public sealed record FeaturePlot : Layer
{
    private const int Most = 5_000_000;

    /// <summary>The features.</summary>
    public required IReadOnlyList<MapFeature> Features { get; init; }

    /// <summary>A value for each feature that its colour shows; null for one colour. NaN is missing.</summary>
    public double[]? Values { get; init; }

    /// <summary>The colour of points, lines and outlines, or "none"; null: the next of the figure.</summary>
    public string? Color { get; init; }

    /// <summary>The colour of areas; null for none, unless they show values.</summary>
    public string? Fill { get; init; }

    /// <summary>The label of the values.</summary>
    public string Label { get; init; } = "";

    /// <summary>The name of a colour map for the values; null chooses one.</summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>The width of lines relative to the default.</summary>
    public double Width { get; init; } = 1;

    /// <summary>The size of points relative to the default.</summary>
    public double MarkerSize { get; init; } = 1;

    private bool HasAreas => Features.Any(f => f.Kind == FeatureKind.Polygon);

    private bool IsFilled => HasAreas && (Fill is not null || Values is not null);

    internal override bool Covers => IsFilled;

    internal override bool IsOverlay => true;

    internal override bool TakesColor => Color is null && Values is null;

    internal override string? LegendColor => Color is null ? null : PlotColor.Hex(PlotColor.Parse(Color));

    internal override LegendMark Mark =>
        Features.All(f => f.Kind == FeatureKind.Point) ? LegendMark.Dot
        : IsFilled ? LegendMark.Box
        : LegendMark.Line;

    internal override ColorRequest? Colored =>
        Values is null ? null : new ColorRequest(Values, Colors, Limits, false, Label);

    internal override LayerSide Across => LayerSide.OfPoints("", 0.03, Side(0));

    internal override LayerSide Up => LayerSide.OfPoints("", 0.03, Side(1));

    internal override void Check()
    {
        if (Features.Count == 0)
            throw new GchunkException("nothing to draw: there are no features");
        long points = Features.Sum(f => f.Parts.Sum(p => (long)p.Length / 2));
        if (points > Most)
        {
            throw new GchunkException(
                $"features of {points} points are more than a picture can show ({Most}); select some with Where"
            );
        }
        if (Values is not null)
            ColorScale.CheckValues(Values, Features.Count, $"{Features.Count} features");
        if (!(Width is > 0 and < 100))
            throw new GchunkException($"a line of width {Width} cannot be drawn; the default is 1");
        if (!(MarkerSize is > 0 and < 100))
            throw new GchunkException($"dots of size {MarkerSize} cannot be drawn; the default is 1");
    }

    internal override IEnumerable<IPlotElement> Draw(LayerContext context)
    {
        if (IsFilled)
            yield return new RasterElement(Areas(context));
        bool hasOutline = !string.Equals(Color, "none", StringComparison.OrdinalIgnoreCase);
        // Areas in colours get thin dark outlines; lines and points carry the colours themselves.
        string single =
            !hasOutline ? "#000000"
            : Color is not null ? PlotColor.Hex(PlotColor.Parse(Color))
            : Values is not null && HasAreas ? "#404040"
            : context.Color;
        foreach (
            IGrouping<string, int> group in Enumerable
                .Range(0, Features.Count)
                .Where(i => hasOutline && Features[i].Kind != FeatureKind.Point)
                .GroupBy(i => Features[i].Kind == FeatureKind.Line && Values is not null ? ColorOf(i) : single)
        )
        {
            IReadOnlyCollection<double> lines = context.Space.Lines(group.SelectMany(i => Features[i].Parts));
            if (lines.Count > 0)
                yield return new PathElement(lines, new Stroke(group.Key, (IsFilled ? 1 : 1.6) * Width));
        }
        List<double> dots = [];
        for (int i = 0; i < Features.Count; i++)
        {
            if (Features[i].Kind != FeatureKind.Point || !hasOutline)
                continue;
            uint color = PlotColor.Parse(Values is null ? single : ColorOf(i));
            foreach (double[] p in Features[i].Parts)
            {
                for (int k = 0; k < p.Length; k += 2)
                {
                    if (context.Space.TryForward(p[k], p[k + 1], out double px, out double py))
                        dots.AddRange([px, py, MarkerSize, color]);
                }
            }
        }
        if (dots.Count > 0)
            yield return new ColoredDotsElement([.. dots]);

        string ColorOf(int i) => PlotColor.Hex(context.Scale!.Color(Values![i]));
    }

    private Raster Areas(LayerContext context)
    {
        PanelSpace space = context.Space;
        uint fill = Fill is null ? 0 : 0xFF000000 | PlotColor.Parse(Fill);
        uint[] colors = [.. Features.Select((_, i) => Values is null ? fill : context.Scale!.Color(Values[i]))];
        int columns = 2 * space.Box.Width * space.Canvas.ImageDensity;
        var rings = Enumerable
            .Range(0, Features.Count)
            .Where(i => Features[i].Kind == FeatureKind.Polygon)
            .SelectMany(i => Features[i].Parts.Select(p => (i, space.IsMap ? p : Placed(space, p))));
        var mask = new AreaMask(rings, space.LongitudesOr(space.X), columns, space.IsMap, context.Cancel);
        return space.IsMap
            ? space.Paint(ColorAt, context.Cancel)
            : Raster.Paint(
                space.Box.Width * space.Canvas.ImageDensity,
                space.Box.Height * space.Canvas.ImageDensity,
                (right, down) =>
                    ColorAt(space.X.Low + (right * space.X.Length), space.Y.High - (down * space.Y.Length)),
                context.Cancel
            );

        uint ColorAt(double x, double y) => mask.Find(x, y) is >= 0 and var area ? colors[area] : 0;
    }

    // The outline in the panel's coordinates, on any kind of axes.
    private static double[] Placed(PanelSpace space, double[] points)
    {
        double[] placed = new double[points.Length];
        for (int k = 0; k < points.Length; k += 2)
        {
            if (!space.TryForward(points[k], points[k + 1], out placed[k], out placed[k + 1]))
                (placed[k], placed[k + 1]) = (double.NaN, double.NaN);
        }
        return placed;
    }

    private double[] Side(int which)
    {
        List<double> ends = [];
        foreach (double[] p in Features.SelectMany(f => f.Parts))
        {
            for (int k = which; k < p.Length; k += 2)
                ends.Add(p[k]);
        }
        return [.. ends];
    }
}
