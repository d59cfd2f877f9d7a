using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Plotting.Layers;

/// <summary>
/// Lines of equal value through a grid, by marching squares (Lorensen and Cline 1987, in two dimensions): straight
/// pieces between the edges of each square of four points, joined to lines. Squares with a missing value have none.
/// </summary>
/// <param name="x">The coordinate of the columns.</param>
/// <param name="y">The coordinate of the rows.</param>
/// <param name="values">The values (y, x).</param>
internal sealed class Isolines(double[] x, double[] y, double[] values)
{
    private readonly LineJoiner joiner = new();

    /// <summary>Returns the lines of a level, as points x, y, x, y, …</summary>
    public List<double[]> At(double level)
    {
        joiner.Clear();
        for (int row = 0; row < y.Length - 1; row++)
        {
            for (int column = 0; column < x.Length - 1; column++)
                Square(row, column, level);
        }
        return joiner.Lines(edge => Place(edge, level));
    }

    private double Value(int row, int column) => values[((long)row * x.Length) + column];

    // The edge to the right of a point, or the one up from it.
    private long Edge(int row, int column, bool up) => (2 * (((long)row * x.Length) + column)) + (up ? 1 : 0);

    private void Square(int row, int column, double level)
    {
        double a = Value(row, column),
            b = Value(row, column + 1),
            c = Value(row + 1, column + 1),
            d = Value(row + 1, column);
        if (!double.IsFinite(a + b + c + d))
            return;
        int kind = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
        if (kind is 0 or 15)
            return;
        long low = Edge(row, column, false),
            right = Edge(row, column + 1, true),
            high = Edge(row + 1, column, false),
            left = Edge(row, column, true);
        bool high4 = (a + b + c + d) / 4 >= level;
        switch (kind)
        {
            case 1 or 14:
                Join(left, low);
                break;
            case 2 or 13:
                Join(low, right);
                break;
            case 4 or 11:
                Join(right, high);
                break;
            case 8 or 7:
                Join(high, left);
                break;
            case 3 or 12:
                Join(left, right);
                break;
            case 6 or 9:
                Join(low, high);
                break;
            // A saddle: the mean of the corners tells which of them are connected.
            default:
                if ((kind == 5) == high4)
                {
                    Join(left, high);
                    Join(low, right);
                }
                else
                {
                    Join(left, low);
                    Join(right, high);
                }
                break;
        }
    }

    private void Join(long a, long b) => joiner.Join(a, b);

    private (double X, double Y) Place(long edge, double level)
    {
        long point = edge / 2;
        int row = (int)(point / x.Length),
            column = (int)(point % x.Length);
        bool up = edge % 2 == 1;
        double a = Value(row, column),
            b = up ? Value(row + 1, column) : Value(row, column + 1),
            f = a == b ? 0.5 : Math.Clamp((level - a) / (b - a), 0, 1);
        return up
            ? (x[column], y[row] + (f * (y[row + 1] - y[row])))
            : (x[column] + (f * (x[column + 1] - x[column])), y[row]);
    }
}
