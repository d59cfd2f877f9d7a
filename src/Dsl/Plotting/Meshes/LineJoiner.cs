namespace Gchunk.Dsl.Plotting.Meshes;

/// <summary>Joins pieces that run from edge to edge of a mesh to lines.</summary>
internal sealed class LineJoiner
{
    private readonly Dictionary<long, (long First, long Second)> neighbors = [];

    /// <summary>Forgets all pieces.</summary>
    public void Clear() => neighbors.Clear();

    /// <summary>Adds a piece between two edges.</summary>
    public void Join(long a, long b)
    {
        Add(a, b);
        Add(b, a);
    }

    /// <summary>Returns the lines, as points x, y, x, y, …</summary>
    /// <param name="place">Where the lines cross an edge.</param>
    public List<double[]> Lines(Func<long, (double X, double Y)> place)
    {
        List<double[]> lines = [];
        var left = new HashSet<long>(neighbors.Keys);
        // Open lines first, from their ends; what remains are rings.
        foreach (long edge in neighbors.Keys)
        {
            if (neighbors[edge].Second < 0 && left.Contains(edge))
                lines.Add(Walk(edge, left, place));
        }
        foreach (long edge in neighbors.Keys)
        {
            if (left.Contains(edge))
                lines.Add(Walk(edge, left, place));
        }
        return lines;
    }

    private void Add(long from, long to) =>
        neighbors[from] = neighbors.TryGetValue(from, out (long First, long Second) n) ? (n.First, to) : (to, -1);

    private double[] Walk(long start, HashSet<long> left, Func<long, (double X, double Y)> place)
    {
        List<double> points = [];
        long edge = start;
        while (true)
        {
            AddPoint(edge);
            left.Remove(edge);
            (long first, long second) = neighbors[edge];
            long next =
                left.Contains(first) ? first
                : left.Contains(second) ? second
                : -1;
            if (next < 0)
            {
                // A ring ends where it began.
                if (points.Count > 4 && (first == start || second == start))
                    AddPoint(start);
                return [.. points];
            }
            edge = next;
        }

        void AddPoint(long at)
        {
            (double x, double y) = place(at);
            points.AddRange([x, y]);
        }
    }
}
