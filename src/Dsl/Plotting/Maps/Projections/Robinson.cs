namespace Gchunk.Dsl.Plotting;

/// <summary>
/// Robinson's compromise projection of the world, defined by a table (Robinson 1974; table in Snyder 1990, "The
/// Robinson projection: a computation algorithm").
/// </summary>
/// <remarks>
/// Between the table's rows, 5 degrees apart, it uses cubic Hermite interpolation with central differences as slopes.
/// </remarks>
/// <param name="CentralLongitude">The meridian in the middle, degrees east.</param>
public sealed record Robinson(double CentralLongitude = 0) : Pseudocylindrical(CentralLongitude)
{
    private const double XFactor = 0.8487,
        YFactor = 1.3523,
        Row = 5;

    // The length of the parallel and its distance from the equator, at 0, 5, … 90 degrees.
    private static readonly double[] Lengths =
    [
        1,
        0.9986,
        0.9954,
        0.99,
        0.9822,
        0.973,
        0.96,
        0.9427,
        0.9216,
        0.8962,
        0.8679,
        0.835,
        0.7986,
        0.7597,
        0.7186,
        0.6732,
        0.6213,
        0.5722,
        0.5322,
    ];

    private static readonly double[] Distances =
    [
        0,
        0.062,
        0.124,
        0.186,
        0.248,
        0.31,
        0.372,
        0.434,
        0.4958,
        0.5571,
        0.6176,
        0.6769,
        0.7346,
        0.7903,
        0.8435,
        0.8936,
        0.9394,
        0.9761,
        1,
    ];

    private static readonly double[] LengthSlopes = Slopes(Lengths, even: true),
        DistanceSlopes = Slopes(Distances, even: false);

    /// <inheritdoc/>
    protected internal override (double Height, double Length) Parallel(double latitude)
    {
        double rows = Math.Min(Math.Abs(latitude) / Row, Lengths.Length - 1);
        return (
            Math.CopySign(YFactor * At(Distances, DistanceSlopes, rows), latitude),
            XFactor * At(Lengths, LengthSlopes, rows)
        );
    }

    /// <inheritdoc/>
    protected internal override double LatitudeAt(double height) =>
        Math.CopySign(Rows(Math.Min(Math.Abs(height) / YFactor, 1)) * Row, height);

    /// <summary>
    /// Returns the position in the table, in rows, at which the distance from the equator is <paramref
    /// name="distance"/>.
    /// </summary>
    private static double Rows(double distance)
    {
        int found = Array.BinarySearch(Distances, distance);
        if (found >= 0)
            return found;
        int i = Math.Min(~found - 1, Distances.Length - 2);
        double t = (distance - Distances[i]) / (Distances[i + 1] - Distances[i]);
        // Newton's method: the curve is nearly straight, so three steps reach 1e-12.
        for (int k = 0; k < 3; k++)
        {
            double slope = Slope(Distances, DistanceSlopes, i, t);
            t = Math.Clamp(t - ((Cubic(Distances, DistanceSlopes, i, t) - distance) / slope), 0, 1);
        }
        return i + t;
    }

    private static double At(double[] table, double[] slopes, double rows)
    {
        int i = Math.Min((int)rows, table.Length - 2);
        return Cubic(table, slopes, i, rows - i);
    }

    private static double Cubic(double[] p, double[] m, int i, double t)
    {
        double rise = p[i + 1] - p[i];
        return p[i] + (t * (m[i] + (t * ((3 * rise) - (2 * m[i]) - m[i + 1] + (t * (m[i] + m[i + 1] - (2 * rise)))))));
    }

    private static double Slope(double[] p, double[] m, int i, double t)
    {
        double rise = p[i + 1] - p[i];
        return m[i] + (t * ((2 * ((3 * rise) - (2 * m[i]) - m[i + 1])) + (t * 3 * (m[i] + m[i + 1] - (2 * rise)))));
    }

    private static double[] Slopes(double[] table, bool even)
    {
        double[] slopes = new double[table.Length];
        for (int i = 1; i < table.Length - 1; i++)
            slopes[i] = (table[i + 1] - table[i - 1]) / 2;
        slopes[0] = even ? 0 : table[1]; // lengths are even about the equator, distances odd
        slopes[^1] = (1.5 * table[^1]) - (2 * table[^2]) + (0.5 * table[^3]);
        return slopes;
    }
}
