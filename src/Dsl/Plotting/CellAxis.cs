using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The cells along a coordinate. Edges are halfway between neighbouring centres, and the outermost cells are symmetric.
/// </summary>
internal sealed class CellAxis
{
    private readonly double[] edges; // ascending
    private readonly bool descending;
    private readonly double perCell; // 1 / width if all cells have the same width, else 0

    public CellAxis(
        double[] centres,
        string name,
        double lowest = double.NegativeInfinity,
        double highest = double.PositiveInfinity
    )
    {
        int n = centres.Length;
        descending = n > 1 && centres[^1] < centres[0];
        double[] c = [.. centres];
        if (descending)
            Array.Reverse(c);
        for (int i = 1; i < n; i++)
        {
            if (c[i] <= c[i - 1])
            {
                throw new GchunkException(
                    $"the coordinate '{name}' must be strictly ascending or descending to be drawn as cells, but {c[i]} follows {c[i - 1]}; sort it, or drop duplicates"
                );
            }
        }
        edges = EdgesOf(c);
        edges[0] = Math.Clamp(edges[0], lowest, highest);
        edges[n] = Math.Clamp(edges[n], lowest, highest);
        double width = (edges[n] - edges[0]) / n;
        bool even = true;
        for (int i = 0; i <= n; i++)
            even &= Math.Abs(edges[i] - (edges[0] + (i * width))) < 1e-6 * width;
        perCell = even ? 1 / width : 0;
    }

    /// <summary>Returns the edges of cells with the given centres, in their order.</summary>
    public static double[] EdgesOf(double[] centres)
    {
        double[] c = centres,
            edges = new double[c.Length + 1];
        for (int i = 1; i < c.Length; i++)
            edges[i] = (c[i - 1] + c[i]) / 2;
        edges[0] = c.Length > 1 ? c[0] - ((c[1] - c[0]) / 2) : c[0] - 0.5;
        edges[^1] = c.Length > 1 ? c[^1] + ((c[^1] - c[^2]) / 2) : c[^1] + 0.5;
        return edges;
    }

    public double Low => edges[0];

    public double High => edges[^1];

    public int Count => edges.Length - 1;

    /// <summary>
    /// Returns the index, in the coordinate's order, of the cell that contains a value; -1 outside all cells.
    /// </summary>
    public int Find(double value)
    {
        if (!(value >= edges[0] && value <= edges[^1]))
            return -1;
        int n = Count,
            cell;
        if (perCell > 0)
        {
            cell = Math.Min((int)((value - edges[0]) * perCell), n - 1);
        }
        else
        {
            cell = Array.BinarySearch(edges, value);
            cell = Math.Min(cell >= 0 ? cell : ~cell - 1, n - 1);
        }
        return descending ? n - 1 - cell : cell;
    }
}
