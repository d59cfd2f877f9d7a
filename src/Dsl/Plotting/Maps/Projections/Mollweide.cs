using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>The whole globe as an ellipse with true areas (Mollweide 1805; Snyder 1987, chapter 31).</summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record Mollweide(double CentralLongitude = 0) : Pseudocylindrical(CentralLongitude)
{
    private static readonly double Root2 = Math.Sqrt(2);

    /// <inheritdoc/>
    protected internal override (double Height, double Length) Parallel(double latitude)
    {
        double theta = Auxiliary(latitude * RadiansPerDegree);
        return (Root2 * Math.Sin(theta), 2 * Root2 / Math.PI * Math.Cos(theta));
    }

    /// <inheritdoc/>
    protected internal override double LatitudeAt(double height)
    {
        double theta = Math.Asin(Math.Clamp(height / Root2, -1, 1));
        return Math.Asin(Math.Clamp(((2 * theta) + Math.Sin(2 * theta)) / Math.PI, -1, 1)) / RadiansPerDegree;
    }

    // Solves 2θ + sin 2θ = π sin φ. Newton's method converges slowly near the poles, where the slope is 0, so the root
    // is bracketed and a step that leaves the bracket halves it.
    private static double Auxiliary(double latitude)
    {
        double wanted = Math.PI * Math.Sin(Math.Abs(latitude)),
            low = 0,
            high = Math.PI / 2,
            theta = Math.Min(Math.Abs(latitude), high);
        for (int step = 0; step < 80 && high - low > 1e-15; step++)
        {
            double off = (2 * theta) + Math.Sin(2 * theta) - wanted;
            if (off > 0)
                high = theta;
            else
                low = theta;
            double next = theta - (off / (2 + (2 * Math.Cos(2 * theta))));
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - theta) < 1e-15)
                break;
            theta = next;
        }
        return Math.CopySign(theta, latitude);
    }
}
