using Gchunk.Dsl.Plotting;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Maps;
using Gchunk.Engine;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Explorer;

/// <summary>
/// A window on the plane of a projection. The page asks where the points of a mesh on it lie on the globe, takes the
/// values there, and draws lines that are projected already.
/// </summary>
internal sealed class MapWindow
{
    private const int MostPoints = 1024;

    private readonly MapChoice choice;
    private readonly double longitude;
    private readonly double latitude;
    private readonly IProjection projection;
    private readonly Interval across;
    private readonly Interval upwards;

    private MapWindow(IQueryCollection query)
    {
        choice = MapChoice.Named(query["projection"].ToString());
        (longitude, latitude) = (Needed(query, "lon"), Needed(query, "lat"));
        projection = choice.At(longitude, latitude);
        if (projection.FindFault() is { } fault)
            throw new GchunkException(fault);
        (across, upwards) = MapView.Bounds(projection);
    }

    /// <summary>Returns the C# of the projection that a request names, or null if it names none.</summary>
    /// <exception cref="GchunkException">There is no such projection.</exception>
    public static string? Code(IQueryCollection query)
    {
        if (query["projection"].ToString().Length == 0)
            return null;
        var map = new MapWindow(query);
        return map.choice.Code(map.longitude, map.latitude);
    }

    /// <summary>Returns the answer to a request for a mesh.</summary>
    /// <exception cref="GchunkException">The projection, the window or the number of points is wrong.</exception>
    public static byte[] Message(IQueryCollection query)
    {
        var map = new MapWindow(query);
        int columns = (int)ExplorerQuery.Whole(query, "columns", 2, MostPoints),
            rows = (int)ExplorerQuery.Whole(query, "rows", 2, MostPoints);
        (double x, double y, double width, double height) = map.Frame(query);
        var header = new
        {
            x,
            y,
            width,
            height,
            columns,
            rows,
            left = map.across.Low,
            right = map.across.High,
            bottom = map.upwards.Low,
            top = map.upwards.High,
            coast = map.Coast(x, y, width, height),
            outline = map.Outline(x, y, width, height),
        };
        return PackedMessage.Of(header, map.Mesh(x, y, width, height, columns, rows));
    }

    // Unit vectors, since they can be interpolated across the antimeridian and at the poles; NaN beyond the globe.
    private float[] Mesh(double x, double y, double width, double height, int columns, int rows)
    {
        var vectors = new float[3 * columns * rows];
        Array.Fill(vectors, float.NaN);
        for (int r = 0; r < rows; r++)
        {
            double planeY = y + (height * (0.5 - (r / (rows - 1.0))));
            for (int c = 0; c < columns; c++)
            {
                double planeX = x + (width * ((c / (columns - 1.0)) - 0.5));
                if (!projection.TryInverse(planeX, planeY, out double lon, out double lat))
                    continue;
                (double sin, double cos) = Math.SinCos(lat * Angles.RadiansPerDegree);
                (double sinLon, double cosLon) = Math.SinCos(lon * Angles.RadiansPerDegree);
                int at = 3 * ((r * columns) + c);
                vectors[at] = (float)(cos * cosLon);
                vectors[at + 1] = (float)(cos * sinLon);
                vectors[at + 2] = (float)sin;
            }
        }
        return vectors;
    }

    // The window that the page asks for; without one, that of the data, in the shape of the screen.
    private (double X, double Y, double Width, double Height) Frame(IQueryCollection query)
    {
        if (ExplorerQuery.Number(query, "width") is { } width)
        {
            double height = Needed(query, "height");
            if (width is < 1e-6 or > 1e3 || height is < 1e-6 or > 1e3)
                throw new GchunkException($"a window of {width} by {height} is not from 1E-06 to 1000 a side");
            return (Needed(query, "x"), Needed(query, "y"), width, height);
        }
        double ratio = Needed(query, "ratio");
        if (ratio is < 1e-3 or > 1e3)
            throw new GchunkException($"the ratio {ratio} of the screen's sides is not from 0.001 to 1000");
        var longitudes = new Interval(Needed(query, "west"), Needed(query, "east"));
        var latitudes = new Interval(
            Math.Clamp(Needed(query, "south"), -90, 90),
            Math.Clamp(Needed(query, "north"), -90, 90)
        );
        (Interval xs, Interval ys) = MapView.BoxOf(projection, longitudes, latitudes) ?? (across, upwards);
        double tall = Math.Max(Math.Max(ys.Length, xs.Length * ratio), 1e-3) * 1.04;
        return ((xs.Low + xs.High) / 2, (ys.Low + ys.High) / 2, tall / ratio, tall);
    }

    private List<double[]> Coast(double x, double y, double width, double height)
    {
        MapPen pen = Pen(x, y, width, height);
        // A radian of the plane is at least about as many degrees on the globe.
        foreach (MapLine line in NaturalEarth.For(Math.Max(width, height) / Angles.RadiansPerDegree).Coast)
            pen.Line(line.Points);
        return Lines(pen.Points);
    }

    private List<double[]> Outline(double x, double y, double width, double height)
    {
        MapPen pen = Pen(x, y, width, height);
        pen.Projected(projection.Outline());
        return Lines(pen.Points);
    }

    private MapPen Pen(double x, double y, double width, double height) =>
        new(
            projection,
            new Interval(x - width, x + width),
            new Interval(y - height, y + height),
            Math.Max(width, height) / 2000
        );

    private static List<double[]> Lines(IReadOnlyCollection<double> points)
    {
        var lines = new List<double[]>();
        var line = new List<double>();
        foreach (double value in points)
        {
            if (!double.IsNaN(value))
                line.Add(Math.Round(value, 6));
            else if (line.Count > 0)
                End();
        }
        if (line.Count > 0)
            End();
        return lines;

        void End()
        {
            lines.Add([.. line]);
            line.Clear();
        }
    }

    private static double Needed(IQueryCollection query, string name) =>
        ExplorerQuery.Number(query, name) ?? throw new GchunkException($"'{name}' is missing: a finite number");
}
