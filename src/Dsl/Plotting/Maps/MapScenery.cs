using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Shapes;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>What lies below and above the layers of a map: sea and land, coastlines, borders, the graticule.</summary>
internal sealed class MapScenery
{
    private readonly MapFrame frame;
    private readonly MapSpace space;
    private readonly MapView view;
    private readonly Interval lons,
        lats;
    private readonly double[] meridians,
        parallels;

    public MapScenery(MapFrame frame, MapSpace space)
    {
        (this.frame, this.space, view) = (frame, space, space.View);
        (lons, lats) = view.Spans();
        int about = view.IsWhole ? 8 : 5;
        // Small panels of a facet have room for fewer labels.
        if (space.Box.Width < 14 * space.Canvas.FontPixels * 1.6)
            about = Math.Max(3, about / 2);
        meridians = Ticks.Degrees(lons, about);
        parallels = Ticks.Degrees(lats, about);
    }

    public bool IsFramed => !view.IsWhole || MapView.IsBoxed(view.Projection);

    public Tick[] BottomTicks => IsFramed ? view.BottomTicks(meridians) : [];

    public Tick[] LeftTicks => IsFramed ? view.LeftTicks(parallels) : [];

    /// <summary>Returns the areas of sea and land, which lie below the layers.</summary>
    public IEnumerable<IPlotElement> Below(CancellationToken cancel)
    {
        if (!frame.Ocean.IsShown && !frame.Land.IsShown && !frame.Lakes.IsShown)
            yield break;
        uint ocean = frame.Ocean.IsShown ? Argb(frame.Ocean, "#cfe3f1") : 0,
            land = frame.Land.IsShown ? Argb(frame.Land, "#efe9db") : 0,
            lakes = frame.Lakes.IsShown ? Argb(frame.Lakes, "#cfe3f1") : 0;
        AreaMask mask = NaturalEarth.Mask(
            view.Degrees,
            space.LongitudesOr(lons),
            2 * space.Box.Width * space.Canvas.ImageDensity,
            frame.Lakes.IsShown,
            cancel
        );
        yield return new RasterElement(
            space.Paint(
                (lon, lat) =>
                    mask.Find(lon, lat) switch
                    {
                        NaturalEarth.Land => land,
                        NaturalEarth.Lake => lakes,
                        _ => ocean,
                    },
                cancel
            )
        );
    }

    /// <summary>Returns the lines over the layers.</summary>
    public IEnumerable<IPlotElement> Above()
    {
        List<IPlotElement> elements = [];
        if (frame.Graticule)
            AddGraticule(elements);
        AddLines(elements);
        return elements;
    }

    /// <summary>Labels latitudes along the left edge of a globe that fills the view.</summary>
    public IEnumerable<PanelText> Texts()
    {
        if (IsFramed || view.Projection is not Pseudocylindrical)
            yield break;
        foreach (double p in parallels.Where(p => Math.Abs(p) < 89))
        {
            if (
                view.Projection.TryForward(view.Projection.CentralLongitude - 180 + 1e-9, p, out double x, out double y)
            )
            {
                yield return new PanelText(x, y, Ticks.Latitude(p)) { Anchor = TextAnchor.Right, Shift = -0.8 };
            }
        }
    }

    private void AddGraticule(List<IPlotElement> elements)
    {
        MapPen pen = space.Pen();
        foreach (double lon in meridians)
            pen.Line([(float)lon, -90, (float)lon, 0, (float)lon, 90]);
        foreach (double lat in parallels)
        {
            pen.Line([
                .. Enumerable
                    .Range(0, 181)
                    .SelectMany(i => new[] { (float)(view.Projection.CentralLongitude - 180 + (2 * i)), (float)lat }),
            ]);
        }
        Add(elements, pen, new Stroke("#90404040", 0.8, Dashed: true));
    }

    private void AddLines(List<IPlotElement> elements)
    {
        double degrees = view.Degrees;
        NaturalEarth? earth =
            frame.Coastlines.IsShown || frame.Borders.IsShown || frame.States.IsShown
                ? NaturalEarth.For(degrees)
                : null;
        if (frame.States.IsShown || (frame.Borders.IsShown && degrees < 40))
            Draw(earth!.States, new Stroke(frame.States.HexOr("#404040"), 1.2));
        if (frame.Borders.IsShown)
            Draw(earth!.Borders, new Stroke(frame.Borders.HexOr("#202020"), degrees < 40 ? 2.2 : 1));
        Stroke water = new("#5b8db8", degrees < 100 ? 1.2 : 0.8);
        if (frame.Rivers.IsShown)
            Draw(NaturalEarth.WaterFor(degrees).Rivers, water with { Color = frame.Rivers.HexOr(water.Color) });
        if (frame.Lakes.IsShown)
            Draw(NaturalEarth.WaterFor(degrees).Lakes, water with { Color = frame.Lakes.HexOr(water.Color) });
        if (frame.Coastlines.IsShown)
            Draw(earth!.Coast, new Stroke(frame.Coastlines.HexOr("#000000"), degrees < 100 ? 1.5 : 1));
        MapPen outline = space.Pen();
        outline.Projected(view.Projection.Outline());
        Add(elements, outline, new Stroke("#404040", 1.2));

        void Draw(MapLine[] lines, Stroke stroke)
        {
            MapPen pen = space.Pen();
            foreach (MapLine line in lines)
            {
                if (line.Meets(Around(lons), Around(lats)))
                    pen.Line(line.Points);
            }
            Add(elements, pen, stroke);
        }
    }

    private static void Add(List<IPlotElement> elements, MapPen pen, Stroke stroke)
    {
        if (pen.Points.Count > 0)
            elements.Add(new PathElement(pen.Points, stroke));
    }

    private static uint Argb(MapPaint paint, string defaultColor) =>
        0xFF000000 | PlotColor.Parse(paint.HexOr(defaultColor));

    /// <summary>Widens an interval a little, because it was found from a grid of points.</summary>
    private static Interval Around(Interval i) => new(i.Low - (0.05 * i.Length), i.High + (0.05 * i.Length));
}
