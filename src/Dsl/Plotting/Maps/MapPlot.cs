using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// An array over longitude and latitude on a projected map, with coastlines, borders and a labelled graticule.
/// </summary>
/// <remarks>
/// Each pixel has the colour of the cell at its position. Missing cells (NaN) are light grey, and positions without
/// data stay white. The map shows the data with a small margin, or the whole globe if the data cover much of it.
/// </remarks>
public sealed record MapPlot : Figure
{
    /// <summary>Cell centres in degrees east, ascending or descending; -180..180 or 0..360.</summary>
    public required double[] Longitudes { get; init; }

    /// <summary>Cell centres in degrees north, ascending or descending.</summary>
    public required double[] Latitudes { get; init; }

    /// <summary>The values in C order, (latitude, longitude); NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>The map projection.</summary>
    public IProjection Projection { get; init; } = new PlateCarree();

    /// <summary>The label of the values, such as "rain [mm/day]".</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// The name of a colour map; null: viridis, or RdBu_r centred at zero if the values have both signs.
    /// </summary>
    public string? Colors { get; init; }

    /// <summary>The values at the ends of the colours; null: the smallest and largest value.</summary>
    public (double Low, double High)? Limits { get; init; }

    /// <summary>Whether the colours span the 2nd to the 98th percentile. Limits take precedence.</summary>
    public bool Robust { get; init; }

    /// <summary>Whether to draw coastlines.</summary>
    public bool Coastlines { get; init; } = true;

    /// <summary>
    /// Whether to draw borders between countries and, on maps of less than 40 degrees, between states of large
    /// countries.
    /// </summary>
    public bool Borders { get; init; }

    /// <summary>Whether to draw meridians and parallels.</summary>
    public bool Graticule { get; init; } = true;

    internal override void Check()
    {
        if (Projection.FindFault() is { } fault)
            throw new GchunkException(fault);
        new PlotAxis(Longitudes, "longitude").Check("x");
        new PlotAxis(Latitudes, "latitude").Check("y");
        ColorScale.CheckValues(
            Values,
            (long)Longitudes.Length * Latitudes.Length,
            $"a map of {Latitudes.Length} x {Longitudes.Length} cells"
        );
        if (Array.Find(Latitudes, l => Math.Abs(l) > 90.0001) is not 0 and var beyond)
        {
            throw new GchunkException(
                $"latitude {beyond} lies beyond the pole; PlotMap takes latitudes from -90 to 90 and longitudes, in degrees"
            );
        }
    }

    internal override (int Width, int Height) PixelSize()
    {
        if (Size is { } size)
            return size;
        // The size follows the map's shape: 1200 pixels wide for a wide map, 900 pixels high for a tall one.
        double aspect = Math.Clamp(View().Aspect, 0.5, 2.4);
        double plotWidth = Math.Min(960, 800 * aspect);
        return ((int)plotWidth + 260, (int)(plotWidth / aspect) + 120);
    }

    internal override void Compose(Canvas canvas, GnuplotScript script)
    {
        CellAxis longitudes = LongitudeCells(),
            latitudes = LatitudeCells();
        MapView view = View();
        ColorScale scale = ColorScale.For(Values, Colors, Limits, Robust, Label);
        PixelBox box = Box(canvas, view, scale.KeyWidth(canvas));
        Raster raster = Raster.Paint(
            box.Width * canvas.ImageDensity,
            box.Height * canvas.ImageDensity,
            (right, down) =>
            {
                if (
                    !Projection.TryInverse(
                        view.X.Low + (right * view.X.Length),
                        view.Y.High - (down * view.Y.Length),
                        out double lon,
                        out double lat
                    )
                )
                {
                    return 0;
                }
                // The equivalent longitude at or east of the first cell's edge.
                lon -= 360 * Math.Floor((lon - longitudes.Low) / 360);
                int row = latitudes.Find(lat),
                    column = row < 0 ? -1 : longitudes.Find(lon);
                return column < 0 ? 0 : scale.Color(Values[((long)row * Longitudes.Length) + column]);
            },
            script.Cancel
        );

        (Interval lons, Interval lats) = view.Spans();
        double[] meridians = Ticks.Degrees(lons, view.IsWhole ? 8 : 5),
            parallels = Ticks.Degrees(lats, view.IsWhole ? 8 : 5);
        List<IPlotElement> elements = [new RasterElement(raster)];
        double finest = 0.4 * view.X.Length / (box.Width * canvas.ImageDensity);
        AddGraticule(elements, new MapPen(Projection, view.X, view.Y, finest), meridians, parallels);
        AddLines(
            elements,
            () => new MapPen(Projection, view.X, view.Y, finest),
            view.Degrees,
            line => line.Meets(Around(lons), Around(lats))
        );
        bool framed = !view.IsWhole || MapView.IsBoxed(Projection);
        script.Line($"set multiplot");
        new Panel(box, view.X, view.Y)
        {
            Title = Title,
            HasFrame = framed,
            Elements = elements,
            BottomTicks = framed ? view.BottomTicks(meridians) : [],
            LeftTicks = framed ? view.LeftTicks(parallels) : [],
            Notes = framed || Projection is not Pseudocylindrical ? [] : EdgeNotes(parallels),
        }.Draw(canvas, script);
        scale.DrawKey(canvas, script, box);
        script.Line($"unset multiplot");
    }

