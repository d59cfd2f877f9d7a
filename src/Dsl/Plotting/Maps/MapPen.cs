using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>
/// Draws lines of longitude and latitude on a map: breaks them at the seam, ends them at the horizon, clips them to the
/// view.
/// </summary>
/// <param name="projection">The map's projection.</param>
/// <param name="x">The view from left to right, projected.</param>
/// <param name="y">The view from bottom to top, projected.</param>
/// <param name="finest">Steps shorter than this (projected) are skipped.</param>
internal sealed class MapPen(IProjection projection, Interval x, Interval y, double finest)
{
    private const double LongestStep = 2; // degrees; longer segments are subdivided to follow the projection

    // No step of LongestStep degrees is as long as this on a map that is not cut there, except near the edges of maps
    // that stretch them, where nothing is lost by a closer look.
    private const double LongestJump = 0.3;

    private readonly List<double> points = [];
    private double penX = double.NaN,
        penY = double.NaN;

    /// <summary>The drawn lines: x, y, x, y, …; NaN lifts the pen.</summary>
    public IReadOnlyCollection<double> Points => points;

    /// <summary>Draws a line of degrees (lon, lat, lon, lat, …).</summary>
    public void Line(ReadOnlySpan<float> degrees)
    {
        for (int i = 2; i < degrees.Length; i += 2)
            Segment(degrees[i - 2], degrees[i - 1], degrees[i], degrees[i + 1], i + 2 >= degrees.Length);
        Lift();
    }

    /// <summary>Draws a projected line.</summary>
    public void Projected(IEnumerable<(double X, double Y)> line)
    {
        (double X, double Y)? before = null;
        foreach ((double X, double Y) p in line)
        {
            if (before is { } q)
                Clip(q.X, q.Y, p.X, p.Y, true);
            before = p;
        }
        Lift();
    }

    private void Segment(double lon0, double lat0, double lon1, double lat1, bool last)
    {
        double turn0 = Angles.Wrap(lon0 - projection.CentralLongitude),
            turn1 = turn0 + Angles.Wrap(lon1 - lon0);
        if (projection.HasSeam && (turn1 >= 180 || turn1 < -180))
        {
            double seam = turn1 > 0 ? 180 : -180,
                f = turn1 == turn0 ? 0 : (seam - turn0) / (turn1 - turn0),
                lat = lat0 + (f * (lat1 - lat0));
            Bend(turn0, lat0, seam - Math.CopySign(1e-9, seam), lat, true);
            Lift();
            Bend(-seam + Math.CopySign(1e-9, seam), lat, turn1 - (2 * seam), lat1, last);
            return;
        }
        Bend(turn0, lat0, turn1, lat1, last);
    }

    private void Bend(double turn0, double lat0, double turn1, double lat1, bool last)
    {
        int steps = Math.Max(
            1,
            (int)Math.Ceiling(Math.Max(Math.Abs(turn1 - turn0), Math.Abs(lat1 - lat0)) / LongestStep)
        );
        for (int i = 0; i < steps; i++)
        {
            double f0 = i / (double)steps,
                f1 = (i + 1) / (double)steps;
            Straight(
                turn0 + (f0 * (turn1 - turn0)),
                lat0 + (f0 * (lat1 - lat0)),
                turn0 + (f1 * (turn1 - turn0)),
                lat0 + (f1 * (lat1 - lat0)),
                last && i == steps - 1
            );
        }
    }

    private void Straight(double turn0, double lat0, double turn1, double lat1, bool last)
    {
        bool seen0 = Project(turn0, lat0, out double x0, out double y0),
            seen1 = Project(turn1, lat1, out double x1, out double y1);
        if (!seen0 && !seen1)
        {
            Lift();
            return;
        }
        if (seen0 != seen1)
        {
            // Bisect towards the horizon, starting from the visible side.
            double inside = seen0 ? 0 : 1,
                outside = 1 - inside,
                hx = seen0 ? x0 : x1,
                hy = seen0 ? y0 : y1;
            for (int k = 0; k < 24; k++)
            {
                double f = (inside + outside) / 2;
                if (Project(turn0 + (f * (turn1 - turn0)), lat0 + (f * (lat1 - lat0)), out double mx, out double my))
                    (inside, hx, hy) = (f, mx, my);
                else
                    outside = f;
            }
            (x0, y0, x1, y1) = seen0 ? (x0, y0, hx, hy) : (hx, hy, x1, y1);
            last = true;
        }
        if (seen0 && seen1 && Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0)) > LongestJump)
        {
            Cut(turn0, lat0, turn1, lat1, last);
            return;
        }
        Clip(x0, y0, x1, y1, last);
        if (!seen1)
            Lift();
    }

    // The two ends of a short segment lie far from each other if the map is cut between them, as interrupted maps are.
    private void Cut(double turn0, double lat0, double turn1, double lat1, bool last)
    {
        double before = 0,
            after = 1;
        Project(turn0, lat0, out double x0, out double y0);
        Project(turn1, lat1, out double x1, out double y1);
        (double bx, double by, double ax, double ay) = (x0, y0, x1, y1);
        for (int k = 0; k < 24; k++)
        {
            double f = (before + after) / 2;
            Project(turn0 + (f * (turn1 - turn0)), lat0 + (f * (lat1 - lat0)), out double mx, out double my);
            if (Math.Abs(mx - bx) + Math.Abs(my - by) <= Math.Abs(mx - ax) + Math.Abs(my - ay))
                (before, bx, by) = (f, mx, my);
            else
                (after, ax, ay) = (f, mx, my);
        }
        Clip(x0, y0, bx, by, true);
        Lift();
        Clip(ax, ay, x1, y1, last);
    }

    private bool Project(double turn, double lat, out double px, out double py) =>
        projection.TryForward(projection.CentralLongitude + turn, lat, out px, out py);

    /// <summary>Draws the part of a segment that lies in the view (Liang and Barsky 1984).</summary>
    private void Clip(double x0, double y0, double x1, double y1, bool last)
    {
        double enter = 0,
            leave = 1,
            dx = x1 - x0,
            dy = y1 - y0;
        if (!Side(-dx, x0 - x.Low) || !Side(dx, x.High - x0) || !Side(-dy, y0 - y.Low) || !Side(dy, y.High - y0))
        {
            Lift();
            return;
        }
        double sx = x0 + (enter * dx),
            sy = y0 + (enter * dy),
            ex = x0 + (leave * dx),
            ey = y0 + (leave * dy);
        if (double.IsNaN(penX) || enter > 0)
        {
            Lift();
            points.AddRange([sx, sy]);
            (penX, penY) = (sx, sy);
        }
        if (!last && leave == 1 && Math.Abs(ex - penX) < finest && Math.Abs(ey - penY) < finest)
            return;
        points.AddRange([ex, ey]);
        (penX, penY) = (ex, ey);
        if (leave < 1)
            Lift();

        bool Side(double p, double q)
        {
            if (p == 0)
                return q >= 0;
            double r = q / p;
            if (p < 0)
                enter = Math.Max(enter, r);
            else
                leave = Math.Min(leave, r);
            return enter <= leave;
        }
    }

    private void Lift()
    {
        if (!double.IsNaN(penX))
            points.AddRange([double.NaN, double.NaN]);
        penX = penY = double.NaN;
    }
}
