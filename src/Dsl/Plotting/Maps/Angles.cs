namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>Degrees and radians.</summary>
internal static class Angles
{
    public const double RadiansPerDegree = Math.PI / 180;

    /// <summary>The same longitude from -180 (included) to 180 (excluded).</summary>
    public static double Wrap(double degrees)
    {
        if (degrees is >= -180 and < 180)
            return degrees;
        double turned = degrees - (360 * Math.Floor((degrees + 180) / 360));
        return turned >= 180 ? -180 : turned;
    }
}
