using Gchunk.Dsl.Plotting.Drawing;

namespace Gchunk.Dsl.Plotting.Shapes;

/// <summary>
/// Which of some areas lies at a place: along columns, the places are kept where their outlines are crossed. An area
/// begins at each odd crossing and ends at each even one, counted from the top; the last of several areas is found.
/// </summary>
internal sealed class AreaMask
{
    private readonly double low,
        step;
    private readonly long perTurn; // columns around a globe; 0 on a plane
    private readonly double[][] edges; // descending
    private readonly int[][] below; // the area below each edge

    /// <summary>Finds the crossings of closed lines (x, y, x, y, …) with columns over an interval.</summary>
    /// <param name="outlines">The lines, and the number of the area that each one bounds.</param>
    /// <param name="across">The interval; on a globe, of degrees east.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="isGlobe">Whether x are longitudes, with the shortest way from point to point.</param>
    /// <param name="cancel">Cancels the work.</param>
    public AreaMask(
        IEnumerable<(int Area, double[] Points)> outlines,
        Interval across,
        int columns,
        bool isGlobe,
        CancellationToken cancel
    )
    {
        low = across.Low;
        step = Math.Max(across.Length, 1e-9) / columns;
        if (isGlobe)
        {
            perTurn = (long)Math.Ceiling(360 / step);
            step = 360.0 / perTurn;
            columns = (int)Math.Min(perTurn, columns + 1);
        }
        List<(double At, int Area)>[] crossings =
        [
            .. Enumerable.Range(0, columns).Select(_ => new List<(double, int)>()),
        ];
        foreach ((int area, double[] p) in outlines)
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 2; i < p.Length; i += 2)
                Cross(crossings, area, (p[i - 2], p[i - 1]), (p[i], p[i + 1]));
            if (isGlobe && HoldsNorthPole(p))
            {
                foreach (List<(double At, int Area)> column in crossings)
                    column.Add((91, area));
            }
        }
        (edges, below) = (new double[columns][], new int[columns][]);
        SortedSet<int> inside = [];
        for (int c = 0; c < columns; c++)
        {
            crossings[c].Sort((a, b) => b.At.CompareTo(a.At));
            edges[c] = [.. crossings[c].Select(e => e.At)];
            below[c] = new int[edges[c].Length];
            inside.Clear();
            for (int k = 0; k < edges[c].Length; k++)
            {
                if (!inside.Remove(crossings[c][k].Area))
                    inside.Add(crossings[c][k].Area);
                below[c][k] = inside.Count > 0 ? inside.Max : -1;
            }
        }
    }

    /// <summary>Returns the number of the area at a place; -1 outside all areas.</summary>
    public int Find(double x, double y)
    {
        long column = (long)Math.Floor((x - low) / step);
        if (perTurn > 0)
            column -= perTurn * (long)Math.Floor(column / (double)perTurn);
        if (column < 0 || column >= edges.Length)
            return -1;
        double[] at = edges[column];
        int first = 0,
            last = at.Length;
        // The number of edges above the place.
        while (first < last)
        {
            int middle = (first + last) / 2;
            if (at[middle] > y)
                first = middle + 1;
            else
                last = middle;
        }
        return first == 0 ? -1 : below[column][first - 1];
    }

    // The degrees from one place to the next: the shortest way, unless they go all around the globe along a parallel.
    private static double Turn((double X, double Y) from, (double X, double Y) to)
    {
        double dx = to.X - from.X;
        bool isParallel = Math.Abs(dx) > 359.9999 && Math.Abs(to.Y - from.Y) < 1e-9,
            isPole = Math.Abs(from.Y) > 89.999 && Math.Abs(to.Y) > 89.999;
        return isParallel || isPole ? dx : dx - (360 * Math.Round(dx / 360));
    }

    // Whether a closed line goes once around the northern half of the globe, with no edge along the pole.
    private static bool HoldsNorthPole(double[] p)
    {
        double turn = 0,
            latitude = 0;
        for (int i = 2; i < p.Length; i += 2)
        {
            turn += Turn((p[i - 2], p[i - 1]), (p[i], p[i + 1]));
            latitude += p[i + 1];
        }
        return Math.Abs(turn) > 180 && latitude > 0 && p[1] == p[^1];
    }

    private void Cross(
        List<(double At, int Area)>[] crossings,
        int area,
        (double X, double Y) from,
        (double X, double Y) to
    )
    {
        if (!double.IsFinite(from.X + from.Y + to.X + to.Y))
            return;
        double dx = perTurn > 0 ? Turn(from, to) : to.X - from.X;
        double start = (from.X - low) / step,
            end = start + (dx / step);
        if (!(Math.Abs(start) < 1e15 && Math.Abs(end) < 1e15))
            return;
        (double left, double right) = start < end ? (start, end) : (end, start);
        long first = (long)Math.Ceiling(left - 0.5),
            last = (long)Math.Ceiling(right - 0.5) - 1;
        if (first > last)
            return;
        for (
            long turn = perTurn > 0 ? (long)Math.Floor(first / (double)perTurn) : 0;
            turn <= (perTurn > 0 ? (long)Math.Floor(last / (double)perTurn) : 0);
            turn++
        )
        {
            long offset = turn * perTurn;
            for (long c = Math.Max(0, first - offset); c <= Math.Min(crossings.Length - 1, last - offset); c++)
            {
                double part = (c + offset + 0.5 - start) / (end - start);
                crossings[c].Add((from.Y + (part * (to.Y - from.Y)), area));
            }
        }
    }
}
