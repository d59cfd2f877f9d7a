using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Lambert's cone with true angles (Snyder 1987, chapter 15), as regional weather models use it. It ends 30° beyond the
/// equator, since the other pole lies at infinity.
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
/// <param name="CentralLatitude">The latitude at the origin, degrees north.</param>
/// <param name="FirstParallel">A parallel of true scale, degrees north.</param>
/// <param name="SecondParallel">The other parallel of true scale, degrees north.</param>
public sealed record LambertConformal(
    double CentralLongitude = -96,
    double CentralLatitude = 39,
    double FirstParallel = 33,
    double SecondParallel = 45
) : Conic(CentralLongitude, CentralLatitude, FirstParallel, SecondParallel)
{
    private readonly double constant = ConstantOf(FirstParallel, SecondParallel);

    /// <inheritdoc/>
    protected override double Constant => constant;

    /// <inheritdoc/>
    protected override (double South, double North) Visible => constant > 0 ? (-30, 90) : (-90, 30);

    /// <inheritdoc/>
    protected override double Radius(double latitude) => Factor / Math.Pow(HalfAngle(latitude), constant);

    /// <inheritdoc/>
    protected override double LatitudeAt(double radius) =>
        radius == 0
            ? Math.CopySign(90, constant)
            : (2 * Math.Atan(Math.Pow(Factor / radius, 1 / constant)) / RadiansPerDegree) - 90;

    private double Factor =>
        Math.Cos(FirstParallel * RadiansPerDegree) * Math.Pow(HalfAngle(FirstParallel), constant) / constant;

    private static double ConstantOf(double first, double second) =>
        Math.Abs(first - second) < 1e-9
            ? Math.Sin(first * RadiansPerDegree)
            : Math.Log(Math.Cos(first * RadiansPerDegree) / Math.Cos(second * RadiansPerDegree))
                / Math.Log(HalfAngle(second) / HalfAngle(first));

    private static double HalfAngle(double latitude) =>
        Math.Tan((Math.PI / 4) + (Math.Clamp(latitude, -90 + 1e-12, 90 - 1e-12) * RadiansPerDegree / 2));
}
