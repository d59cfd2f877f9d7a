using System.Numerics;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>
/// Labels that have an order and distances: numbers and times. Sorted either way they are searched by halving.
/// </summary>
public abstract class OrderedIndex<T> : DimensionIndex
    where T : struct, INumber<T>
{
    private readonly T[] labels;
    private readonly int direction; // 1 ascending, -1 descending, 0 neither

    private protected OrderedIndex(T[] labels)
    {
        this.labels = labels;
        bool up = true,
            down = true;
        for (int i = 1; i < labels.Length; i++)
        {
            up &= labels[i] >= labels[i - 1];
            down &= labels[i] <= labels[i - 1];
        }
        direction =
            up ? 1
            : down ? -1
            : 0;
    }

    /// <summary>The labels.</summary>
    public ReadOnlySpan<T> Labels => labels;

    internal override int Direction => direction;

    /// <inheritdoc/>
    public override long Length => labels.LongLength;

    /// <summary>Whether the labels never fall.</summary>
    public bool IsAscending => direction == 1;

    /// <summary>Whether the labels never rise.</summary>
    public bool IsDescending => direction == -1 || (direction == 1 && labels.Length < 2);

    // The closed interval of labels that a value means: a date in part is a whole month or year. Single: whether one
    // label equal to the low end is meant.
    private protected abstract (T Low, T High, bool Single) Interpret(string dim, object value);

    private protected abstract T Distance(T a, T b);

    // Whether an interval that a value means is no longer than what the labels are whole numbers of: a day for labels
    // at midnight.
    private protected virtual bool IsAsFineAsLabels(T low, T high) => true;

    private protected abstract string Show(T value);

    internal override AxisPick Locate(string dim, Selector selector, SelectMethod method, double? tolerance)
    {
        switch (selector.Value)
        {
            case LabelSlice slice:
                if (method != SelectMethod.Exact)
                {
                    throw new GchunkException(
                        $"a method ({method}) makes no sense with the interval {slice} of '{dim}': an interval takes every label in it"
                    );
                }

                return Interval(dim, slice.Low, slice.High, slice);
            case double[] several:
                return AxisPick.From(Array.ConvertAll(several, label => Find(dim, label, method, tolerance)));
            case string[] several:
                return AxisPick.From(Array.ConvertAll(several, label => Find(dim, label, method, tolerance)));
            case object[] several:
                return AxisPick.From(Array.ConvertAll(several, label => Find(dim, label, method, tolerance)));
        }
        var (low, high, single) = Interpret(dim, selector.Value);
        if (single || method != SelectMethod.Exact)
        {
            long found = Find(dim, selector.Value, method, tolerance);
            // A label that occurs several times means all of them, as in xarray.
            return Occurrences(labels[found]) is { Length: > 1 } all ? AxisPick.From(all) : AxisPick.One(found);
        }
        AxisPick within = Within(low, high);
        if (within.Count == 0 && (labels.Length == 0 || low > Extreme(1) || high < Extreme(-1)))
            throw Outside(dim, selector.ToString());
        if (within.Count == 0)
        {
            throw new GchunkException(
                $"no label of '{dim}' is {selector}; the nearest is {Show(labels[Neighbour(low, SelectMethod.Nearest)])}: take it with Sel(\"{dim}\", …, method: Nearest), or a range with Slice(lo, hi)"
            );
        }
        // A day given of daily labels is that label; of hourly labels it is 24 of them, even where only one is there.
        return within.Count == 1 && labels[within[0]] == low && IsAsFineAsLabels(low, high)
            ? AxisPick.One(within[0])
            : within;
    }

    private long Find(string dim, object value, SelectMethod method, double? tolerance)
    {
        if (labels.Length == 0)
            throw new GchunkException($"'{dim}' has no labels to select from");
        T label = Interpret(dim, value).Low;
        long exact = IndexOf(label);
        if (exact >= 0)
            return exact;
        long nearest = Neighbour(label, SelectMethod.Nearest);
        if (method == SelectMethod.Exact)
        {
            if (nearest >= 0 && tolerance is { } near && double.CreateChecked(Distance(labels[nearest], label)) <= near)
                return nearest;
            if (IsBeyond(label, T.Zero))
                throw Outside(dim, Show(label));
            throw new GchunkException(
                $"'{dim}' has no label {Show(label)}; the nearest is {Show(labels[nearest])}: take it with method: Nearest, or a range with Slice(lo, hi)"
            );
        }
        // Beyond the ends by more than one step it is another place that was meant, -74 on a coordinate of 0 to 360
        // say.
        long found = Neighbour(label, method);
        if (found < 0 || (labels.Length > 1 && IsBeyond(label, EdgeStep(label))))
            throw Outside(dim, Show(label));
        if (tolerance is { } limit && double.CreateChecked(Distance(labels[found], label)) > limit)
        {
            throw new GchunkException(
                $"the label of '{dim}' nearest to {Show(label)} is {Show(labels[found])}, which is not within the tolerance of {limit}"
            );
        }

        return found;
    }

    private AxisPick Interval(string dim, object? low, object? high, LabelSlice asked)
    {
        T? from = null,
            to = null;
        if (low is not null)
            from = Interpret(dim, low).Low;
        if (high is not null)
            to = Interpret(dim, high).High;
        if (from > to)
        {
            // Given in the order of a descending coordinate.
            from = Interpret(dim, high!).Low;
            to = Interpret(dim, low!).High;
        }
        AxisPick pick = Within(from, to);
        if (pick.Count > 0)
            return pick;
        if (labels.Length == 0 || from > Extreme(1) || to < Extreme(-1))
            throw Outside(dim, asked.ToString());
        long near = Neighbour(from ?? to ?? labels[0], SelectMethod.Nearest);
        throw new GchunkException($"no label of '{dim}' lies in {asked}: the nearest is {Show(labels[near])}");
    }

    private AxisPick Within(T? low, T? high)
    {
        if (direction == 0)
        {
            var positions = new List<long>();
            for (int i = 0; i < labels.Length; i++)
            {
                if (!(labels[i] < low) && !(labels[i] > high) && !T.IsNaN(labels[i]))
                    positions.Add(i);
            }

            return AxisPick.From([.. positions]);
        }
        // The first position at or past the near end, and the first past the far end.
        long first =
            direction > 0
                ? low is { } a
                    ? Search(a, false)
                    : 0
                : high is { } b
                    ? Search(b, false)
                    : 0;
        long last =
            direction > 0
                ? high is { } c
                    ? Search(c, true)
                    : labels.Length
                : low is { } d
                    ? Search(d, true)
                    : labels.Length;
        return new AxisPick(new AxisSlice(first, Math.Max(0, last - first)));
    }

    // The first position whose label, in the coordinate's direction, is at or past the value; past it where asked.
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

    /// <summary>The first position of a label, or -1.</summary>
    public long IndexOf(T label)
    {
        if (direction == 0)
            return Array.IndexOf(labels, label);
        long at = Search(label, false);
        return at < labels.Length && labels[at] == label ? at : -1;
    }

    private long[] Occurrences(T label)
    {
        if (direction != 0)
        {
            long first = Search(label, false),
                end = Search(label, true);
            return [.. Enumerable.Range((int)first, (int)(end - first)).Select(i => (long)i)];
        }
        var found = new List<long>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == label)
                found.Add(i);
        }

        return [.. found];
    }

    /// <summary>Whether a label occurs twice.</summary>
    internal override long? FirstRepeat
    {
        get
        {
            if (direction == 0)
            {
                var seen = new HashSet<T>();
                for (int i = 0; i < labels.Length; i++)
                {
                    if (!seen.Add(labels[i]))
                        return i;
                }

                return null;
            }
            for (int i = 1; i < labels.Length; i++)
            {
                if (labels[i] == labels[i - 1])
                    return i;
            }

            return null;
        }
    }

    internal override long[] PositionsOf(string dim, DimensionIndex targets, SelectMethod method, double? tolerance)
    {
        if (targets is not OrderedIndex<T> same || !Equals(Calendar, targets.Calendar))
            throw Kinds(dim, targets);
        var positions = new long[same.labels.Length];
        Dictionary<T, long>? places = null;
        if (direction == 0)
        {
            places = new(labels.Length);
            for (int i = 0; i < labels.Length; i++)
                places.TryAdd(labels[i], i);
        }
        for (int i = 0; i < positions.Length; i++)
        {
            T target = same.labels[i];
            long at = places is null ? IndexOf(target) : places.GetValueOrDefault(target, -1);
            if (at < 0 && (method != SelectMethod.Exact || tolerance is not null))
            {
                at = Neighbour(target, method == SelectMethod.Exact ? SelectMethod.Nearest : method);
                if (at >= 0 && tolerance is { } near && !(double.CreateChecked(Distance(labels[at], target)) <= near))
                    at = -1;
            }
            positions[i] = at;
        }
        return positions;
    }

    private protected T[] United(string dim, DimensionIndex other, double? tolerance)
    {
        if (other is not OrderedIndex<T> same || !Equals(Calendar, other.Calendar))
            throw Kinds(dim, other);
        long[] known = tolerance is null ? [] : PositionsOf(dim, other, SelectMethod.Exact, tolerance);
        var all = new SortedSet<T>(labels);
        for (int i = 0; i < same.labels.Length; i++)
        {
            if (known.Length == 0 || known[i] < 0)
                all.Add(same.labels[i]);
        }

        return [.. all];
    }

    private protected GchunkException Kinds(string dim, DimensionIndex other) =>
        new(
            $"the labels of '{dim}' are of two kinds, which cannot be brought together: {Span}{(Calendar is null ? "" : $" ({Calendar.Name})")} against {other.Span}{(other.Calendar is null ? "" : $" ({other.Calendar.Name})")}"
        );

    private long Neighbour(T label, SelectMethod method)
    {
        long best = -1;
        // As xarray: Pad takes the label before the place where this one would stand, Backfill the one after it: on
        // falling labels the greater and the lesser one.
        // Nearest takes the nearer of them and of two as near the greater.
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
    /// The two positions between whose labels a value lies, and how far it is on the way from the lower to the higher;
    /// NaN where it lies outside.
    /// </summary>
    internal (long From, long To, double Weight) BracketOrNone(string dim, object value)
    {
        if (direction == 0)
        {
            throw new GchunkException(
                $"'{dim}' neither rises nor falls throughout, so there is nothing to interpolate along; sort it first, with SortBy(\"{dim}\")"
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

    private GchunkException Outside(string dim, string asked) =>
        new(
            labels.Length == 0
                ? $"'{dim}' has no labels to select from"
                : $"{asked} lies outside '{dim}', which runs from {Show(labels[0])} to {Show(labels[^1])} ({labels.Length} labels)"
        );

    /// <inheritdoc/>
    public override string Label(long position) => Show(labels[position]);

    /// <inheritdoc/>
    public override long FirstDifference(DimensionIndex other, double tolerance = 0)
    {
        if (other is not OrderedIndex<T> same || !Equals(Calendar, other.Calendar))
            return 0;
        long shared = Math.Min(Length, other.Length);
        if (tolerance == 0)
        {
            int equal = Labels.CommonPrefixLength(same.Labels);
            return equal == shared
                ? Length == other.Length
                    ? -1
                    : shared
                : equal;
        }
        for (int i = 0; i < shared; i++)
        {
            if (
                labels[i] != same.labels[i]
                && !(double.CreateChecked(Distance(labels[i], same.labels[i])) <= tolerance)
            )
            {
                return i;
            }
        }

        return Length == other.Length ? -1 : shared;
    }

    internal override long[] Order()
    {
        // NaN comes last, as in NumPy.
        var order = Enumerable.Range(0, labels.Length).Select(i => (long)i).ToArray();
        return [.. order.OrderBy(i => T.IsNaN(labels[i]) ? 1 : 0).ThenBy(i => labels[i])];
    }

    internal override int? CompareFirst(DimensionIndex other) =>
        other is OrderedIndex<T> same && Equals(Calendar, other.Calendar) && Length > 0 && other.Length > 0
            ? labels[0].CompareTo(same.labels[0])
            : null;

    private protected T[] Joined(IReadOnlyList<DimensionIndex> others)
    {
        var all = new List<T>(labels);
        foreach (DimensionIndex other in others)
        {
            if (other is not OrderedIndex<T> same || !Equals(Calendar, other.Calendar))
                throw new GchunkException("labels of different kinds cannot be joined");
            all.AddRange(same.labels);
        }
        return [.. all];
    }
}
