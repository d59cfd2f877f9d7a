namespace Gchunk.Dsl.Plotting;

/// <summary>The globe seen from infinitely far above a point (Snyder 1987, chapter 20).</summary>
/// <param name="CentralLongitude">The point's longitude, degrees east.</param>
/// <param name="CentralLatitude">The point's latitude, degrees north.</param>
public sealed record Orthographic(double CentralLongitude = 0, double CentralLatitude = 0)
    : Azimuthal(CentralLongitude, CentralLatitude)
{
    /// <inheritdoc/>
    protected override double Horizon => Math.PI / 2;

    /// <inheritdoc/>
    protected override double Radius(double distance) => Math.Sin(distance);

    /// <inheritdoc/>
    protected override double Distance(double radius) => Math.Asin(Math.Min(radius, 1));
}
