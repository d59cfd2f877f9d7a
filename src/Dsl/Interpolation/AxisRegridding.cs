using Gchunk.Dsl.Statistics;
using Gchunk.Engine;

namespace Gchunk.Dsl.Interpolation;

/// <summary>Weights for regridding along one dimension.</summary>
internal static class AxisRegridding
{
    /// <summary>
    /// Computes linear weights, or those of the nearest point; longitudes are periodic if the old ones span a full turn.
    /// </summary>
    public static AxisWeights Periodic(string dim, double[] old, double[] made, bool isLongitude, string method)
    {
        if (!isLongitude || old.Length < 2)
            return AxisInterpolation.Weights(dim, old, made, method, extrapolate: false);
        double[] sorted = [.. old.Order()];
        double step = (sorted[^1] - sorted[0]) / (sorted.Length - 1);
        if (sorted[^1] - sorted[0] + 1.5 * step < 360)
        {
            return AxisInterpolation.Weights(
                dim,
                old,
                Array.ConvertAll(made, x => Inside(x, sorted[0], sorted[^1])),
                method,
                extrapolate: false
            );
        }
        // Appends the first point again, one turn later.
        int first = Array.IndexOf(old, sorted[0]);
        var weights = new AxisWeights();
        double[] points = [.. sorted, sorted[0] + 360];
        long[] order = [.. sorted.Select(x => (long)Array.IndexOf(old, x)), first];
        foreach (double x in made)
        {
            double turned = sorted[0] + Modulo(x - sorted[0], 360);
            int at = Array.BinarySearch(points, turned);
            if (at >= 0)
            {
                weights.Add((order[at], 1));
            }
            else
            {
                int to = Math.Min(~at, points.Length - 1);
                double w = (turned - points[to - 1]) / (points[to] - points[to - 1]);
                if (method == "nearest")
                    weights.Add((order[w <= 0.5 ? to - 1 : to], 1));
                else
                    weights.Add((order[to - 1], 1 - w), (order[to], w));
            }
        }
        return weights;
    }

    /// <summary>
    /// Computes the share of each old cell in each new one, by length, or by area on the sphere for latitudes.
    /// </summary>
    /// <remarks>
    /// P. W. Jones, "First- and Second-Order Conservative Remapping Schemes for Grids in Spherical Coordinates" (1999),
    /// equation 6; on grids of rectangles the shares are products.
    /// </remarks>
    public static AxisWeights Conservative(string dim, double[] old, double[] made, bool isLatitude, bool isLongitude)
    {
        (double Low, double High)[] from = Cells(dim, old, isLatitude),
            to = Cells(dim, made, isLatitude);
        var weights = new AxisWeights();
        foreach (List<(long Source, double Length)> cell in Overlaps(from, to, isLongitude))
            weights.Add([.. cell]);
        return weights;
    }

    /// <summary>Returns the old cells that overlap each new one, with the length that they share.</summary>
    /// <param name="from">The old cells.</param>
    /// <param name="to">The new cells.</param>
    /// <param name="isLongitude">True if places a full turn apart are the same.</param>
    public static List<(long Source, double Length)>[] Overlaps(
        (double Low, double High)[] from,
        (double Low, double High)[] to,
        bool isLongitude
    )
    {
        var all = new List<(long, double)>[to.Length];
        for (int j = 0; j < to.Length; j++)
        {
            var (low, high) = to[j];
            all[j] = [];
            for (int i = 0; i < from.Length; i++)
            {
                double overlap = 0;
                if (isLongitude)
                {
                    for (
                        double turn = 360 * Math.Floor((low - from[i].High) / 360);
                        from[i].Low + turn < high;
                        turn += 360
                    )
                    {
                        overlap += Overlap(from[i].Low + turn, from[i].High + turn, low, high);
                    }
                }
                else
                {
                    overlap = Overlap(from[i].Low, from[i].High, low, high);
                }

                if (overlap > 0)
                    all[j].Add((i, overlap));
            }
        }

        return all;
    }

    // Cell bounds lie halfway between neighbors; for latitudes they are sines, so that lengths are areas.
    private static (double Low, double High)[] Cells(string dim, double[] centres, bool isLatitude)
    {
        int n = centres.Length;
        if (n < 2)
        {
            throw new GchunkException(
                $"conservative regridding needs at least two labels along '{dim}' to find the bounds of cells; it has {n}"
            );
        }

        var bounds = new double[n + 1];
        for (int i = 1; i < n; i++)
            bounds[i] = (centres[i - 1] + centres[i]) / 2;
        bounds[0] = centres[0] - (bounds[1] - centres[0]);
        bounds[n] = centres[^1] + (centres[^1] - bounds[n - 1]);
        for (int i = 1; i <= n; i++)
        {
            if ((bounds[i] > bounds[i - 1]) != (bounds[1] > bounds[0]))
            {
                throw new GchunkException(
                    $"'{dim}' is neither ascending nor descending, so its cells are not known; sort it first with SortBy(\"{dim}\")"
                );
            }
        }

        if (isLatitude)
            bounds = Array.ConvertAll(bounds, e => Math.Sin(Math.Clamp(e, -90, 90) * Math.PI / 180));
        return
        [
            .. Enumerable
                .Range(0, n)
                .Select(i => (Math.Min(bounds[i], bounds[i + 1]), Math.Max(bounds[i], bounds[i + 1]))),
        ];
    }

    private static double Overlap(double a, double b, double low, double high) =>
        Math.Max(0, Math.Min(b, high) - Math.Max(a, low));

    private static double Modulo(double x, double period) => x - period * Math.Floor(x / period);

    // Shifts a longitude by a full turn if that brings it between the ends.
    private static double Inside(double x, double low, double high)
    {
        double turned = low + Modulo(x - low, 360);
        return turned <= high ? turned : x;
    }
}
