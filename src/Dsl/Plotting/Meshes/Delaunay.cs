namespace Gchunk.Dsl.Plotting.Meshes;

/// <summary>
/// The Delaunay triangulation of points in a plane: no point lies within the circle through the corners of a triangle.
/// </summary>
/// <remarks>
/// Points are inserted in the order of a Hilbert curve, and the triangles whose circles hold a new point are replaced
/// (Bowyer 1981; Watson 1981). Coordinates are rounded to 29 bits of the larger side, so that all decisions are exact
/// in integers. The triangles beyond the hull have the corner <see cref="Beyond"/>, as in Guibas and Stolfi 1985.
/// </remarks>
internal sealed class Delaunay
{
    /// <summary>The corner, infinitely far away, of the triangles beyond the hull.</summary>
    public const int Beyond = -1;

    private const int Bits = 29;

    private readonly long[] x,
        y;
    private readonly List<int> corners = [], // three of each triangle, anticlockwise
        neighbors = [], // beyond the edge from each corner to the next
        conflicts = [],
        free = [];
    private readonly List<(int From, int To, int Outer)> rim = [];
    private readonly Stack<int> open = new();
    private readonly HashSet<int> isConflict = [];
    private readonly Dictionary<int, int> fromCorner = [];
    private int last;

    private Delaunay(long[] x, long[] y) => (this.x, this.y) = (x, y);

    /// <summary>
    /// Returns the corners of the triangles, three each, anticlockwise; those beyond the hull included. Of points at
    /// the same place, only one is used. Empty if all points lie on a line.
    /// </summary>
    /// <param name="x">The points from left to right, finite.</param>
    /// <param name="y">The points from bottom to top, finite.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static int[] Of(double[] x, double[] y, CancellationToken cancel)
    {
        if (x.Length < 3)
            return [];
        double left = x.Min(),
            bottom = y.Min(),
            side = Math.Max(x.Max() - left, y.Max() - bottom);
        if (!(side > 0 && double.IsFinite(side)))
            return [];
        // A power of two, so that the points of a lattice stay on its lines and circles.
        double scale = Math.ScaleB(1, Bits - 1 - Math.ILogB(side));
        var made = new Delaunay(
            Array.ConvertAll(x, v => (long)Math.Round((v - left) * scale)),
            Array.ConvertAll(y, v => (long)Math.Round((v - bottom) * scale))
        );
        return made.Triangles(cancel);
    }

    private int[] Triangles(CancellationToken cancel)
    {
        int n = x.Length;
        int[] order = [.. Enumerable.Range(0, n)];
        long[] keys = [.. order.Select(i => Hilbert(x[i] >> (Bits - 16), y[i] >> (Bits - 16)))];
        Array.Sort(keys, order);
        int first = order[0],
            second = Array.FindIndex(order, i => x[i] != x[first] || y[i] != y[first]);
        if (second < 0)
            return [];
        second = order[second];
        int third = Array.FindIndex(order, i => Turn(first, second, i) != 0);
        if (third < 0)
            return [];
        third = order[third];
        if (Turn(first, second, third) < 0)
            (second, third) = (third, second);
        corners.AddRange([first, second, third]);
        corners.AddRange([second, first, Beyond, third, second, Beyond, first, third, Beyond]);
        neighbors.AddRange([1, 2, 3]);
        neighbors.AddRange([0, 3, 2, 0, 1, 3, 0, 2, 1]);
        for (int k = 0; k < n; k++)
        {
            if (k % 1024 == 0)
                cancel.ThrowIfCancellationRequested();
            if (order[k] != first && order[k] != second && order[k] != third)
                Insert(order[k]);
        }
        return [.. corners];
    }

