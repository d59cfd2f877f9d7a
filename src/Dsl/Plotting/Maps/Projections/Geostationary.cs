using Gchunk.Dsl.Plotting.Maps;
using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The view of a scanning geostationary satellite: x and y are its scanning angles, in units of the globe's radius at
/// the subsatellite point (CGMS 2013, "LRIT/HRIT global specification", section 4.4.3.2, on the sphere, with the sweep
/// of Meteosat).
/// </summary>
/// <param name="CentralLongitude">The longitude below the satellite, degrees east.</param>
/// <param name="Height">The satellite's height above the equator in metres.</param>
public sealed record Geostationary(double CentralLongitude = 0, double Height = NearsidePerspective.GeostationaryHeight)
    : IProjection
{
    private readonly double high = Height / NearsidePerspective.EarthRadius;

    /// <inheritdoc/>
    public bool HasSeam => false;

    /// <inheritdoc/>
    public string? FindFault() => MapFaults.Centre(this) ?? MapFaults.Height(this, Height);

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        (double sin, double cos) = Math.SinCos(latitude * RadiansPerDegree);
        (double sinTurn, double cosTurn) = Math.SinCos((longitude - CentralLongitude) * RadiansPerDegree);
        double away = 1 + high - (cos * cosTurn),
            east = cos * sinTurn;
        x = high * Math.Atan2(east, away);
        y = high * Math.Atan2(sin, Math.Sqrt((east * east) + (away * away)));
        return cos * cosTurn >= 1 / (1 + high);
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        (longitude, latitude) = (CentralLongitude, 0);
        if (!(Math.Abs(x) < high && Math.Abs(y) < high))
            return false;
        // The ray from the satellite in units of its distance along the axis, and where it meets the sphere first.
        double east = Math.Tan(x / high),
            north = Math.Tan(y / high) * Math.Sqrt(1 + (east * east)),
            squared = 1 + (east * east) + (north * north),
            far = 1 + high,
            discriminant = (far * far) - (squared * ((far * far) - 1));
        if (discriminant < 0)
            return false;
        double along = (far - Math.Sqrt(discriminant)) / squared;
        latitude = Math.Asin(Math.Clamp(along * north, -1, 1)) / RadiansPerDegree;
        longitude += Math.Atan2(along * east, far - along) / RadiansPerDegree;
        return true;
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline()
    {
        double horizon = Math.Acos(1 / (1 + high));
        for (int i = 0; i <= 720; i++)
        {
            (double sin, double cos) = Math.SinCos(i * Math.PI / 360);
            // A point of the horizon, as seen from the satellite.
            double away = 1 + high - Math.Cos(horizon),
                east = Math.Sin(horizon) * cos,
                north = Math.Sin(horizon) * sin;
            yield return (
                high * Math.Atan2(east, away),
                high * Math.Atan2(north, Math.Sqrt((east * east) + (away * away)))
            );
        }
    }
}
