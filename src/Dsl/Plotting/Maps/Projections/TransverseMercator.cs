using Gchunk.Dsl.Plotting.Maps;
using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// True angles along a meridian (Snyder 1987, chapter 8, on the sphere). The map shows the hemisphere around it up to
/// 80° away.
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
/// <param name="CentralLatitude">The latitude at the origin, degrees north.</param>
public sealed record TransverseMercator(double CentralLongitude = 0, double CentralLatitude = 0) : IProjection
{
    private static readonly double Farthest = Math.Sin(80 * RadiansPerDegree);

    private readonly double origin = CentralLatitude * RadiansPerDegree;

    /// <inheritdoc/>
    public bool HasSeam => false;

    /// <summary>Returns the map of a zone of the universal transverse Mercator grid, 1 to 60.</summary>
    /// <exception cref="Engine.GchunkException">There is no such zone.</exception>
    public static TransverseMercator Utm(int zone) =>
        zone is >= 1 and <= 60
            ? new TransverseMercator((6 * zone) - 183)
            : throw new Engine.GchunkException($"UTM has zones 1 to 60; got {zone}");

    /// <inheritdoc/>
    public string? FindFault() => MapFaults.Centre(this, CentralLatitude);

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        (double sin, double cos) = Math.SinCos(latitude * RadiansPerDegree);
        (double sinTurn, double cosTurn) = Math.SinCos((longitude - CentralLongitude) * RadiansPerDegree);
        double aside = cos * sinTurn;
        x = Math.Atanh(Math.Clamp(aside, -Farthest, Farthest));
        y = Math.Atan2(sin, cos * cosTurn) - origin;
        return Math.Abs(aside) <= Farthest && cosTurn >= 0;
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        (double sin, double cos) = Math.SinCos(y + origin);
        latitude = Math.Asin(Math.Clamp(sin / Math.Cosh(x), -1, 1)) / RadiansPerDegree;
        longitude = CentralLongitude + (Math.Atan2(Math.Sinh(x), cos) / RadiansPerDegree);
        return Math.Abs(y + origin) <= Math.PI / 2 && Math.Abs(x) <= Math.Atanh(Farthest);
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline()
    {
        double right = Math.Atanh(Farthest),
            bottom = (-Math.PI / 2) - origin,
            top = (Math.PI / 2) - origin;
        return [(-right, bottom), (right, bottom), (right, top), (-right, top), (-right, bottom)];
    }
}