    private void Insert(int p)
    {
        int start = Locate(p);
        for (int k = 0; k < 3; k++)
        {
            int c = corners[(3 * start) + k];
            if (c >= 0 && x[c] == x[p] && y[c] == y[p])
                return;
        }
        conflicts.Clear();
        isConflict.Clear();
        rim.Clear();
        isConflict.Add(start);
        open.Push(start);
        while (open.TryPop(out int t))
        {
            conflicts.Add(t);
            for (int k = 0; k < 3; k++)
            {
                int next = neighbors[(3 * t) + k];
                if (isConflict.Contains(next))
                    continue;
                if (Holds(next, p))
                {
                    isConflict.Add(next);
                    open.Push(next);
                }
                else
                {
                    rim.Add((corners[(3 * t) + k], corners[(3 * t) + ((k + 1) % 3)], next));
                }
            }
        }
        free.AddRange(conflicts);
        fromCorner.Clear();
        foreach ((int from, int to, int outer) in rim)
        {
            int t;
            if (free.Count > 0)
            {
                t = free[^1];
                free.RemoveAt(free.Count - 1);
            }
            else
            {
                t = corners.Count / 3;
                corners.AddRange([0, 0, 0]);
                neighbors.AddRange([0, 0, 0]);
            }
            (corners[3 * t], corners[(3 * t) + 1], corners[(3 * t) + 2]) = (from, to, p);
            neighbors[3 * t] = outer;
            for (int k = 0; k < 3; k++)
            {
                if (corners[(3 * outer) + k] == to && corners[(3 * outer) + ((k + 1) % 3)] == from)
                    neighbors[(3 * outer) + k] = t;
            }
            fromCorner[from] = t;
            if (from >= 0 && to >= 0)
                last = t;
        }
        foreach ((int from, int to, _) in rim)
        {
            int t = fromCorner[from],
                after = fromCorner[to];
            neighbors[(3 * t) + 1] = after;
            neighbors[(3 * after) + 2] = t;
        }
    }

    // Walks from the last triangle towards the one that holds the point, or beyond the hull.
    private int Locate(int p)
    {
        int t = last;
        while (true)
        {
            int across = -1;
            for (int k = 0; k < 3 && across < 0; k++)
            {
                int a = corners[(3 * t) + k],
                    b = corners[(3 * t) + ((k + 1) % 3)];
                if (a == Beyond || b == Beyond)
                    return t;
                if (Turn(a, b, p) < 0)
                    across = neighbors[(3 * t) + k];
            }
            if (across < 0)
                return t;
            t = across;
        }
    }

    // Whether the circle of a triangle holds a point; beyond the hull, the half plane.
    private bool Holds(int t, int p)
    {
        int a = corners[3 * t],
            b = corners[(3 * t) + 1],
            c = corners[(3 * t) + 2];
        if (a == Beyond)
            (a, b, c) = (b, c, a);
        else if (b == Beyond)
            (a, b, c) = (c, a, b);
        if (c != Beyond)
            return InCircle(a, b, c, p);
        long turn = Turn(a, b, p);
        if (turn != 0)
            return turn > 0;
        long ahead = ((x[p] - x[a]) * (x[b] - x[a])) + ((y[p] - y[a]) * (y[b] - y[a])),
            whole = ((x[b] - x[a]) * (x[b] - x[a])) + ((y[b] - y[a]) * (y[b] - y[a]));
        return ahead > 0 && ahead < whole;
    }

    // Positive if a, b and p turn anticlockwise.
    private long Turn(int a, int b, int p) => ((x[b] - x[a]) * (y[p] - y[a])) - ((y[b] - y[a]) * (x[p] - x[a]));

    private bool InCircle(int a, int b, int c, int p)
    {
        long ax = x[a] - x[p],
            ay = y[a] - y[p],
            bx = x[b] - x[p],
            by = y[b] - y[p],
            cx = x[c] - x[p],
            cy = y[c] - y[p];
        Int128 det =
            ((Int128)((ax * ax) + (ay * ay)) * ((bx * cy) - (cx * by)))
            + ((Int128)((bx * bx) + (by * by)) * ((cx * ay) - (ax * cy)))
            + ((Int128)((cx * cx) + (cy * cy)) * ((ax * by) - (bx * ay)));
        return det > 0;
    }

    // The position along a Hilbert curve through a square of 2^16 x 2^16.
    private static long Hilbert(long px, long py)
    {
        long at = 0;
        for (long s = 1 << 15; s > 0; s >>= 1)
        {
            long right = (px & s) > 0 ? 1 : 0,
                up = (py & s) > 0 ? 1 : 0;
            at += s * s * ((3 * right) ^ up);
            if (up != 0)
                continue;
            if (right == 1)
                (px, py) = ((1 << 16) - 1 - px, (1 << 16) - 1 - py);
            (px, py) = (py, px);
        }
        return at;
    }
}
