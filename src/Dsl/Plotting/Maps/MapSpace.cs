using Gchunk.Dsl.Plotting.Composing;
using Gchunk.Dsl.Plotting.Drawing;
using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>A panel that shows a view of a projected globe; its coordinates are those of the projection.</summary>
internal sealed class MapSpace(Canvas canvas, PixelBox box, MapView view) : PanelSpace(canvas, box)
{
    public MapView View => view;

    public override Interval X => view.X;

    public override Interval Y => view.Y;

    public override bool IsMap => true;

    public override bool TryForward(double x, double y, out double px, out double py)
    {
        (px, py) = (double.NaN, double.NaN);
        return Math.Abs(y) <= 90
            && double.IsFinite(x)
            && view.Projection.TryForward(x, y, out px, out py)
            && px >= X.Low
            && px <= X.High
            && py >= Y.Low
            && py <= Y.High;
    }

    public override bool TryPlace(double x, double y, out double px, out double py) =>
        view.Projection.TryForward(x, y, out px, out py);

    public override bool TryInverse(double px, double py, out double x, out double y) =>
        view.Projection.TryInverse(px, py, out x, out y);

    public override Interval LongitudesOr(Interval plain)
    {
        // Widened a little, because the spans were found from a grid of points.
        Interval seen = view.Spans().Longitudes;
        double middle = (seen.Low + seen.High) / 2,
            half = Math.Min(180, (0.55 * seen.Length) + 0.01);
        return new Interval(middle - half, middle + half);
    }

    public override bool IsBent(Direction a, Direction b, (double X, double Y) atA, (double X, double Y) atB)
    {
        double pixel = X.Length / (Box.Width * Canvas.ImageDensity),
            dx = atB.X - atA.X,
            dy = atB.Y - atA.Y;
        if ((dx * dx) + (dy * dy) < 9 * pixel * pixel)
            return false;
        Direction middle = a + b;
        if (!view.Projection.TryForward(middle.Longitude, middle.Latitude, out double x, out double y))
            return true;
        (x, y) = (x - atA.X - (dx / 2), y - atA.Y - (dy / 2));
        return (x * x) + (y * y) > 0.25 * pixel * pixel;
    }

    public override bool TryVector(double x, double y, double u, double v, out double dx, out double dy)
    {
        const double Step = 1e-3; // degrees
        (dx, dy) = (0, 0);
        double cos = Math.Cos(y * Angles.RadiansPerDegree),
            up = y > 0 ? -Step : Step;
        bool seen =
            cos > 1e-3
            & view.Projection.TryForward(x, y, out double px, out double py)
            & view.Projection.TryForward(x + (Step / cos), y, out double ex, out double ey)
            & view.Projection.TryForward(x, y + up, out double nx, out double ny);
        double east = Math.Sqrt(((ex - px) * (ex - px)) + ((ey - py) * (ey - py))),
            north = Math.Sqrt(((nx - px) * (nx - px)) + ((ny - py) * (ny - py))),
            speed = Math.Sqrt((u * u) + (v * v));
        // Not across the seam, nor at the horizon, where directions have no length.
        if (!seen || !(east > 0 && north > 0 && east < 0.01 && north < 0.01) || speed == 0)
            return seen && speed == 0;
        double sign = Math.Sign(up);
        dx = (u * (ex - px) / east) + (v * sign * (nx - px) / north);
        dy = (u * (ey - py) / east) + (v * sign * (ny - py) / north);
        double length = Math.Sqrt((dx * dx) + (dy * dy));
        (dx, dy) = (dx * speed / length, dy * speed / length);
        return length > 0;
    }

    public override bool TryFlow(double x, double y, double u, double v, out double dx, out double dy) =>
        TryVector(x, y, u, v, out dx, out dy);

    /// <summary>Returns a pen that draws lines of degrees on this map.</summary>
    public MapPen Pen() =>
        new(view.Projection, view.X, view.Y, 0.4 * view.X.Length / (Box.Width * Canvas.ImageDensity));

    public override IReadOnlyCollection<double> Lines(IEnumerable<double[]> lines)
    {
        MapPen pen = Pen();
        List<float> run = [];
        foreach (double[] line in lines)
        {
            for (int i = 0; i < line.Length; i += 2)
            {
                if (double.IsFinite(line[i]) && Math.Abs(line[i + 1]) <= 90)
                {
                    run.AddRange([(float)line[i], (float)line[i + 1]]);
                    continue;
                }
                pen.Line(run.ToArray());
                run.Clear();
            }
            pen.Line(run.ToArray());
            run.Clear();
        }
        return pen.Points;
    }
}
