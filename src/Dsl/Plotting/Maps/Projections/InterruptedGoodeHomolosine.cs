using static Gchunk.Dsl.Plotting.Maps.Angles;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The whole globe with true areas, cut through the oceans into six lobes, so that continents keep their form (Goode
/// 1925, "The homolosine projection"): sinusoidal up to 40°44′, beyond that Mollweide.
/// </summary>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record InterruptedGoodeHomolosine(double CentralLongitude = 0) : IProjection
{
    // Where both projections have parallels of the same length.
    private const double Join = 40.736666666666667;

    private static readonly Mollweide Polar = new();

    // How much lower Mollweide's parallel lies, so that the parts meet.
    private static readonly double Drop = Polar.Parallel(Join).Height - (Join * RadiansPerDegree);

    // The edges of the lobes and the meridian in the middle of each, in degrees from the central meridian.
    private static readonly (double West, double East, double Middle)[] Northern = [(-180, -40, -100), (-40, 180, 30)];
    private static readonly (double West, double East, double Middle)[] Southern =
    [
        (-180, -100, -160),
        (-100, -20, -60),
        (-20, 80, 20),
        (80, 180, 140),
    ];

    /// <inheritdoc/>
    public bool HasSeam => true;

    /// <inheritdoc/>
    public bool TryForward(double longitude, double latitude, out double x, out double y)
    {
        double turn = Wrap(longitude - CentralLongitude);
        (double West, double East, double Middle)[] lobes = latitude >= 0 ? Northern : Southern;
        (x, y) = Place(turn, latitude, Array.Find(lobes, lobe => turn < lobe.East).Middle);
        return true;
    }

    /// <inheritdoc/>
    public bool TryInverse(double x, double y, out double longitude, out double latitude)
    {
        (longitude, latitude) = (CentralLongitude, 0);
        double pole = Parallel(90).Height;
        if (!(Math.Abs(y) <= pole))
            return false;
        latitude =
            Math.Abs(y) <= Join * RadiansPerDegree
                ? y / RadiansPerDegree
                : Polar.LatitudeAt(y + Math.CopySign(Drop, y));
        double length = Parallel(latitude).Length;
        foreach ((double west, double east, double middle) in latitude >= 0 ? Northern : Southern)
        {
            double turn =
                middle + (length > 1e-12 ? (x - (middle * RadiansPerDegree)) / length / RadiansPerDegree : double.NaN);
            if (turn >= west - 1e-9 && turn <= east + 1e-9)
            {
                longitude += turn;
                return true;
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public IEnumerable<(double X, double Y)> Outline()
    {
        const int Steps = 90;
        foreach ((double west, double east, double middle) in Northern.Reverse())
        {
            for (int i = 0; i <= Steps; i++)
                yield return Place(east, i, middle);
            for (int i = Steps; i >= 0; i--)
                yield return Place(west, i, middle);
        }
        foreach ((double west, double east, double middle) in Southern)
        {
            for (int i = 0; i <= Steps; i++)
                yield return Place(west, -i, middle);
            for (int i = Steps; i >= 0; i--)
                yield return Place(east, -i, middle);
        }
    }

    private static (double X, double Y) Place(double turn, double latitude, double middle)
    {
        (double height, double length) = Parallel(latitude);
        return (RadiansPerDegree * (middle + (length * (turn - middle))), height);
    }

    private static (double Height, double Length) Parallel(double latitude)
    {
        if (Math.Abs(latitude) <= Join)
            return (latitude * RadiansPerDegree, Math.Cos(latitude * RadiansPerDegree));
        (double height, double length) = Polar.Parallel(latitude);
        return (height - Math.CopySign(Drop, latitude), length);
    }
}
