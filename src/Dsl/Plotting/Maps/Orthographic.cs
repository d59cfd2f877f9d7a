using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>The globe seen from infinitely far above a point (Snyder 1987, chapter 20).</summary>
/// <param name="CentralLongitude">The point's longitude, degrees east.</param>
/// <param name="CentralLatitude">The point's latitude, degrees north.</param>
public sealed record Orthographic(double CentralLongitude = 0, double CentralLatitude = 0) : IProjection
{
    private readonly double sin0 = Math.Sin(CentralLatitude * RadiansPerDegree),
        cos0 = Math.Cos(CentralLatitude * RadiansPerDegree);

    /// <inheritdoc/>
    public bool HasSeam => false;

    /// <inheritdoc/>
    public double HalfWidth => 1;

    /// <inheritdoc/>
    public double HalfHeight => 1;

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        (double sin, double cos) = Math.SinCos(latitude * RadiansPerDegree);
        (double sinTurn, double cosTurn) = Math.SinCos((longitude - CentralLongitude) * RadiansPerDegree);
        x = cos * sinTurn;
        y = (cos0 * sin) - (sin0 * cos * cosTurn);
        // The cosine of the distance from the centre, which is negative on the far side.
        return (sin0 * sin) + (cos0 * cos * cosTurn) >= 0;
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        double z2 = 1 - (x * x) - (y * y);
        double z = Math.Sqrt(Math.Max(0, z2));
        latitude = Math.Asin(Math.Clamp((z * sin0) + (y * cos0), -1, 1)) / RadiansPerDegree;
        longitude = CentralLongitude + (Math.Atan2(x, (z * cos0) - (y * sin0)) / RadiansPerDegree);
        return z2 >= 0;
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline() =>
        Enumerable.Range(0, 721).Select(i => (Math.Cos(i * Math.PI / 360), Math.Sin(i * Math.PI / 360)));
}
