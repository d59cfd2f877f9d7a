namespace Gchunk.Ml.Clustering.Maps;

/// <summary>The grid of the nodes of a self-organizing map: squares, or hexagons whose odd rows are shifted.</summary>
internal sealed record NodeGrid(int Rows, int Columns, bool IsHexagonal)
{
    // Between the distance of neighbours and that of the next nodes; diagonals of squares are no neighbours.
    private const double Near = 1.2;

    // Diagonals of squares touch.
    private const double Touching = 1.5;

    /// <summary>The number of nodes.</summary>
    public int Count => Rows * Columns;

    /// <summary>Returns the squared distance of two nodes on the grid.</summary>
    public double Squared(int a, int b)
    {
        (double ax, double ay) = Place(a);
        (double bx, double by) = Place(b);
        return (ax - bx) * (ax - bx) + (ay - by) * (ay - by);
    }

    /// <summary>Returns whether two nodes are neighbours.</summary>
    public bool IsNear(int a, int b) => a != b && Squared(a, b) < Near * Near;

    /// <summary>Returns whether two nodes touch: neighbours, or the diagonal ones of squares.</summary>
    public bool IsTouching(int a, int b) => a != b && Squared(a, b) < Touching * Touching;

    private (double X, double Y) Place(int node)
    {
        int row = node / Columns,
            column = node % Columns;
        return IsHexagonal ? (column + 0.5 * (row % 2), row * Math.Sqrt(3) / 2) : (column, row);
    }
}
