using System.Numerics;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>
/// Labels with an order and distances: numbers and times. Sorted labels, ascending or descending, are found by binary
/// search.
/// </summary>
public abstract partial class OrderedIndex<T> : DimensionIndex
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

    /// <summary>True if no label is less than the one before it.</summary>
    public bool IsAscending => direction == 1;

    /// <summary>True if no label is greater than the one before it.</summary>
    public bool IsDescending => direction == -1 || (direction == 1 && labels.Length < 2);

    // True if equal labels of both indexes are the same dates.
    private protected virtual bool SharesCalendar(OrderedIndex<T> other) => Equals(Calendar, other.Calendar);

    // The closed interval of labels that a value selects: a partial date selects a whole month or year. Single is true
    // if the value selects one label, equal to the low end.
    private protected abstract (T Low, T High, bool Single) Interpret(string dim, object value);

    private protected abstract T Distance(T a, T b);

    // True if an interval is no longer than the resolution of the labels, which is a day for labels at midnight.
    private protected virtual bool IsAsFineAsLabels(T low, T high) => true;

    private protected abstract string Show(T value);

    /// <summary>The first position whose label occurs at an earlier position, or null.</summary>
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
        if (targets is not OrderedIndex<T> same || !SharesCalendar(same))
            throw Kinds(dim, targets);
        var positions = new long[same.labels.Length];
        Dictionary<T, long>? firstAt = null;
        if (direction == 0)
        {
            firstAt = new(labels.Length);
            for (int i = 0; i < labels.Length; i++)
                firstAt.TryAdd(labels[i], i);
        }
        for (int i = 0; i < positions.Length; i++)
        {
            T target = same.labels[i];
            long at = firstAt is null ? IndexOf(target) : firstAt.GetValueOrDefault(target, -1);
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

    private protected T[] UnionOf(string dim, DimensionIndex other, double? tolerance)
    {
        if (other is not OrderedIndex<T> same || !SharesCalendar(same))
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
            $"the labels of '{dim}' are of different kinds and cannot be combined: {Span}{(Calendar is null ? "" : $" ({Calendar.Name})")} against {other.Span}{(other.Calendar is null ? "" : $" ({other.Calendar.Name})")}"
        );

    /// <inheritdoc/>
    public override string Label(long position) => Show(labels[position]);

    /// <inheritdoc/>
    public override long FirstDifference(DimensionIndex other, double tolerance = 0)
    {
        if (ReferenceEquals(this, other))
            return -1;
        if (other is not OrderedIndex<T> same || !SharesCalendar(same))
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
        other is OrderedIndex<T> same && SharesCalendar(same) && Length > 0 && other.Length > 0
            ? labels[0].CompareTo(same.labels[0])
            : null;

    private protected T[] Joined(IReadOnlyList<DimensionIndex> others)
    {
        var all = new List<T>(labels);
        foreach (DimensionIndex other in others)
        {
            if (other is not OrderedIndex<T> same || !SharesCalendar(same))
                throw new GchunkException("labels of different kinds cannot be concatenated");
            all.AddRange(same.labels);
        }
        return [.. all];
    }
}
