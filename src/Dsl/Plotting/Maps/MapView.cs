using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>The visible part of a projected map.</summary>
internal sealed record MapView(IProjection Projection, Interval X, Interval Y)
{
    private const double Margin = 0.03;
    private const int Samples = 80;

    /// <summary>Whether the whole globe (as far as the projection shows it) is in view.</summary>
    public bool IsWhole { get; } = CoversAll(Projection, X, Y);

    public double Aspect => X.Length / Y.Length;

    /// <summary>The approximate number of degrees that the view spans.</summary>
    public double Degrees => Math.Max(X.Length, Y.Length) / Angles.RadiansPerDegree;

    /// <summary>
    /// Returns the view that shows the cells with a small margin, or the whole globe if the cells cover much of it.
    /// </summary>
    public static MapView Of(IProjection projection, Interval longitudes, Interval latitudes, bool isWhole = false)
    {
        double width = Math.Min(longitudes.High - longitudes.Low, 360),
            height = latitudes.High - latitudes.Low;
        List<(double X, double Y)> seen = Seen(projection, longitudes, latitudes);
        if (Enclosing(seen) is not { } box)
        {
            throw new GchunkException(
                $"nothing to draw: the data, {Ticks.Longitude(longitudes.Low)} to {Ticks.Longitude(longitudes.High)} and {Ticks.Latitude(latitudes.Low)} to {Ticks.Latitude(latitudes.High)}, lie on the far side of {projection}; centre it on the data"
            );
        }

        ((double left, double right), (double bottom, double top)) = (box.X, box.Y);
        bool partlyHidden = seen.Count < (Samples + 1) * (Samples + 1);
        if (isWhole || partlyHidden || (width >= 300 && height >= 120))
            return Whole(projection);
        // A single point, or a single row of points, gets room for the map around it.
        double longest = Math.Max(right - left, top - bottom);
        if (longest < 1e-5 * Angles.RadiansPerDegree)
            longest = 0.1 * Angles.RadiansPerDegree;
        if (right - left < 0.02 * longest)
            (left, right) = (left - (0.2 * longest), right + (0.2 * longest));
        if (top - bottom < 0.02 * longest)
            (bottom, top) = (bottom - (0.2 * longest), top + (0.2 * longest));
        double pad = Margin * longest;
        (Interval across, Interval up) = Bounds(projection);
        return new MapView(projection, Within(left - pad, right + pad, across), Within(bottom - pad, top + pad, up));
    }

    /// <summary>Returns the view of the whole globe, as far as the projection shows it.</summary>
    public static MapView Whole(IProjection projection)
    {
        (Interval x, Interval y) = Bounds(projection);
        double pad = IsBoxed(projection) ? 0 : 0.01;
        return new MapView(projection, Padded(x.Low, x.High, pad), Padded(y.Low, y.High, pad));
    }

    /// <summary>Whether the map of the whole globe is a rectangle, so that ticks can stand at its sides.</summary>
    public static bool IsBoxed(IProjection projection) => projection is PlateCarree or Mercator;

    /// <summary>Ticks where meridians meet the view's lower edge.</summary>
    public Tick[] BottomTicks(double[] meridians) =>
        Crossings(
            meridians,
            X,
            px => Projection.TryInverse(px, Y.Low, out double lon, out _) ? lon : double.NaN,
            Ticks.Longitude,
            true
        );

    /// <summary>Ticks where parallels meet the view's left edge.</summary>
    public Tick[] LeftTicks(double[] parallels) =>
        Crossings(
            parallels,
            Y,
            py => Projection.TryInverse(X.Low, py, out _, out double lat) ? lat : double.NaN,
            Ticks.Latitude,
            false
        );

