using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Longitude and latitude as x and y (Snyder 1987, chapter 12, with the equator as standard parallel).
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record PlateCarree(double CentralLongitude = 0) : Pseudocylindrical(CentralLongitude)
{
    /// <inheritdoc/>
    protected internal override (double Height, double Length) Parallel(double latitude) =>
        (latitude * RadiansPerDegree, 1);

    /// <inheritdoc/>
    protected internal override double LatitudeAt(double height) => height / RadiansPerDegree;
}
