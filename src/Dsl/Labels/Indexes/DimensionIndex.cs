using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>The labels along a dimension, in memory. <c>Sel</c> searches them and arithmetic compares them.</summary>
public abstract class DimensionIndex
{
    /// <summary>The number of labels.</summary>
    public abstract long Length { get; }

    /// <summary>The calendar if the labels are times, else null.</summary>
    public virtual CfCalendar? Calendar => null;

    /// <summary>
    /// The dtype of the labels as an array, as in the file they came from; times are int64 microseconds since
    /// 1970-01-01.
    /// </summary>
    public abstract DType DType { get; }

    /// <summary>The labels as an array.</summary>
    /// <exception cref="GchunkException">The labels are text or a product of other indexes.</exception>
    public abstract ArrayExpr ToExpr();

    /// <summary>Formats a label as text.</summary>
    public abstract string Label(long position);

    /// <summary>
    /// Returns the first position whose label differs from that of another index, or -1 if all are equal (numbers:
    /// within the tolerance) and the lengths too.
    /// </summary>
    public abstract long FirstDifference(DimensionIndex other, double tolerance = 0);

    internal abstract DimensionIndex Pick(AxisPick pick);

    /// <summary>Returns the positions that a selection selects.</summary>
    internal abstract AxisPick Locate(string dim, Selector selector, SelectMethod method, double? tolerance);

    /// <summary>Returns one position for each of several labels.</summary>
    internal long[] PositionsOfEach(string dim, Selector several, SelectMethod method, double? tolerance)
    {
        AxisPick pick = Locate(dim, several, method, tolerance);
        var positions = new long[pick.Count];
        for (long i = 0; i < positions.Length; i++)
            positions[i] = pick[i];
        return positions;
    }

    /// <summary>Concatenates these labels with those of other indexes of the same kind.</summary>
    internal abstract DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others);

    /// <summary>Returns, for each label of another index, its position in this one, or -1 if there is none.</summary>
    /// <exception cref="GchunkException">The labels are of different kinds.</exception>
    internal abstract long[] PositionsOf(string dim, DimensionIndex targets, SelectMethod method, double? tolerance);

    /// <summary>Returns the labels of either index, in ascending order if they can be ordered.</summary>
    internal abstract DimensionIndex Union(string dim, DimensionIndex other, double? tolerance);

    /// <summary>The first position whose label occurs at an earlier position, or null.</summary>
    internal virtual long? FirstRepeat => null;

    /// <summary>
    /// 1 for labels in ascending order and for labels that have no order, -1 for labels in descending order, 0 for
    /// neither.
    /// </summary>
    internal virtual int Direction => 1;

    /// <summary>Returns the labels that both indexes have.</summary>
    internal DimensionIndex Intersection(string dim, DimensionIndex other, double? tolerance)
    {
        long[] found = other.PositionsOf(dim, this, SelectMethod.Exact, tolerance);
        return Pick(
            AxisPick.From([.. Enumerable.Range(0, found.Length).Where(i => found[i] >= 0).Select(i => (long)i)])
        );
    }

    /// <summary>Returns the positions in ascending order of their labels; the sort is stable.</summary>
    internal abstract long[] Order();

    /// <summary>
    /// Compares the first label with that of another index, to sort indexes; null if the kinds differ.
    /// </summary>
    internal abstract int? CompareFirst(DimensionIndex other);

    /// <summary>The first and the last label, as text for messages.</summary>
    internal string Span =>
        Length == 0 ? "no labels"
        : Length == 1 ? $"one label, {Label(0)}"
        : $"{Label(0)} to {Label(Length - 1)}, {Length} labels";

    /// <summary>Formats a few labels in one line.</summary>
    public override string ToString()
    {
        if (Length <= 6)
            return string.Join(" ", Enumerable.Range(0, (int)Length).Select(i => Label(i)));
        return $"{Label(0)} {Label(1)} {Label(2)} … {Label(Length - 2)} {Label(Length - 1)}";
    }
}
