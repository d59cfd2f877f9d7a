using Gchunk.Dsl.Plotting;

namespace Gchunk.Dsl.Regions;

/// <summary>The outline of a region: closed rings, of which each odd one from outside begins an area.</summary>
internal sealed class RegionShape
{
    private readonly (double X, double Y)[][] rings;
    private readonly double[] signs; // 1 for a ring that begins an area, -1 for a hole
    private readonly double bandHeight;
    private readonly List<(double X0, double Y0, double X1, double Y1)>[] bands; // edges by latitude

    public RegionShape(MapFeature feature)
    {
        rings = [.. feature.Parts.Select(Ring).Where(r => r.Length > 2)];
        (West, East, South, North) = (
            double.PositiveInfinity,
            double.NegativeInfinity,
            double.PositiveInfinity,
            double.NegativeInfinity
        );
        int edges = 0;
        foreach ((double X, double Y)[] ring in rings)
        {
            edges += ring.Length;
            foreach ((double x, double y) in ring)
            {
                (West, East) = (Math.Min(West, x), Math.Max(East, x));
                (South, North) = (Math.Min(South, y), Math.Max(North, y));
            }
        }

        int count = Math.Clamp(edges / 4, 1, 4096);
        bandHeight = rings.Length == 0 ? 1 : Math.Max(1e-12, (North - South) / count);
        bands = [.. Enumerable.Range(0, count).Select(_ => new List<(double, double, double, double)>())];
        foreach ((double X, double Y)[] ring in rings)
        {
            for (int i = 0; i < ring.Length; i++)
                AddEdge(ring[i], ring[(i + 1) % ring.Length]);
        }

        // A ring is a hole if an odd number of the others lie around it.
        signs =
        [
            .. rings.Select((r, i) => rings.Where((o, j) => j != i && IsInRing(o, r)).Count() % 2 == 0 ? 1.0 : -1),
        ];
    }

    public double West { get; }

    public double East { get; }

    public double South { get; }

    public double North { get; }

    /// <summary>The rings, each with the sign of its area.</summary>
    public IEnumerable<((double X, double Y)[] Ring, double Sign)> Rings => rings.Zip(signs);

    /// <summary>
    /// Returns whether a place lies in the region, at any number of full turns. Of a border that two regions share, a
    /// place on it is in one of them.
    /// </summary>
    public bool Contains(double x, double y)
    {
        if (!(y >= South && y <= North) || !double.IsFinite(x))
            return false;
        List<(double X0, double Y0, double X1, double Y1)> near = bands[Band(y)];
        for (double at = x - 360 * Math.Floor((x - West) / 360); at <= East; at += 360)
        {
            bool inside = false;
            foreach ((double x0, double y0, double x1, double y1) in near)
            {
                if (y0 > y != y1 > y && at < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
                    inside = !inside;
            }

            if (inside)
                return true;
        }

        return false;
    }

    private int Band(double y) => Math.Clamp((int)((y - South) / bandHeight), 0, bands.Length - 1);

    private void AddEdge((double X, double Y) a, (double X, double Y) b)
    {
        int low = Band(Math.Min(a.Y, b.Y)),
            high = Band(Math.Max(a.Y, b.Y));
        for (int band = low; band <= high; band++)
            bands[band].Add((a.X, a.Y, b.X, b.Y));
    }

    // By a point between two corners: a corner may be one of the other ring's too.
    private static bool IsInRing((double X, double Y)[] ring, (double X, double Y)[] other)
    {
        (double x, double y) = ((other[0].X + other[1].X) / 2, (other[0].Y + other[1].Y) / 2);
        bool inside = false;
        for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
        {
            (double x0, double y0) = ring[i];
            (double x1, double y1) = ring[j];
            if (y0 > y != y1 > y && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
                inside = !inside;
        }

        return inside;
    }

    // Without missing points and without the last one, which is the first.
    private static (double X, double Y)[] Ring(double[] part)
    {
        var ring = new List<(double X, double Y)>();
        for (int i = 0; i + 1 < part.Length; i += 2)
        {
            if (double.IsFinite(part[i]) && double.IsFinite(part[i + 1]))
                ring.Add((part[i], part[i + 1]));
        }

        if (ring.Count > 1 && ring[0] == ring[^1])
            ring.RemoveAt(ring.Count - 1);
        return [.. ring];
    }
}