    /// <summary>
    /// Returns the intervals of longitudes and latitudes in view, from a grid of points; null if the whole width of the
    /// globe is in view.
    /// </summary>
    public (Interval Longitudes, Interval Latitudes) Spans()
    {
        double west = double.PositiveInfinity,
            east = double.NegativeInfinity,
            south = west,
            north = east;
        for (int i = 0; i <= Samples; i++)
        {
            for (int j = 0; j <= Samples; j++)
            {
                if (
                    !Projection.TryInverse(
                        X.Low + (X.Length * i / Samples),
                        Y.Low + (Y.Length * j / Samples),
                        out double lon,
                        out double lat
                    )
                )
                {
                    continue;
                }

                double turn = Angles.Wrap(lon - Projection.CentralLongitude);
                (west, east, south, north) = (
                    Math.Min(west, turn),
                    Math.Max(east, turn),
                    Math.Min(south, lat),
                    Math.Max(north, lat)
                );
            }
        }
        return (
            new Interval(Projection.CentralLongitude + west, Projection.CentralLongitude + east),
            new Interval(south, north)
        );
    }

    private static Tick[] Crossings(
        double[] wanted,
        Interval side,
        Func<double, double> degreesAt,
        Func<double, string> name,
        bool wraps
    )
    {
        const int Steps = 600;
        var ticks = new List<Tick>();
        foreach (double degrees in wanted)
        {
            double before = double.NaN;
            for (int i = 0; i <= Steps; i++)
            {
                // Slightly inside, so that ticks at the corners are found.
                double position = side.Low + (side.Length * (1e-6 + (i / (double)Steps * (1 - 2e-6))));
                double off = degreesAt(position) - degrees;
                off = wraps ? Angles.Wrap(off) : off;
                if (before * off <= 0 && Math.Abs(before - off) < 90)
                {
                    double f = before == off ? 0 : before / (before - off);
                    ticks.Add(new Tick(position - ((1 - f) * side.Length / Steps), name(degrees)));
                    break;
                }
                before = off;
            }
        }
        return [.. ticks];
    }

    private static Interval Padded(double low, double high, double part) =>
        new(low - (part * (high - low)), high + (part * (high - low)));

    private static Interval Within(double low, double high, Interval most) =>
        new(Math.Max(low, most.Low - (0.005 * most.Length)), Math.Min(high, most.High + (0.005 * most.Length)));

    private static bool CoversAll(IProjection projection, Interval x, Interval y)
    {
        (Interval wholeX, Interval wholeY) = Bounds(projection);
        return x.Length >= 0.995 * wholeX.Length && y.Length >= 0.995 * wholeY.Length;
    }

    /// <summary>Returns the box around what a projection shows of some longitudes and latitudes; null if it is nothing.</summary>
    public static (Interval X, Interval Y)? BoxOf(IProjection projection, Interval longitudes, Interval latitudes) =>
        Enclosing(Seen(projection, longitudes, latitudes));

    /// <summary>Returns the box around the globe's edge.</summary>
    public static (Interval X, Interval Y) Bounds(IProjection projection) => Enclosing(projection.Outline())!.Value;

    // Points on a grid of longitudes and latitudes, as far as they are visible.
    private static List<(double X, double Y)> Seen(IProjection projection, Interval longitudes, Interval latitudes)
    {
        double width = Math.Min(longitudes.High - longitudes.Low, 360),
            height = latitudes.High - latitudes.Low;
        var seen = new List<(double X, double Y)>();
        for (int i = 0; i <= Samples; i++)
        {
            for (int j = 0; j <= Samples; j++)
            {
                // Just inside the edges, because a position exactly on the seam would fall on the other side of the
                // map.
                double lon = longitudes.Low + (width * (1e-9 + (i / (double)Samples * (1 - 2e-9)))),
                    lat = latitudes.Low + (height * j / Samples);
                if (projection.TryForward(lon, lat, out double x, out double y))
                    seen.Add((x, y));
            }
        }
        return seen;
    }

    private static (Interval X, Interval Y)? Enclosing(IEnumerable<(double X, double Y)> points)
    {
        double left = double.PositiveInfinity,
            right = double.NegativeInfinity,
            bottom = left,
            top = right;
        foreach ((double x, double y) in points)
        {
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (bottom, top) = (Math.Min(bottom, y), Math.Max(top, y));
        }
        return left > right ? null : (new Interval(left, right), new Interval(bottom, top));
    }
}
