using Gchunk.Dsl.Plotting.Maps;
using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// A projection on a cone through two standard parallels, unrolled: parallels are arcs around one point, meridians are
/// rays from it (Snyder 1987, chapters 14 and 15). It suits regions of middle latitude that are wider than high.
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
/// <param name="CentralLatitude">The latitude at the origin, degrees north.</param>
/// <param name="FirstParallel">A parallel of true scale, degrees north.</param>
/// <param name="SecondParallel">The other parallel of true scale, degrees north; on the same side of the equator.</param>
public abstract record Conic(
    double CentralLongitude,
    double CentralLatitude,
    double FirstParallel,
    double SecondParallel
) : IProjection
{
    /// <inheritdoc/>
    public bool HasSeam => true;

    /// <summary>The part of a full turn that the unrolled cone spans; negative for a cone over the south pole.</summary>
    protected abstract double Constant { get; }

    /// <summary>The southernmost and the northernmost visible latitude, in degrees north.</summary>
    protected abstract (double South, double North) Visible { get; }

    /// <summary>Returns the radius of a parallel, with the sign of <see cref="Constant"/>.</summary>
    /// <param name="latitude">Degrees north.</param>
    protected abstract double Radius(double latitude);

    /// <summary>Returns the latitude, in degrees north, of a radius.</summary>
    protected abstract double LatitudeAt(double radius);

    /// <inheritdoc/>
    public string? FindFault() =>
        MapFaults.Centre(this, CentralLatitude)
        ?? (
            Math.Abs(FirstParallel) < 90
            && Math.Abs(SecondParallel) < 90
            && Math.Abs(FirstParallel + SecondParallel) > 1e-6
                ? null
                : $"a cone needs two standard parallels between the poles that do not lie opposite each other; got {FirstParallel} and {SecondParallel}. Use Mercator for parallels on both sides of the equator"
        );

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        (double south, double north) = Visible;
        (x, y) = Place(Wrap(longitude - CentralLongitude), Math.Clamp(latitude, south, north));
        return latitude >= south && latitude <= north;
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        double side = Math.Sign(Constant),
            down = Radius(CentralLatitude) - y,
            radius = side * Math.Sqrt((x * x) + (down * down)),
            turn = Math.Atan2(side * x, side * down) / Constant / RadiansPerDegree;
        (double south, double north) = Visible;
        latitude = LatitudeAt(radius);
        longitude = CentralLongitude + turn;
        return Math.Abs(turn) <= 180 && latitude >= south - 1e-9 && latitude <= north + 1e-9;
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline()
    {
        (double south, double north) = Visible;
        for (int turn = -180; turn <= 180; turn++)
            yield return Place(turn, south);
        for (int turn = 180; turn >= -180; turn--)
            yield return Place(turn, north);
        yield return Place(-180, south);
    }

    private (double X, double Y) Place(double turn, double latitude)
    {
        double radius = Radius(latitude);
        (double sin, double cos) = Math.SinCos(Constant * turn * RadiansPerDegree);
        return (radius * sin, Radius(CentralLatitude) - (radius * cos));
    }
}
