using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>The labels along a dimension, in memory: what <c>Sel</c> looks in and what arithmetic compares.</summary>
public abstract class DimensionIndex
{
    /// <summary>The number of labels.</summary>
    public abstract long Length { get; }

    /// <summary>The calendar of the labels where they are times, or null.</summary>
    public virtual CfCalendar? Calendar => null;

    /// <summary>
    /// The dtype of the labels as an array: that of the file they came from; times are int64 microseconds since
    /// 1970-01-01.
    /// </summary>
    public abstract DType DType { get; }

    /// <summary>The labels as an array.</summary>
    /// <exception cref="GchunkException">They are text or a product of other indexes, which no array holds.</exception>
    public abstract ArrayExpr ToExpr();

    /// <summary>A label as text.</summary>
    public abstract string Label(long position);

    /// <summary>
    /// The first position whose label is not that of another index, or -1 where all are the same (numbers: within the
    /// tolerance). Lengths are compared too.
    /// </summary>
    public abstract long FirstDifference(DimensionIndex other, double tolerance = 0);

    internal abstract DimensionIndex Pick(AxisPick pick);

    /// <summary>The positions that a selection means.</summary>
    internal abstract AxisPick Locate(string dim, Selector selector, SelectMethod method, double? tolerance);

    /// <summary>The one position that each of several labels means.</summary>
    internal long[] PositionsOfEach(string dim, Selector several, SelectMethod method, double? tolerance)
    {
        AxisPick pick = Locate(dim, several, method, tolerance);
        var positions = new long[pick.Count];
        for (long i = 0; i < positions.Length; i++)
            positions[i] = pick[i];
        return positions;
    }

    /// <summary>These labels followed by those of others of the same kind.</summary>
    internal abstract DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others);

    /// <summary>For each of other labels, the position here that it means, or -1 where there is none.</summary>
    /// <exception cref="GchunkException">The labels are of different kinds.</exception>
    internal abstract long[] PositionsOf(string dim, DimensionIndex targets, SelectMethod method, double? tolerance);

    /// <summary>These labels and those of another, ascending where they have an order.</summary>
    internal abstract DimensionIndex Union(string dim, DimensionIndex other, double? tolerance);

    /// <summary>The first position whose label stands before it already, or null.</summary>
    internal virtual long? FirstRepeat => null;

    /// <summary>
    /// 1 for labels in ascending order and for labels that have no order, -1 for labels in descending order, 0 for
    /// neither.
    /// </summary>
    internal virtual int Direction => 1;

    /// <summary>The labels that another has too.</summary>
    internal DimensionIndex Intersection(string dim, DimensionIndex other, double? tolerance)
    {
        long[] found = other.PositionsOf(dim, this, SelectMethod.Exact, tolerance);
        return Pick(
            AxisPick.From([.. Enumerable.Range(0, found.Length).Where(i => found[i] >= 0).Select(i => (long)i)])
        );
    }

    /// <summary>The order in which the labels rise; equal ones keep theirs.</summary>
    internal abstract long[] Order();

    /// <summary>
    /// A value by which indexes can be ordered: whether the first label of this comes before that of another; null
    /// where the kinds differ.
    /// </summary>
    internal abstract int? CompareFirst(DimensionIndex other);

    /// <summary>The first and the last label, for messages.</summary>
    internal string Span =>
        Length == 0 ? "no labels"
        : Length == 1 ? $"one label, {Label(0)}"
        : $"{Label(0)} to {Label(Length - 1)}, {Length} labels";

    /// <summary>A few labels in one line.</summary>
    public override string ToString()
    {
        if (Length <= 6)
            return string.Join(" ", Enumerable.Range(0, (int)Length).Select(i => Label(i)));
        return $"{Label(0)} {Label(1)} {Label(2)} … {Label(Length - 2)} {Label(Length - 1)}";
    }
}
