namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The hemisphere around a point with true angles (Snyder 1987, chapter 21): with the centre at a pole, the usual map of
/// the polar regions.
/// </summary>
/// <param name="CentralLongitude">The longitude of the centre, degrees east; at a pole, the one that points down (north
/// pole) or up (south pole).</param>
/// <param name="CentralLatitude">The latitude of the centre, degrees north.</param>
public sealed record Stereographic(double CentralLongitude = 0, double CentralLatitude = 90)
    : Azimuthal(CentralLongitude, CentralLatitude)
{
    /// <inheritdoc/>
    protected override double Horizon => Math.PI / 2;

    /// <inheritdoc/>
    protected override double Radius(double distance) => 2 * Math.Tan(distance / 2);

    /// <inheritdoc/>
    protected override double Distance(double radius) => 2 * Math.Atan(radius / 2);
}
