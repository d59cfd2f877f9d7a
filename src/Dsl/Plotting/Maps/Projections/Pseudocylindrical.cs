using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// A projection of the whole globe whose parallels are level lines, each evenly divided by the meridians. The
/// projections differ in the length of a parallel and its height on the map.
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public abstract record Pseudocylindrical(double CentralLongitude) : IProjection
{
    /// <inheritdoc/>
    public bool HasSeam => true;

    /// <summary>The latitude north of which (and south of its mirror image) nothing is drawn, in degrees.</summary>
    protected internal virtual double HighestLatitude => 90;

    /// <summary>
    /// Returns the place of a parallel: its height on the map, and its length for each radian of longitude.
    /// </summary>
    /// <param name="latitude">Degrees north.</param>
    protected internal abstract (double Height, double Length) Parallel(double latitude);

    /// <summary>Returns the latitude, in degrees north, at a height on the map.</summary>
    protected internal abstract double LatitudeAt(double height);

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        (y, double length) = Parallel(Math.Clamp(latitude, -HighestLatitude, HighestLatitude));
        x = length * Wrap(longitude - CentralLongitude) * RadiansPerDegree;
        return Math.Abs(latitude) <= HighestLatitude;
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        (longitude, latitude) = (CentralLongitude, 0);
        double highest = Parallel(HighestLatitude).Height;
        // A rounding error beyond the pole is the pole.
        if (!(Math.Abs(y) <= highest * (1 + 1e-12)))
            return false;
        latitude = LatitudeAt(Math.Clamp(y, -highest, highest));
        double length = Parallel(latitude).Length,
            turn = length > 1e-12 ? x / length / RadiansPerDegree : 0;
        longitude += turn;
        return Math.Abs(turn) <= 180 * (1 + 1e-12) && (length > 1e-12 || Math.Abs(x) < 1e-9);
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline()
    {
        const int Steps = 180;
        for (int side = -1; side <= 1; side += 2)
        {
            for (int i = 0; i <= Steps; i++)
            {
                (double height, double length) = Parallel(-side * HighestLatitude * ((2.0 * i / Steps) - 1));
                yield return (side * Math.PI * length, height);
            }
        }
        (double bottom, double width) = Parallel(-HighestLatitude);
        yield return (-Math.PI * width, bottom);
    }
}
