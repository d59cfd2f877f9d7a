using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>Albers' cone with true areas (Snyder 1987, chapter 14).</summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
/// <param name="CentralLatitude">The latitude at the origin, degrees north.</param>
/// <param name="FirstParallel">A parallel of true scale, degrees north.</param>
/// <param name="SecondParallel">The other parallel of true scale, degrees north.</param>
public sealed record AlbersEqualArea(
    double CentralLongitude = 0,
    double CentralLatitude = 0,
    double FirstParallel = 20,
    double SecondParallel = 50
) : Conic(CentralLongitude, CentralLatitude, FirstParallel, SecondParallel)
{
    private readonly double constant =
        (Math.Sin(FirstParallel * RadiansPerDegree) + Math.Sin(SecondParallel * RadiansPerDegree)) / 2;

    /// <inheritdoc/>
    protected override double Constant => constant;

    /// <inheritdoc/>
    protected override (double South, double North) Visible => (-90, 90);

    /// <inheritdoc/>
    protected override double Radius(double latitude) =>
        Math.Sqrt(Math.Max(0, Squared - (2 * constant * Math.Sin(latitude * RadiansPerDegree)))) / constant;

    /// <inheritdoc/>
    protected override double LatitudeAt(double radius)
    {
        double sin = (Squared - (radius * radius * constant * constant)) / (2 * constant);
        return sin is >= -1 and <= 1 ? Math.Asin(sin) / RadiansPerDegree : double.NaN;
    }

    private double Squared
    {
        get
        {
            (double sin, double cos) = Math.SinCos(FirstParallel * RadiansPerDegree);
            return (cos * cos) + (2 * constant * sin);
        }
    }
}
