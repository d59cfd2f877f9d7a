using System.Runtime.CompilerServices;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Finds the rank of the last element of each window along a line, the mean rank of equal ones. How many elements of a
/// window are less is a sum of a Fenwick tree over the ranks of the segment.
/// </summary>
/// <param name="op">The windows.</param>
/// <param name="start">The index of the line's first element.</param>
/// <param name="origin">The index of the first result.</param>
/// <param name="count">The number of results.</param>
internal sealed class WindowRanks(RollingRankOp op, long start, long origin, int count)
    : SegmentedWindows(op, 1, start, origin, count)
{
    private readonly long window = op.Before + op.After + 1;

    // Of each rank of the segment the first rank with the same value; of these the elements in the window, and their tree.
    private readonly int[] firsts = new int[Segment(op.Before + op.After + 1, count)],
        equal = new int[Segment(op.Before + op.After + 1, count)],
        tree = new int[Segment(op.Before + op.After + 1, count) + 1];

    /// <summary>The bytes that it needs.</summary>
    public static long ScratchBytes(long window, long count) =>
        Segment(window, count) * (RankedSegment.BytesEach + 3 * sizeof(int)) + RankedSegment.Bytes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Slide(long first, int many, int length, Span<double> found)
    {
        ReadOnlySpan<int> rankOf = Ranks.RankOf;
        ReadOnlySpan<double> values = Ranks.Values;
        Array.Clear(equal);
        Array.Clear(tree);
        for (int rank = 0; rank < values.Length; rank++)
            firsts[rank] = rank > 0 && values[rank] == values[rank - 1] ? firsts[rank - 1] : rank;
        int present = 0,
            gained = 0,
            lost = 0;
        for (int i = 0; i < many; i++)
        {
            long from = Math.Min(length, first + i),
                to = Math.Min(length, first + i + window);
            for (; gained < to; gained++)
                present += Count(rankOf[gained], 1);
            for (; lost < from; lost++)
                present += Count(rankOf[lost], -1);
            int last = to > 0 ? rankOf[(int)to - 1] : -1;
            double value = double.NaN;
            if (last >= 0 && present >= op.Least)
            {
                int at = firsts[last];
                value = Before(at) + (equal[at] + 1) * 0.5;
                if (op.IsShare)
                    value /= present;
            }
            found[i] = value;
        }
    }

    // Adds to the elements of a rank; returns by how many elements the window grows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Count(int rank, int by)
    {
        if (rank < 0)
            return 0;
        int at = firsts[rank];
        equal[at] += by;
        for (int node = at + 1; node < tree.Length; node += node & -node)
            tree[node] += by;
        return by;
    }

    // The elements of the window whose rank is lower.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Before(int rank)
    {
        int sum = 0;
        for (int node = rank; node > 0; node &= node - 1)
            sum += tree[node];
        return sum;
    }
}
