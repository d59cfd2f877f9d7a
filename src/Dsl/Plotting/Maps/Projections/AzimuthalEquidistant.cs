namespace Gchunk.Dsl.Plotting;

/// <summary>The whole globe around a point, with true distances from it (Snyder 1987, chapter 25).</summary>
/// <param name="CentralLongitude">The point's longitude, degrees east.</param>
/// <param name="CentralLatitude">The point's latitude, degrees north.</param>
public sealed record AzimuthalEquidistant(double CentralLongitude = 0, double CentralLatitude = 0)
    : Azimuthal(CentralLongitude, CentralLatitude)
{
    /// <inheritdoc/>
    protected override double Horizon => Math.PI - 1e-6;

    /// <inheritdoc/>
    protected override double Radius(double distance) => distance;

    /// <inheritdoc/>
    protected override double Distance(double radius) => radius;
}
