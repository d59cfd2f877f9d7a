using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Regridding;

/// <summary>The quadrilaterals between the centres of a curvilinear grid, for bilinear interpolation.</summary>
internal static class CentreMesh
{
    /// <summary>
    /// Returns the four centres around each quadrilateral, in order around it. Those with a missing centre are left
    /// out.
    /// </summary>
    public static List<(int A, int B, int C, int D)> Quads(CellGrid grid)
    {
        int rows = (int)grid.Lengths[0],
            columns = (int)grid.Lengths[1];
        bool isPeriodic = IsPeriodic(grid.Latitudes, grid.Longitudes, rows, columns);
        var quads = new List<(int, int, int, int)>();
        for (int row = 0; row < rows - 1; row++)
        {
            for (int column = 0; column < (isPeriodic ? columns : columns - 1); column++)
            {
                int next = (column + 1) % columns,
                    a = row * columns + column,
                    b = row * columns + next;
                if (Has(a) && Has(b) && Has(a + columns) && Has(b + columns))
                    quads.Add((a, b, b + columns, a + columns));
            }
        }

        return quads;

        bool Has(int i) => double.IsFinite(grid.Latitudes[i]) && double.IsFinite(grid.Longitudes[i]);
    }

    /// <summary>
    /// Returns whether the last column lies beside the first: for most rows, not further than one and a half steps.
    /// </summary>
    public static bool IsPeriodic(double[] latitudes, double[] longitudes, int rows, int columns)
    {
        if (columns < 3)
            return false;
        int near = 0,
            known = 0;
        for (int row = 0; row < rows; row++)
        {
            int first = row * columns,
                last = first + columns - 1;
            double gap = Apart(last, first),
                step = (Apart(first, first + 1) + Apart(last - 1, last)) / 2;
            // A row at the pole is one point.
            if (!double.IsFinite(gap + step) || step < 1e-9)
                continue;
            known++;
            near += gap > 0.25 * step && gap < 1.5 * step ? 1 : 0;
        }

        return known > 0 && 2 * near > known;

        double Apart(int i, int j) =>
            (Direction.Of(longitudes[i], latitudes[i]) - Direction.Of(longitudes[j], latitudes[j])).Length;
    }
}
