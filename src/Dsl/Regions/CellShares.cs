using Gchunk.Dsl.Regridding;

namespace Gchunk.Dsl.Regions;

/// <summary>The share of each cell of a grid that a region covers, by area on the sphere.</summary>
internal sealed class CellShares
{
    // Outlines are cut to this many cells along each dimension first, so that few edges remain for a cell.
    private const int Tile = 16;

    private readonly CellGrid grid;
    private readonly CellCorners corners;
    private readonly (double X, double Y)[][] cells; // counterclockwise; empty where there is no cell
    private readonly double[] areas;
    private List<(double X, double Y)> first = [];
    private List<(double X, double Y)> second = [];

    public CellShares(CellGrid grid, CellCorners corners)
    {
        (this.grid, this.corners) = (grid, corners);
        cells = new (double, double)[grid.Count][];
        areas = new double[grid.Count];
        for (int i = 0; i < grid.Count; i++)
        {
            var ring = new (double X, double Y)[corners.Each];
            cells[i] = corners.TryRing(i, ring) ? ring : [];
            areas[i] = PolygonArea.Of(cells[i]);
            if (areas[i] < 0)
                Array.Reverse(cells[i]);
            areas[i] = Math.Abs(areas[i]);
        }
    }

    /// <summary>Returns the share, from 0 to 1, of each cell.</summary>
    public double[] Of(RegionShape region)
    {
        var shares = new double[grid.Count];
        int columns = grid.Dims.Length == 1 ? grid.Count : (int)grid.Lengths[1],
            rows = grid.Count / Math.Max(1, columns);
        for (int row = 0; row < rows; row += Tile)
        {
            for (int column = 0; column < columns; column += Tile)
            {
                int[] tile =
                [
                    .. from r in Enumerable.Range(row, Math.Min(Tile, rows - row))
                    from c in Enumerable.Range(column, Math.Min(Tile, columns - column))
                    let i = r * columns + c
                    where areas[i] > 0
                    select i,
                ];
                if (tile.Length > 0)
                    AddTile(region, tile, shares);
            }
        }

        for (int i = 0; i < shares.Length; i++)
            shares[i] = Snapped(areas[i] > 0 ? shares[i] / areas[i] : 0);
        return shares;
    }

    // A cell inside or outside is 1 or 0, in spite of rounding.
    private static double Snapped(double share) =>
        share < 1e-12 ? 0
        : share > 1 - 1e-12 ? 1
        : share;

    private void AddTile(RegionShape region, int[] tile, double[] shares)
    {
        double west = double.PositiveInfinity,
            east = double.NegativeInfinity,
            south = double.PositiveInfinity,
            north = double.NegativeInfinity;
        foreach (int i in tile)
        {
            foreach ((double x, double y) in cells[i])
            {
                (west, east) = (Math.Min(west, x), Math.Max(east, x));
                (south, north) = (Math.Min(south, y), Math.Max(north, y));
            }
        }

        if (south >= region.North || north <= region.South)
            return;
        // The region at each number of turns at which it reaches the tile.
        for (double turn = 360 * Math.Ceiling((west - region.East) / 360); region.West + turn < east; turn += 360)
        {
            foreach (((double X, double Y)[] ring, double sign) in region.Rings)
            {
                var part = new List<(double X, double Y)>(ring.Select(p => (p.X + turn, p.Y)));
                part = CutBy(part, [(west, south), (east, south), (east, north), (west, north)]);
                if (part.Count < 3)
                    continue;
                List<(double X, double Y)> near = [.. part];
                foreach (int i in tile)
                    shares[i] += sign * Shared(near, cells[i]);
            }
        }
    }

    // The area of a ring in a cell; of a cell that is not convex, by triangles with signs.
    private double Shared(List<(double X, double Y)> ring, (double X, double Y)[] cell)
    {
        if (IsConvex(cell))
            return Math.Abs(PolygonArea.Of([.. CutBy(ring, cell)]));
        double sum = 0;
        for (int k = 1; k + 1 < cell.Length; k++)
        {
            (double X, double Y)[] triangle = [cell[0], cell[k], cell[k + 1]];
            double sign = Math.Sign(PolygonArea.Of(triangle));
            if (sign < 0)
                Array.Reverse(triangle);
            sum += sign == 0 ? 0 : sign * Math.Abs(PolygonArea.Of([.. CutBy(ring, triangle)]));
        }

        return sum;
    }

    private static bool IsConvex((double X, double Y)[] cell)
    {
        for (int i = 0; i < cell.Length; i++)
        {
            (double X, double Y) a = cell[i],
                b = cell[(i + 1) % cell.Length],
                c = cell[(i + 2) % cell.Length];
            if ((b.X - a.X) * (c.Y - b.Y) - (b.Y - a.Y) * (c.X - b.X) < -1e-12)
                return false;
        }

        return true;
    }

    // What of a ring lies in a convex polygon, counterclockwise. The list is used again by the next call but one.
    private List<(double X, double Y)> CutBy(List<(double X, double Y)> ring, (double X, double Y)[] convex)
    {
        List<(double X, double Y)> from = ring;
        for (int k = 0; k < convex.Length && from.Count > 0; k++)
        {
            (double X, double Y) a = convex[k],
                b = convex[(k + 1) % convex.Length];
            if (a == b)
                continue;
            List<(double X, double Y)> to = from == first ? second : first;
            PolygonArea.Cut(from, a, b, to);
            from = to;
        }

        return from;
    }
}
