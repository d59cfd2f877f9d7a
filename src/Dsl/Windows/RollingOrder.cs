using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Slides a window along one lane and finds its quantiles. The elements of the window are those of two neighbouring
/// segments: the older one loses elements, the newer one gains them.
/// </summary>
/// <param name="op">The windows and the quantiles.</param>
/// <param name="capacity">The most elements of a segment.</param>
/// <param name="start">The index of the lane's first element.</param>
/// <param name="origin">The index of the first result.</param>
/// <param name="count">The number of results.</param>
internal sealed class RollingOrder(RollingQuantileOp op, int capacity, long start, long origin, int count)
{
    // Windows up to this length are kept sorted in an array, which is faster than links.
    private const int Short = 256;

    private readonly long window = op.Before + op.After + 1;
    private readonly (int Index, double Fraction)[] places = new (int, double)[op.Quantiles.Length];
    private readonly SortedWindow? sorted =
        op.Before + op.After < Short ? new SortedWindow((int)(op.Before + op.After) + 2) : null;
    private readonly RankedBlock older = new(op.Before + op.After < Short ? 1 : capacity),
        newer = new(op.Before + op.After < Short ? 1 : capacity);

    /// <summary>Writes the quantiles of each window of a lane.</summary>
    public void Run(ReadOnlySpan<double> lane, Span<double> found)
    {
        if (sorted is not null)
        {
            Run(sorted, lane, found);
            return;
        }
        int each = op.Quantiles.Length;
        for (int done = 0; done < count; )
        {
            // Results whose windows end in the same segment; segments are counted from the first element of the axis.
            long firstEnd = origin + done + op.After,
                segment = firstEnd / window;
            var many = (int)Math.Min(count - done, (segment + 1) * window - firstEnd);
            long from = Math.Max(start, firstEnd - window + 1),
                middle = Math.Max(from, Math.Min(segment * window, start + lane.Length)),
                to = Math.Max(middle, Math.Min(start + lane.Length, firstEnd + many));
            older.Load(lane[(int)(from - start)..(int)(middle - start)]);
            newer.Load(lane[(int)(middle - start)..(int)(to - start)]);
            for (int q = 0; q < each; q++)
            {
                older.Fill();
                newer.Empty((int)(to - middle));
                long lost = from,
                    gained = middle;
                for (int i = 0; i < many; i++)
                {
                    for (; lost < Math.Min(middle, firstEnd + i - window + 1); lost++)
                        older.Remove((int)(lost - from));
                    for (; gained < Math.Min(to, firstEnd + i + 1); gained++)
                        newer.Add((int)(gained - middle));
                    found[(done + i) * each + q] = Find(op.Quantiles[q]);
                }
            }
            done += many;
        }
    }

    private void Run(SortedWindow values, ReadOnlySpan<double> lane, Span<double> found)
    {
        int each = places.Length,
            known = -1;
        long end = start + lane.Length,
            lost = Math.Clamp(origin + op.After - window + 1, start, end),
            gained = lost;
        values.Clear();
        for (int i = 0; i < count; i++)
        {
            long last = origin + i + op.After,
                first = Math.Min(end, last - window + 1);
            for (; gained < Math.Min(end, last + 1); gained++)
            {
                double made = lane[(int)(gained - start)];
                if (lost < first && lane[(int)(lost - start)] is var old && !double.IsNaN(old) && !double.IsNaN(made))
                {
                    values.Replace(old, made);
                    lost++;
                }
                else
                {
                    values.Add(made);
                }
            }
            for (; lost < first; lost++)
                values.Remove(lane[(int)(lost - start)]);
            bool enough = values.Count >= op.Least && values.Count > 0;
            if (enough && values.Count != known)
            {
                known = values.Count;
                for (int q = 0; q < each; q++)
                    places[q] = op.Method.Locate(op.Quantiles[q], known);
            }
            for (int q = 0; q < each; q++)
            {
                (int index, double fraction) = places[q];
                found[i * each + q] =
                    !enough ? double.NaN
                    : fraction == 0 ? values[index]
                    : op.Method.Between(values[index], values[index + 1], fraction);
            }
        }
    }

    private double Find(double quantile)
    {
        int numbers = older.Present + newer.Present;
        if (numbers < op.Least || numbers == 0)
            return double.NaN;
        (int index, double fraction) = op.Method.Locate(quantile, numbers);
        Place(index);
        bool isOlder = IsOlderNext();
        (RankedBlock own, RankedBlock other) = isOlder ? (older, newer) : (newer, older);
        double low = own.Value;
        if (fraction == 0)
            return low;
        double high = !other.AtEnd && other.Here <= own.Behind ? other.Value : own.ValueBehind;
        return op.Method.Between(low, high, fraction);
    }

    // True if the next element in order is one of the older segment.
    private bool IsOlderNext() => newer.AtEnd || (!older.AtEnd && older.Here <= newer.Here);

    // Moves both places so that the elements before them are the given number of least ones.
    private void Place(int least)
    {
        while (older.Small + newer.Small < least)
            (IsOlderNext() ? older : newer).Advance();
        while (older.Small + newer.Small > least)
        {
            bool isOlder = newer.Small == 0 || (older.Small > 0 && older.Before >= newer.Before);
            (isOlder ? older : newer).Retreat();
        }
        while (older.Small > 0 && !newer.AtEnd && older.Before > newer.Here)
        {
            older.Retreat();
            newer.Advance();
        }
        while (newer.Small > 0 && !older.AtEnd && newer.Before > older.Here)
        {
            newer.Retreat();
            older.Advance();
        }
    }
}
