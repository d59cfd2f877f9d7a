namespace Gchunk.Dsl.Regions;

/// <summary>Areas on the unit sphere of polygons whose edges are straight in longitude and latitude.</summary>
internal static class PolygonArea
{
    private const double Radians = Math.PI / 180;

    /// <summary>
    /// Returns the signed area: by Green's theorem, the integral of the sine of latitude over longitude along the
    /// outline, which has a closed form for a straight edge. Positive if counterclockwise.
    /// </summary>
    public static double Of(ReadOnlySpan<(double X, double Y)> ring)
    {
        double sum = 0;
        for (int i = 0; i < ring.Length; i++)
        {
            (double x0, double y0) = ring[i];
            (double x1, double y1) = ring[i + 1 < ring.Length ? i + 1 : 0];
            double half = (y1 - y0) * Radians / 2,
                middle = (y0 + y1) * Radians / 2;
            // The mean of the sine over an interval; its series for a short one.
            double sinc = Math.Abs(half) < 1e-4 ? 1 - half * half / 6 : Math.Sin(half) / half;
            sum -= (x1 - x0) * Radians * Math.Sin(middle) * sinc;
        }

        return sum;
    }

    /// <summary>
    /// Cuts a ring by a straight line and keeps what is to the left of it, from a point to another. A ring that is not
    /// convex may get edges along the line, whose areas cancel.
    /// </summary>
    /// <remarks>I. Sutherland and G. Hodgman, "Reentrant polygon clipping" (1974).</remarks>
    public static void Cut(
        List<(double X, double Y)> ring,
        (double X, double Y) from,
        (double X, double Y) to,
        List<(double X, double Y)> kept
    )
    {
        kept.Clear();
        if (ring.Count == 0)
            return;
        (double X, double Y) last = ring[^1];
        double before = Side(last);
        foreach ((double X, double Y) p in ring)
        {
            double here = Side(p);
            if (here >= 0 != before >= 0)
            {
                double part = before / (before - here);
                kept.Add((last.X + part * (p.X - last.X), last.Y + part * (p.Y - last.Y)));
            }

            if (here >= 0)
                kept.Add(p);
            (last, before) = (p, here);
        }

        double Side((double X, double Y) p) => (to.X - from.X) * (p.Y - from.Y) - (to.Y - from.Y) * (p.X - from.X);
    }
}
