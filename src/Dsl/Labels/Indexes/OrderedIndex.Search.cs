using Gchunk.Engine;

namespace Gchunk.Dsl;

// Search for a label or its neighbours, by bisection if the labels are sorted.
public abstract partial class OrderedIndex<T>
{
    // The first position whose label, in the index's direction, is at or past the value, or strictly past it.
    private long Search(T value, bool past)
    {
        int low = 0,
            high = labels.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = direction * labels[middle].CompareTo(value);
            if (order < 0 || (past && order == 0))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Returns the first position of a label, or -1.</summary>
    public long IndexOf(T label)
    {
        if (direction == 0)
            return Array.IndexOf(labels, label);
        long at = Search(label, false);
        return at < labels.Length && labels[at] == label ? at : -1;
    }

    private long Neighbour(T label, SelectMethod method)
    {
        long best = -1;
        // As in xarray, Pad takes the label before the insertion point and Backfill the one after it: on descending
        // labels the greater and the lesser one. Nearest takes the nearer of the two, and the greater of two equally
        // near.
        if (direction < 0 && method is (SelectMethod.Pad or SelectMethod.Backfill))
            method = method == SelectMethod.Pad ? SelectMethod.Backfill : SelectMethod.Pad;
        long from = 0,
            to = labels.Length;
        if (direction != 0)
            (from, to) = (Math.Max(0, Search(label, false) - 1), Math.Min(labels.Length, Search(label, true) + 1));
        for (long i = from; i < to; i++)
        {
            T value = labels[i];
            if (
                T.IsNaN(value)
                || (method == SelectMethod.Pad && value > label)
                || (method == SelectMethod.Backfill && value < label)
            )
            {
                continue;
            }

            if (best < 0)
            {
                best = i;
            }
            else
            {
                int nearer = Distance(value, label).CompareTo(Distance(labels[best], label));
                if (nearer < 0 || (nearer == 0 && value > labels[best]))
                    best = i;
            }
        }
        return best;
    }

    /// <summary>
    /// Returns the two positions whose labels enclose a value, and the value's relative distance from the lower to the
    /// higher; NaN if it lies outside.
    /// </summary>
    internal (long From, long To, double Weight) BracketOrNone(string dim, object value)
    {
        if (direction == 0)
        {
            throw new GchunkException(
                $"'{dim}' is neither ascending nor descending, so it cannot be interpolated along; sort it first with SortBy(\"{dim}\")"
            );
        }

        if (value is double.NaN || labels.Length == 0)
            return (0, 0, double.NaN);
        T label = Interpret(dim, value).Low;
        long exact = IndexOf(label);
        if (exact >= 0)
            return (exact, exact, 0);
        if (IsBeyond(label, T.Zero))
            return (0, 0, double.NaN);
        long after = Search(label, false),
            low = direction > 0 ? after - 1 : after,
            high = direction > 0 ? after : after - 1;
        return (
            low,
            high,
            double.CreateChecked(Distance(label, labels[low]))
                / double.CreateChecked(Distance(labels[high], labels[low]))
        );
    }

    private bool IsBeyond(T label, T allowance) => label < Extreme(-1) - allowance || label > Extreme(1) + allowance;

    private T EdgeStep(T label)
    {
        if (direction == 0)
            return Extreme(1) - Extreme(-1);
        bool first = (label < labels[0]) == (direction > 0);
        return first ? Distance(labels[0], labels[1]) : Distance(labels[^1], labels[^2]);
    }

    private T Extreme(int side)
    {
        if (direction != 0)
            return side * direction > 0 ? labels[^1] : labels[0];
        T best = labels[0];
        foreach (T label in labels)
        {
            if (side > 0 ? label > best : label < best)
                best = label;
        }

        return best;
    }
}
