using Gchunk.Dsl.Plotting.Meshes;

namespace Gchunk.Dsl.Regridding;

/// <summary>Points on the sphere, found by their distance: a k-d tree in space, without recursion.</summary>
/// <remarks>J. L. Bentley, "Multidimensional binary search trees used for associative searching" (1975).</remarks>
internal sealed class SphereTree
{
    private const int LeafSize = 8;

    private readonly Direction[] points;
    private readonly int[] order;

    /// <summary>Builds the tree.</summary>
    /// <param name="points">The points.</param>
    /// <param name="members">The indices of those to find.</param>
    public SphereTree(Direction[] points, IEnumerable<int> members)
    {
        (this.points, order) = (points, [.. members]);
        var keys = new double[order.Length];
        var open = new Stack<(int Start, int End, int Axis)>();
        open.Push((0, order.Length, 0));
        while (open.TryPop(out var part))
        {
            if (part.End - part.Start <= LeafSize)
                continue;
            for (int i = part.Start; i < part.End; i++)
                keys[i] = On(points[order[i]], part.Axis);
            Array.Sort(keys, order, part.Start, part.End - part.Start);
            int middle = (part.Start + part.End) / 2,
                next = (part.Axis + 1) % 3;
            open.Push((part.Start, middle, next));
            open.Push((middle + 1, part.End, next));
        }
    }

    /// <summary>
    /// Returns the nearest point, of equally near ones that with the lowest index; -1 if there is none.
    /// </summary>
    public int Nearest(Direction at)
    {
        int best = -1;
        double least = double.PositiveInfinity;
        var open = new Stack<(int Start, int End, int Axis, double Apart)>();
        open.Push((0, order.Length, 0, 0));
        while (open.TryPop(out var part))
        {
            if (part.Apart > least)
                continue;
            int middle = (part.Start + part.End) / 2;
            bool isLeaf = part.End - part.Start <= LeafSize;
            for (int i = isLeaf ? part.Start : middle; i < (isLeaf ? part.End : middle + 1); i++)
            {
                Direction apart = points[order[i]] - at;
                double d = apart.Dot(apart);
                if (d < least || (d == least && order[i] < best))
                    (best, least) = (order[i], d);
            }

            if (isLeaf)
                continue;
            double side = On(at, part.Axis) - On(points[order[middle]], part.Axis);
            int next = (part.Axis + 1) % 3;
            var below = (part.Start, middle, next, side <= 0 ? part.Apart : Math.Max(part.Apart, side * side));
            var above = (middle + 1, part.End, next, side >= 0 ? part.Apart : Math.Max(part.Apart, side * side));
            open.Push(side <= 0 ? above : below);
            open.Push(side <= 0 ? below : above);
        }

        return best;
    }

    /// <summary>Adds the points within a distance (of a straight line through the globe) to a list.</summary>
    public void Within(Direction at, double distance, List<int> found)
    {
        var open = new Stack<(int Start, int End, int Axis)>();
        open.Push((0, order.Length, 0));
        while (open.TryPop(out var part))
        {
            int middle = (part.Start + part.End) / 2;
            bool isLeaf = part.End - part.Start <= LeafSize;
            for (int i = isLeaf ? part.Start : middle; i < (isLeaf ? part.End : middle + 1); i++)
            {
                Direction apart = points[order[i]] - at;
                if (apart.Dot(apart) <= distance * distance)
                    found.Add(order[i]);
            }

            if (isLeaf)
                continue;
            double side = On(at, part.Axis) - On(points[order[middle]], part.Axis);
            int next = (part.Axis + 1) % 3;
            if (side <= distance)
                open.Push((part.Start, middle, next));
            if (-side <= distance)
                open.Push((middle + 1, part.End, next));
        }
    }

    private static double On(Direction p, int axis) =>
        axis switch
        {
            0 => p.X,
            1 => p.Y,
            _ => p.Z,
        };
}
