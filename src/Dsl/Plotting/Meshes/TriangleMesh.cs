namespace Gchunk.Dsl.Plotting.Meshes;

/// <summary>Triangles between points that have values. On a globe, x and y are degrees east and north.</summary>
internal sealed class TriangleMesh
{
    private readonly LineJoiner joiner = new();

    private TriangleMesh(double[] x, double[] y, double[] values, int[] corners, bool isGlobe) =>
        (X, Y, Values, Corners, IsGlobe) = (x, y, values, corners, isGlobe);

    public double[] X { get; }

    public double[] Y { get; }

    public double[] Values { get; }

    /// <summary>The points at the corners of the triangles, three each.</summary>
    public int[] Corners { get; }

    public bool IsGlobe { get; }

    /// <summary>Returns the Delaunay triangles between points; a point whose place is NaN is in none.</summary>
    public static TriangleMesh OfPoints(double[] x, double[] y, double[] values, bool isGlobe, CancellationToken cancel)
    {
        if (isGlobe)
            return new TriangleMesh(x, y, values, SphereTriangles.Of(x, y, cancel), isGlobe);
        int[] kept = [.. Enumerable.Range(0, x.Length).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i]))];
        // Both axes are scaled to the same length, as they are in the picture.
        double[] across = Scaled([.. kept.Select(i => x[i])]),
            up = Scaled([.. kept.Select(i => y[i])]);
        int[] corners = Delaunay.Of(across, up, cancel);
        List<int> triangles = [];
        for (int t = 0; t < corners.Length; t += 3)
        {
            if (Math.Min(corners[t], Math.Min(corners[t + 1], corners[t + 2])) != Delaunay.Beyond)
                triangles.AddRange([kept[corners[t]], kept[corners[t + 1]], kept[corners[t + 2]]]);
        }
        return new TriangleMesh(x, y, values, [.. triangles], isGlobe);
    }

    /// <summary>
    /// Returns four triangles for each four points of a curvilinear grid, around their middle, whose value is the mean.
    /// </summary>
    public static TriangleMesh OfGrid(double[] x, double[] y, double[] values, int columns, bool isGlobe)
    {
        int n = values.Length,
            rows = n / columns,
            squares = (rows - 1) * (columns - 1);
        double[] allX = [.. x, .. new double[squares]],
            allY = [.. y, .. new double[squares]],
            all = [.. values, .. new double[squares]];
        int[] corners = new int[12 * squares];
        int next = 0;
        for (int row = 0; row + 1 < rows; row++)
        {
            for (int column = 0; column + 1 < columns; column++)
            {
                int a = (row * columns) + column,
                    b = a + 1,
                    c = b + columns,
                    d = a + columns,
                    middle = n + next;
                (allX[middle], allY[middle]) = isGlobe
                    ? Place(Of(a) + Of(b) + Of(c) + Of(d))
                    : ((x[a] + x[b] + x[c] + x[d]) / 4, (y[a] + y[b] + y[c] + y[d]) / 4);
                all[middle] = (values[a] + values[b] + values[c] + values[d]) / 4;
                ReadOnlySpan<int> four = [a, b, middle, b, c, middle, c, d, middle, d, a, middle];
                four.CopyTo(corners.AsSpan(12 * next++));
            }
        }
        return new TriangleMesh(allX, allY, all, corners, isGlobe);

        Direction Of(int i) => Direction.Of(x[i], y[i]);
    }

    /// <summary>Returns the lines of a level, as points x, y, x, y, …</summary>
    public List<double[]> LinesAt(double level)
    {
        joiner.Clear();
        for (int t = 0; t < Corners.Length; t += 3)
        {
            (int a, int b, int c) = (Corners[t], Corners[t + 1], Corners[t + 2]);
            if (!double.IsFinite(Values[a] + Values[b] + Values[c] + X[a] + X[b] + X[c] + Y[a] + Y[b] + Y[c]))
                continue;
            bool overA = Values[a] >= level,
                overB = Values[b] >= level,
                overC = Values[c] >= level;
            if (overA == overB && overB == overC)
                continue;
            // One corner lies on the other side than the other two.
            if (overA == overB)
                joiner.Join(Edge(c, a), Edge(c, b));
            else if (overA == overC)
                joiner.Join(Edge(b, a), Edge(b, c));
            else
                joiner.Join(Edge(a, b), Edge(a, c));
        }
        return joiner.Lines(edge => Crossing(edge, level));
    }

    private static long Edge(int a, int b) => ((long)Math.Min(a, b) << 32) | (uint)Math.Max(a, b);

    private (double X, double Y) Crossing(long edge, double level)
    {
        int a = (int)(edge >> 32),
            b = (int)edge;
        double f = Values[a] == Values[b] ? 0.5 : Math.Clamp((level - Values[a]) / (Values[b] - Values[a]), 0, 1);
        return IsGlobe
            ? Place((Direction.Of(X[a], Y[a]) * (1 - f)) + (Direction.Of(X[b], Y[b]) * f))
            : (X[a] + (f * (X[b] - X[a])), Y[a] + (f * (Y[b] - Y[a])));
    }

    private static (double X, double Y) Place(Direction d) => (d.Longitude, d.Latitude);

    private static double[] Scaled(double[] values)
    {
        double low = values.DefaultIfEmpty(0).Min(),
            length = values.DefaultIfEmpty(0).Max() - low;
        return length > 0 ? Array.ConvertAll(values, v => (v - low) / length) : values;
    }
}