    private void AddGraticule(List<IPlotElement> elements, MapPen pen, double[] meridians, double[] parallels)
    {
        if (!Graticule)
            return;
        foreach (double lon in meridians)
            pen.Line([(float)lon, -90, (float)lon, 0, (float)lon, 90]);
        foreach (double lat in parallels)
        {
            pen.Line([
                .. Enumerable
                    .Range(0, 181)
                    .SelectMany(i => new[] { (float)(Projection.CentralLongitude - 180 + (2 * i)), (float)lat }),
            ]);
        }

        Add(elements, pen, new Stroke("#90404040", 0.8, Dashed: true));
    }

    private void AddLines(List<IPlotElement> elements, Func<MapPen> newPen, double degrees, Predicate<MapLine> inView)
    {
        void Draw(MapLine[] lines, Stroke stroke)
        {
            MapPen pen = newPen();
            foreach (MapLine line in lines)
            {
                if (inView(line))
                    pen.Line(line.Points);
            }
            Add(elements, pen, stroke);
        }
        NaturalEarth? earth = Coastlines || Borders ? NaturalEarth.For(degrees) : null;
        if (Borders && degrees < 40)
            Draw(earth!.States, new Stroke("#404040", 1.2));
        if (Borders)
            Draw(earth!.Borders, new Stroke("#202020", degrees < 40 ? 2.2 : 1));
        if (Coastlines)
            Draw(earth!.Coast, new Stroke("#000000", degrees < 100 ? 1.5 : 1));
        MapPen outline = newPen();
        outline.Projected(Projection.Outline());
        Add(elements, outline, new Stroke("#404040", 1.2));
    }

    private static void Add(List<IPlotElement> elements, MapPen pen, Stroke stroke)
    {
        if (pen.Points.Count > 0)
            elements.Add(new PathElement(pen.Points, stroke));
    }

    /// <summary>Widens an interval a little, because it was found from a grid of points.</summary>
    private static Interval Around(Interval i) => new(i.Low - (0.05 * i.Length), i.High + (0.05 * i.Length));

    /// <summary>Labels latitudes along the left edge of a globe that fills the view.</summary>
    private IReadOnlyList<(double X, double Y, string Text)> EdgeNotes(double[] parallels) =>
        [
            .. parallels
                .Where(p => Math.Abs(p) < 89)
                .Select(p =>
                    Projection.TryForward(Projection.CentralLongitude - 180 + 1e-9, p, out double x, out double y)
                        ? (x, y, Ticks.Latitude(p))
                        : default
                ),
        ];

    private PixelBox Box(Canvas canvas, MapView view, int keyWidth)
    {
        double font = canvas.FontPixels;
        int left = (int)(4.2 * font),
            top = (int)((Title.Length > 0 ? 2.2 : 1.2) * font);
        int width = Math.Max(50, canvas.Width - left - keyWidth),
            height = Math.Max(50, canvas.Height - top - (int)(2.4 * font));
        if (width > height * view.Aspect)
        {
            int narrow = Math.Max(1, (int)(height * view.Aspect));
            return new PixelBox(left + ((width - narrow) / 2), top, narrow, height);
        }
        int low = Math.Max(1, (int)(width / view.Aspect));
        return new PixelBox(left, top + ((height - low) / 2), width, low);
    }

    private MapView View() => MapView.Of(Projection, LongitudeCells(), LatitudeCells());

    private CellAxis LongitudeCells() => new(Longitudes, "longitude");

    private CellAxis LatitudeCells() => new(Latitudes, "latitude", -90, 90);
}
