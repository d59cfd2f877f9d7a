using Gchunk.Dsl.Interpolation;
using Gchunk.Dsl.Plotting.Meshes;
using Gchunk.Engine;

namespace Gchunk.Dsl.Regridding;

/// <summary>The share of each new cell that each old one covers, by area on the sphere.</summary>
/// <remarks>
/// P. W. Jones, "First- and Second-Order Conservative Remapping Schemes for Grids in Spherical Coordinates" (1999). The
/// areas are those of polygons with arcs of great circles, so that neither a pole nor the date line is special; cells
/// of regular grids have points along their parallels, and between two regular grids the shares are exact products.
/// </remarks>
internal static class ConservativeWeights
{
    // A cell that only touches another shares rounding errors with it.
    private const double LeastShare = 1e-9;

    public static SparseWeights Between(CellGrid source, CellGrid target)
    {
        if (source.Regular is { } from && target.Regular is { } to)
            return BetweenAxes(from, to);
        Polygons old = Polygons.Of(source, "the source"),
            made = Polygons.Of(target, "the target");
        var search = new CapSearch(old.Centres, old.Radii);
        var result = new SparseWeights();
        Span<Direction> ring = new Direction[made.Corners.Each],
            other = new Direction[old.Corners.Each];
        for (int i = 0; i < target.Count; i++)
        {
            if (made.TryRing(i, ring, out double area))
            {
                foreach (int j in search.Touching(made.Centres[i], made.Radii[i]))
                {
                    if (!old.TryRing(j, other, out double its))
                        continue;
                    double shared =
                        ring.Length < other.Length
                            ? SpherePolygon.Shared(other, ring)
                            : SpherePolygon.Shared(ring, other);
                    if (shared > LeastShare * Math.Min(area, its))
                        result.Add(j, shared / area);
                }
            }

            result.EndRow();
        }

        return result;
    }

    private static SparseWeights BetweenAxes(RegularAxes from, RegularAxes to)
    {
        (double Low, double High)[] sines = Sines(to.Rows()),
            turns = to.Columns();
        var rows = AxisRegridding.Overlaps(Sines(from.Rows()), sines, isLongitude: false);
        var columns = AxisRegridding.Overlaps(from.Columns(), turns, isLongitude: true);
        var result = new SparseWeights();
        for (int j = 0; j < rows.Length; j++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                double area = (sines[j].High - sines[j].Low) * (turns[i].High - turns[i].Low);
                foreach ((long y, double high) in rows[j])
                {
                    foreach ((long x, double wide) in columns[i])
                        result.Add(y * from.Longitudes.Length + x, high * wide / area);
                }

                result.EndRow();
            }
        }

        return result;

        static (double, double)[] Sines((double Low, double High)[] rows) =>
            Array.ConvertAll(rows, r => (Math.Sin(r.Low * Math.PI / 180), Math.Sin(r.High * Math.PI / 180)));
    }

    // The polygons of a grid, with caps around them.
    private sealed class Polygons
    {
        private Polygons(CellCorners corners, Direction[] centres, double[] radii, double[] areas) =>
            (Corners, Centres, Radii, Areas) = (corners, centres, radii, areas);

        public CellCorners Corners { get; }

        public Direction[] Centres { get; }

        public double[] Radii { get; }

        private double[] Areas { get; } // negative if the corners go clockwise

        public static Polygons Of(CellGrid grid, string what)
        {
            CellCorners corners =
                grid.Corners
                ?? throw new GchunkException(
                    $"conservative regridding needs the corners of the cells of {what}: bounds of its latitudes and longitudes in a data set, or at least 2 × 2 cells of a grid"
                );
            var centres = new Direction[grid.Count];
            double[] radii = new double[grid.Count],
                areas = new double[grid.Count];
            Span<Direction> ring = new Direction[corners.Each];
            for (int i = 0; i < grid.Count; i++)
            {
                radii[i] = double.NaN;
                if (!corners.TryRing(i, ring))
                    continue;
                areas[i] = SpherePolygon.Area(ring);
                var sum = new Direction(0, 0, 0);
                foreach (Direction corner in ring)
                    sum += corner;
                centres[i] = sum.Unit();
                double radius = 0;
                foreach (Direction corner in ring)
                    radius = Math.Max(radius, (corner - centres[i]).Length);
                radii[i] = areas[i] == 0 ? double.NaN : radius;
            }

            return new Polygons(corners, centres, radii, areas);
        }

        // The corners of a cell, counterclockwise, and its area.
        public bool TryRing(int cell, Span<Direction> ring, out double area)
        {
            area = Math.Abs(Areas[cell]);
            if (!double.IsFinite(Radii[cell]) || !Corners.TryRing(cell, ring))
                return false;
            if (Areas[cell] < 0)
                ring.Reverse();
            return true;
        }
    }
}
