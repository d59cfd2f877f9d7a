namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The whole globe around a point with true areas; the opposite point becomes the rim (Snyder 1987, chapter 24).
/// </summary>
/// <param name="CentralLongitude">The point's longitude, degrees east.</param>
/// <param name="CentralLatitude">The point's latitude, degrees north.</param>
public sealed record LambertAzimuthalEqualArea(double CentralLongitude = 0, double CentralLatitude = 0)
    : Azimuthal(CentralLongitude, CentralLatitude)
{
    // Just short of the opposite point, which would be a whole circle.
    /// <inheritdoc/>
    protected override double Horizon => Math.PI - 1e-6;

    /// <inheritdoc/>
    protected override double Radius(double distance) => 2 * Math.Sin(distance / 2);

    /// <inheritdoc/>
    protected override double Distance(double radius) => 2 * Math.Asin(Math.Min(1, radius / 2));
}
