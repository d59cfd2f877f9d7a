using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting;

/// <summary>
/// The cells along a coordinate: edges half way between neighbouring centres, the outermost as far out as in.
/// </summary>
internal sealed class CellAxis
{
    private readonly double[] edges; // ascending
    private readonly bool descending;
    private readonly double perCell; // 1 / width where all cells are as wide, else 0

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
                    $"the coordinate '{name}' must rise or fall all along to be drawn as cells, but {c[i]} stands next to {c[i - 1]}; sort it, or drop what is twice"
                );
            }
        }
        edges = new double[n + 1];
        for (int i = 1; i < n; i++)
            edges[i] = (c[i - 1] + c[i]) / 2;
        edges[0] = Math.Clamp(n > 1 ? c[0] - ((c[1] - c[0]) / 2) : c[0] - 0.5, lowest, highest);
        edges[n] = Math.Clamp(n > 1 ? c[^1] + ((c[^1] - c[^2]) / 2) : c[^1] + 0.5, lowest, highest);
        double width = (edges[n] - edges[0]) / n;
        bool even = true;
        for (int i = 0; i <= n; i++)
            even &= Math.Abs(edges[i] - (edges[0] + (i * width))) < 1e-6 * width;
        perCell = even ? 1 / width : 0;
    }

    public double Low => edges[0];

    public double High => edges[^1];

    public int Count => edges.Length - 1;

    /// <summary>The index (in the coordinate's own order) of the cell that holds a value; -1 outside.</summary>
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
