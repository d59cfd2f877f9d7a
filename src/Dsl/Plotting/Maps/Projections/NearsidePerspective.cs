using Gchunk.Dsl.Plotting.Maps;

namespace Gchunk.Dsl.Plotting;

/// <summary>The globe seen from a height above a point, as from a spacecraft (Snyder 1987, chapter 23).</summary>
/// <param name="CentralLongitude">The point's longitude, degrees east.</param>
/// <param name="CentralLatitude">The point's latitude, degrees north.</param>
/// <param name="Height">The height above the ground in metres.</param>
public sealed record NearsidePerspective(
    double CentralLongitude = 0,
    double CentralLatitude = 0,
    double Height = NearsidePerspective.GeostationaryHeight
) : Azimuthal(CentralLongitude, CentralLatitude)
{
    /// <summary>The height of a geostationary satellite above the equator, in metres.</summary>
    public const double GeostationaryHeight = 35_785_831;

    internal const double EarthRadius = 6_378_137;

    // The distance from the globe's centre, in radii.
    private readonly double far = 1 + (Height / EarthRadius);

    /// <inheritdoc/>
    public override string? FindFault() => base.FindFault() ?? MapFaults.Height(this, Height);

    /// <inheritdoc/>
    protected override double Horizon => Math.Acos(1 / far);

    /// <inheritdoc/>
    protected override double Radius(double distance) => (far - 1) * Math.Sin(distance) / (far - Math.Cos(distance));

    /// <inheritdoc/>
    protected override double Distance(double radius)
    {
        double root = Math.Sqrt(Math.Max(0, 1 - (radius * radius * (far + 1) / (far - 1))));
        return Math.Asin(Math.Clamp((far - root) / (((far - 1) / radius) + (radius / (far - 1))), -1, 1));
    }
}
