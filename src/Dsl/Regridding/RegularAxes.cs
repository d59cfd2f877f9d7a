using Gchunk.Dsl.Plotting;
using Gchunk.Engine;

namespace Gchunk.Dsl.Regridding;

/// <summary>The latitudes and longitudes of a regular grid, and the intervals that its cells cover.</summary>
/// <param name="Latitude">The name of the latitudes.</param>
/// <param name="Longitude">The name of the longitudes.</param>
/// <param name="Latitudes">The latitudes.</param>
/// <param name="Longitudes">The longitudes.</param>
/// <param name="LatitudeBounds">The bounds of each latitude; null for those halfway between neighbours.</param>
/// <param name="LongitudeBounds">The bounds of each longitude.</param>
internal sealed record RegularAxes(
    string Latitude,
    string Longitude,
    double[] Latitudes,
    double[] Longitudes,
    (double, double)[]? LatitudeBounds,
    (double, double)[]? LongitudeBounds
)
{
    // An arc of a great circle leaves its parallel by at most this part of the height of a cell.
    private const double MostSagitta = 1e-3;

    /// <summary>The latitude of each cell, in C order.</summary>
    public double[] EachLatitude() => [.. Latitudes.SelectMany(y => Enumerable.Repeat(y, Longitudes.Length))];

    /// <summary>The longitude of each cell, in C order.</summary>
    public double[] EachLongitude() => [.. Latitudes.SelectMany(_ => Longitudes)];

    /// <summary>The interval of latitudes of each row.</summary>
    public (double Low, double High)[] Rows() =>
        [
            .. Intervals(Latitude, Latitudes, LatitudeBounds)
                .Select(i => (Math.Clamp(i.Low, -90, 90), Math.Clamp(i.High, -90, 90))),
        ];

    /// <summary>The interval of longitudes of each column.</summary>
    public (double Low, double High)[] Columns() => Intervals(Longitude, Longitudes, LongitudeBounds);

    /// <summary>The corners of the cells, with points along the parallels, which are no great circles.</summary>
    public CellCorners? Corners()
    {
        if (Latitudes.Length < 2 && LatitudeBounds is null || Longitudes.Length < 2 && LongitudeBounds is null)
            return null;
        (double Low, double High)[] rows = Rows(),
            columns = Columns();
        int pieces = 1;
        foreach (var (low, high) in rows)
        {
            double height = Math.Max(1e-9, (high - low) * Math.PI / 180),
                width = columns.Max(c => c.High - c.Low) * Math.PI / 180;
            // The sagitta of an arc of width w on the parallel φ is w² sin φ cos φ / 8.
            double bend = Math.Max(Bend(low), Bend(high));
            pieces = Math.Max(pieces, (int)Math.Ceiling(width * Math.Sqrt(bend / (8 * MostSagitta * height))));
        }

        pieces = Math.Min(pieces, 90);
        int each = 2 * (pieces + 1);
        var corners = new CellCorners(each, rows.Length * columns.Length);
        int cell = 0;
        foreach (var (south, north) in rows)
        {
            foreach (var (west, east) in columns)
            {
                for (int k = 0; k <= pieces; k++)
                {
                    double x = west + (east - west) * k / pieces;
                    corners.Set(cell, k, x, south);
                    corners.Set(cell, each - 1 - k, x, north);
                }

                cell++;
            }
        }

        return corners;

        static double Bend(double degrees) => Math.Abs(Math.Sin(2 * degrees * Math.PI / 180)) / 2;
    }

    private static (double Low, double High)[] Intervals(string name, double[] labels, (double, double)[]? bounds)
    {
        if (bounds is not null)
            return Array.ConvertAll(bounds, b => b.Item1 <= b.Item2 ? b : (b.Item2, b.Item1));
        if (labels.Length < 2)
        {
            throw new GchunkException(
                $"the cells of '{name}', which has {labels.Length} label, cannot be determined; give bounds, or at least two labels"
            );
        }

        double[] edges = CellAxis.EdgesOf(labels);
        for (int i = 1; i < edges.Length; i++)
        {
            if (!(edges[i] > edges[i - 1] == edges[1] > edges[0]) || edges[i] == edges[i - 1])
            {
                throw new GchunkException(
                    $"'{name}' is neither ascending nor descending, so its cells are not known; sort it first with SortBy(\"{name}\")"
                );
            }
        }

        return
        [
            .. Enumerable
                .Range(0, labels.Length)
                .Select(i => (Math.Min(edges[i], edges[i + 1]), Math.Max(edges[i], edges[i + 1]))),
        ];
    }
}
