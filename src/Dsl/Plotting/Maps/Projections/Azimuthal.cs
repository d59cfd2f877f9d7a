using Gchunk.Dsl.Plotting.Maps;
using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// A projection on a plane that touches the globe at one point. Directions from that point are true, and a circle
/// around it stays a circle; the projections differ in its radius (Snyder 1987, chapters 20 to 25).
/// </summary>
/// <param name="CentralLongitude">The point's longitude, degrees east.</param>
/// <param name="CentralLatitude">The point's latitude, degrees north.</param>
public abstract record Azimuthal(double CentralLongitude, double CentralLatitude) : IProjection
{
    private readonly double sin0 = Math.Sin(CentralLatitude * RadiansPerDegree),
        cos0 = Math.Cos(CentralLatitude * RadiansPerDegree);

    /// <inheritdoc/>
    public bool HasSeam => false;

    /// <summary>The greatest visible distance from the centre, in radians on the globe.</summary>
    protected abstract double Horizon { get; }

    /// <summary>Returns the radius on the map of a distance from the centre, which is in radians on the globe.</summary>
    protected abstract double Radius(double distance);

    /// <summary>Returns the distance from the centre, in radians on the globe, of a radius on the map.</summary>
    protected abstract double Distance(double radius);

    /// <inheritdoc/>
    public virtual string? FindFault() => MapFaults.Centre(this, CentralLatitude);

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        (double sin, double cos) = Math.SinCos(latitude * RadiansPerDegree);
        (double sinTurn, double cosTurn) = Math.SinCos((longitude - CentralLongitude) * RadiansPerDegree);
        double east = cos * sinTurn,
            north = (cos0 * sin) - (sin0 * cos * cosTurn),
            length = Math.Sqrt((east * east) + (north * north)),
            distance = Math.Atan2(length, (sin0 * sin) + (cos0 * cos * cosTurn)),
            scale = length == 0 ? 0 : Radius(Math.Min(distance, Horizon)) / length;
        (x, y) = (east * scale, north * scale);
        return distance <= Horizon;
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        double radius = Math.Sqrt((x * x) + (y * y));
        (longitude, latitude) = (CentralLongitude, CentralLatitude);
        if (radius == 0)
            return true;
        if (radius > Radius(Horizon))
            return false;
        (double sin, double cos) = Math.SinCos(Distance(radius));
        latitude = Math.Asin(Math.Clamp((cos * sin0) + (y * sin * cos0 / radius), -1, 1)) / RadiansPerDegree;
        longitude += Math.Atan2(x * sin, (radius * cos0 * cos) - (y * sin0 * sin)) / RadiansPerDegree;
        return true;
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline()
    {
        double radius = Radius(Horizon);
        for (int i = 0; i <= 720; i++)
            yield return (radius * Math.Cos(i * Math.PI / 360), radius * Math.Sin(i * Math.PI / 360));
    }
}
