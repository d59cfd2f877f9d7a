using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The whole globe with true areas and true lengths along the parallels (Snyder 1987, chapter 30), as tiles of MODIS
/// have it.
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record Sinusoidal(double CentralLongitude = 0) : Pseudocylindrical(CentralLongitude)
{
    /// <inheritdoc/>
    protected internal override (double Height, double Length) Parallel(double latitude) =>
        (latitude * RadiansPerDegree, Math.Max(0, Math.Cos(latitude * RadiansPerDegree)));

    /// <inheritdoc/>
    protected internal override double LatitudeAt(double height) => height / RadiansPerDegree;
}
