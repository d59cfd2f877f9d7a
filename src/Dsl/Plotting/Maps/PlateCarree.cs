using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Longitude and latitude as x and y (Snyder 1987, chapter 12, with the equator as standard parallel).
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record PlateCarree(double CentralLongitude = 0) : IProjection
{
    /// <inheritdoc/>
    public bool HasSeam => true;

    /// <inheritdoc/>
    public double HalfWidth => Math.PI;

    /// <inheritdoc/>
    public double HalfHeight => Math.PI / 2;

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        x = Wrap(longitude - CentralLongitude) * RadiansPerDegree;
        y = latitude * RadiansPerDegree;
        return true;
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        longitude = CentralLongitude + (x / RadiansPerDegree);
        latitude = y / RadiansPerDegree;
        return Math.Abs(x) <= Math.PI && Math.Abs(y) <= Math.PI / 2;
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline() =>
        [
            (-HalfWidth, -HalfHeight),
            (HalfWidth, -HalfHeight),
            (HalfWidth, HalfHeight),
            (-HalfWidth, HalfHeight),
            (-HalfWidth, -HalfHeight),
        ];
}
