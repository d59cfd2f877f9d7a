using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The whole globe with true areas and a familiar look (Šavrič, Patterson and Jenny 2019, "The Equal Earth map
/// projection", section 3).
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record EqualEarth(double CentralLongitude = 0) : Pseudocylindrical(CentralLongitude)
{
    private const double A1 = 1.340264,
        A2 = -0.081106,
        A3 = 0.000893,
        A4 = 0.003796;

    private static readonly double HalfRoot3 = Math.Sqrt(3) / 2;

    /// <inheritdoc/>
    protected internal override (double Height, double Length) Parallel(double latitude)
    {
        double theta = Math.Asin(HalfRoot3 * Math.Sin(latitude * RadiansPerDegree));
        return (Height(theta), Math.Cos(theta) / HalfRoot3 / Slope(theta));
    }

    /// <inheritdoc/>
    protected internal override double LatitudeAt(double height)
    {
        double theta = height / A1;
        // The curve is nearly straight, so Newton's method needs few steps.
        for (int step = 0; step < 12; step++)
            theta -= (Height(theta) - height) / Slope(theta);
        return Math.Asin(Math.Clamp(Math.Sin(theta) / HalfRoot3, -1, 1)) / RadiansPerDegree;
    }

    private static double Height(double theta)
    {
        double t2 = theta * theta,
            t6 = t2 * t2 * t2;
        return theta * (A1 + (A2 * t2) + (t6 * (A3 + (A4 * t2))));
    }

    private static double Slope(double theta)
    {
        double t2 = theta * theta,
            t6 = t2 * t2 * t2;
        return A1 + (3 * A2 * t2) + (t6 * ((7 * A3) + (9 * A4 * t2)));
    }
}
