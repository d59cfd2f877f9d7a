using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// True angles, with parallels and meridians as straight lines (Snyder 1987, chapter 7). The poles lie at infinity, so
/// the map ends at 85.05°, where it is as high as wide.
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record Mercator(double CentralLongitude = 0) : Pseudocylindrical(CentralLongitude)
{
    /// <inheritdoc/>
    protected internal override double HighestLatitude => 85.0511287798066;

    /// <inheritdoc/>
    protected internal override (double Height, double Length) Parallel(double latitude) =>
        (Math.Asinh(Math.Tan(latitude * RadiansPerDegree)), 1);

    /// <inheritdoc/>
    protected internal override double LatitudeAt(double height) => Math.Atan(Math.Sinh(height)) / RadiansPerDegree;
}
