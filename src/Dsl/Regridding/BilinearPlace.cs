using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Regridding;

/// <summary>Where a direction lies in a quadrilateral: the inverse of bilinear interpolation.</summary>
internal static class BilinearPlace
{
    private const double Slack = 1e-9;
    private const int MostSteps = 30;

    /// <summary>
    /// Finds u and v from 0 to 1 for which the bilinear mean of the corners lies in a direction, by Newton's method
    /// from the middle. False if there are none.
    /// </summary>
    /// <remarks>
    /// ESMF Reference Manual, section 24.2.2 (bilinear regridding in three-dimensional Cartesian space): along two
    /// axes at a right angle to the direction, the mean is 0.
    /// </remarks>
    /// <param name="at">The direction.</param>
    /// <param name="a">The corner of u = 0, v = 0.</param>
    /// <param name="b">The corner of u = 1, v = 0.</param>
    /// <param name="c">The corner of u = 1, v = 1.</param>
    /// <param name="d">The corner of u = 0, v = 1.</param>
    /// <param name="place">The place.</param>
    public static bool TryFind(
        Direction at,
        Direction a,
        Direction b,
        Direction c,
        Direction d,
        out (double U, double V) place
    )
    {
        place = default;
        Direction east = at.Perpendicular(),
            north = at.Cross(east);
        if (at.Dot(a) <= 0 || at.Dot(b) <= 0 || at.Dot(c) <= 0 || at.Dot(d) <= 0)
            return false;
        // Differences first: corners are near each other.
        Direction alongU = b - a,
            alongV = d - a,
            twist = (c - b) - alongV,
            start = a - at;
        double x0 = start.Dot(east),
            y0 = start.Dot(north),
            xu = alongU.Dot(east),
            yu = alongU.Dot(north),
            xv = alongV.Dot(east),
            yv = alongV.Dot(north),
            xt = twist.Dot(east),
            yt = twist.Dot(north);
        double u = 0.5,
            v = 0.5;
        for (int step = 0; step < MostSteps; step++)
        {
            double x = x0 + u * xu + v * xv + u * v * xt,
                y = y0 + u * yu + v * yv + u * v * yt;
            double xdu = xu + v * xt,
                ydu = yu + v * yt,
                xdv = xv + u * xt,
                ydv = yv + u * yt,
                det = xdu * ydv - xdv * ydu;
            if (det == 0 || !double.IsFinite(det))
                return false;
            double du = (x * ydv - y * xdv) / det,
                dv = (xdu * y - ydu * x) / det;
            (u, v) = (u - du, v - dv);
            if (Math.Abs(du) + Math.Abs(dv) < 1e-13)
                break;
            if (!(Math.Abs(u) < 1e3 && Math.Abs(v) < 1e3))
                return false;
        }

        if (!(u >= -Slack && u <= 1 + Slack && v >= -Slack && v <= 1 + Slack))
            return false;
        place = (Snapped(u), Snapped(v));
        return true;
    }

    // A centre of the old grid gets its own value, whatever its neighbours are.
    private static double Snapped(double x) =>
        x < Slack ? 0
        : x > 1 - Slack ? 1
        : x;
}
