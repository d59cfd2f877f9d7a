using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

// Selection: from labels and intervals to positions.
public abstract partial class OrderedIndex<T>
{
    internal override AxisPick Locate(string dim, Selector selector, SelectMethod method, double? tolerance)
    {
        switch (selector.Value)
        {
            case LabelSlice slice:
                if (method != SelectMethod.Exact)
                {
                    throw new GchunkException(
                        $"a method ({method}) cannot be combined with the interval {slice} of '{dim}', which selects every label in it"
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
            // A label that occurs several times selects all occurrences, as in xarray.
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
        // A day selects one label of daily data, but an interval of hourly data, even if only one label lies in it.
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
        if (Turned(dim, label, method, tolerance) is { } turned)
            return turned;
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
        // A label more than one step beyond the ends is taken for a mistake, for example -74 on a coordinate of 0 to
        // 360.
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
        if (from is { } start && to is { } end && Around(dim, start, end) is { } around)
            return around;
        if (from > to && direction >= 0 && labels.Length > 1)
        {
            throw new GchunkException(
                $"{asked} runs down, but '{dim}' runs {(direction > 0 ? "up" : "neither up nor down")} ({Span}), so it selects nothing; write {new LabelSlice(asked.High, asked.Low)}{(IsLongitude(dim) ? " for the part between them; only a full circle of longitudes has one across its ends" : "")}"
            );
        }

        if (from > to)
        {
            // The ends were given in the order of a descending coordinate.
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

    // The selection of an interval that crosses the seam of a circle, or null if the labels are no circle or the
    // interval lies between their ends.
    private protected virtual AxisPick? Around(string dim, T from, T to) => null;

    // The position of the same longitude some turns further, for a label outside the axis; null if there is none.
    private protected virtual long? Turned(string dim, T label, SelectMethod method, double? tolerance) => null;

    private protected virtual bool IsLongitude(string dim) => false;

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
        // The first position at or past the start of the interval, and the first past its end.
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

    private GchunkException Outside(string dim, string asked) =>
        new(
            labels.Length == 0
                ? $"'{dim}' has no labels to select from"
                : $"{asked} is outside '{dim}', which runs from {Show(labels[0])} to {Show(labels[^1])} ({labels.Length} labels)"
        );
}
