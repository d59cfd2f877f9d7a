using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>Text labels, such as station names or ensemble members.</summary>
public sealed class TextIndex(string[] labels) : DimensionIndex
{
    private readonly Lazy<Dictionary<string, long>> positions = new(() =>
    {
        var found = new Dictionary<string, long>(labels.Length);
        for (int i = 0; i < labels.Length; i++)
            found.TryAdd(labels[i], i);
        return found;
    });

    /// <summary>The labels.</summary>
    public ReadOnlySpan<string> Labels => labels;

    /// <inheritdoc/>
    public override long Length => labels.LongLength;

    /// <summary>The dtype of the codes of the texts; text itself has no dtype.</summary>
    public override DType DType => DType.Int64;

    /// <inheritdoc/>
    public override ArrayExpr ToExpr() =>
        throw new GchunkException(
            $"the labels are text ({Span}), which arrays cannot hold; print them, or select with Sel"
        );

    /// <inheritdoc/>
    public override string Label(long position) => labels[position];

    internal override DimensionIndex Pick(AxisPick pick) => new TextIndex(pick.Of<string>(labels));

    internal override AxisPick Locate(string dim, Selector selector, SelectMethod method, double? tolerance) =>
        selector.Value switch
        {
            string label => AxisPick.One(Find(dim, label)),
            string[] several => AxisPick.From(Array.ConvertAll(several, label => Find(dim, label))),
            LabelSlice slice => Interval(dim, slice),
            _ => throw new GchunkException($"the labels of '{dim}' are text ({Span}); got {selector}"),
        };

    private AxisPick Interval(string dim, LabelSlice slice)
    {
        long from = slice.Low is null ? 0 : Find(dim, slice.Low.ToString()!),
            to = slice.High is null ? Length - 1 : Find(dim, slice.High.ToString()!);
        if (from > to)
        {
            throw new GchunkException(
                $"{slice} runs against the order of '{dim}' ({Span}), so it selects nothing; write {new LabelSlice(slice.High, slice.Low)}"
            );
        }

        return new AxisPick(new AxisSlice(from, to - from + 1));
    }

    private long Find(string dim, string label) =>
        positions.Value.TryGetValue(label, out long at)
            ? at
            : throw new GchunkException(Spelling.Unknown($"label on '{dim}'", label, labels));

    /// <inheritdoc/>
    public override long FirstDifference(DimensionIndex other, double tolerance = 0)
    {
        if (other is not TextIndex same)
            return 0;
        int equal = Labels.CommonPrefixLength(same.Labels);
        return equal == Length && Length == other.Length ? -1 : equal;
    }

    internal override DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others) =>
        new TextIndex([
            .. labels,
            .. others.SelectMany(o =>
                o is TextIndex same
                    ? same.Labels.ToArray()
                    : throw new GchunkException("labels of different kinds cannot be concatenated")
            ),
        ]);

    internal override long? FirstRepeat
    {
        get
        {
            var seen = new HashSet<string>();
            for (int i = 0; i < labels.Length; i++)
            {
                if (!seen.Add(labels[i]))
                    return i;
            }

            return null;
        }
    }

    internal override long[] PositionsOf(string dim, DimensionIndex targets, SelectMethod method, double? tolerance) =>
        targets is TextIndex same
            ? Array.ConvertAll(same.Labels.ToArray(), label => positions.Value.GetValueOrDefault(label, -1))
            : throw new GchunkException(
                $"the labels of '{dim}' are of different kinds and cannot be combined: {Span} against {targets.Span}"
            );

    internal override DimensionIndex Union(string dim, DimensionIndex other, double? tolerance) =>
        other is TextIndex same
            ? new TextIndex([.. labels.Union(same.Labels.ToArray()).Order(StringComparer.Ordinal)])
            : throw new GchunkException(
                $"the labels of '{dim}' are of different kinds and cannot be combined: {Span} against {other.Span}"
            );

    internal override long[] Order() =>
        [.. Enumerable.Range(0, labels.Length).OrderBy(i => labels[i], StringComparer.Ordinal).Select(i => (long)i)];

    internal override int? CompareFirst(DimensionIndex other) =>
        other is TextIndex same && Length > 0 && other.Length > 0
            ? string.CompareOrdinal(labels[0], same.Labels[0])
            : null;
}
