using System.Collections;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

/// <summary>
/// A coordinate: either the labels of a dimension, in memory, or other values along some dimensions, lazy.
/// </summary>
public sealed class Coordinate
{
    private readonly Variable? variable;

    internal Coordinate(string name, Variable variable) =>
        (Name, this.variable, Attrs) = (name, variable, variable.Attrs);

    internal Coordinate(
        string name,
        DimensionIndex index,
        Attributes? attrs = null,
        VariableEncoding? encoding = null
    ) => (Name, Index, Attrs, Encoding) = (name, index, attrs ?? [], encoding);

    /// <summary>How the times that label a dimension are stored in the file that they come from, or null.</summary>
    internal VariableEncoding? Encoding { get; }

    /// <summary>The name; the coordinate that labels a dimension has the dimension's name.</summary>
    public string Name { get; }

    /// <summary>The labels, or null if the coordinate labels no dimension.</summary>
    public DimensionIndex? Index { get; }

    /// <summary>The attributes: units, a long name.</summary>
    public Attributes Attrs { get; }

    /// <summary>The dimensions of the coordinate.</summary>
    public IReadOnlyList<string> Dims => variable is null ? [Name] : variable.Dims;

    /// <summary>The calendar if the coordinate holds times, else null.</summary>
    public CfCalendar? Calendar => Index is null ? variable!.Calendar : Index.Calendar;

    /// <summary>The dtype of the values.</summary>
    public DType DType => Index is null ? variable!.Expr.DType : Index.DType;

    internal Variable Variable =>
        variable
        ?? (
            Index is TextIndex texts
                ? TextCodes.Variable([Name], texts.Labels.ToArray(), new Shape(texts.Length), Attrs)
                : new Variable([Name], Index!.ToExpr(), Attrs, Index.Calendar, Encoding: Encoding)
        );

    internal Coordinate Renamed(string name, Func<string, string> dims) =>
        Index is not null
            ? new Coordinate(name, Index, Attrs, Encoding)
            : new Coordinate(name, variable! with { Dims = Array.ConvertAll(variable.Dims, d => dims(d)) });

    internal Coordinate Pick(string dim, AxisPick pick)
    {
        if (Index is null)
            return new Coordinate(Name, variable!.Pick(dim, pick));
        if (Name != dim)
            return this;
        if (!pick.Drop)
            return new Coordinate(Name, Index.Pick(pick), Attrs, Encoding);
        // The selected label is kept as a scalar coordinate.
        if (Index is TextIndex texts)
            return new Coordinate(Name, TextCodes.Variable([], [texts.Labels[(int)pick[0]]], Shape.Scalar, Attrs));
        return new Coordinate(
            Name,
            new Variable(
                [],
                new MemoryExpr(
                    Engine.Execution.Computation.Compute(pick.Of(Index.ToExpr(), 0)),
                    ChunkGrid.Single(Shape.Scalar)
                ),
                Attrs,
                Index.Calendar,
                Encoding: Encoding
            )
        );
    }

    /// <summary>True if the coordinate is certain to equal another: equal labels, or the same expression.</summary>
    internal bool IsSame(Coordinate other) =>
        Index is not null && other.Index is not null
            ? Index.FirstDifference(other.Index) < 0
            : Index is null
                && other.Index is null
                && variable!.Dims.SequenceEqual(other.variable!.Dims)
                && variable.Expr.Hash == other.variable.Expr.Hash
                && TextCodes.SameTexts(variable, other.variable);
}

/// <summary>The coordinates of an array or a data set, in order; immutable.</summary>
public sealed class Coordinates : IReadOnlyList<Coordinate>
{
    private readonly OrderedDictionary<string, Coordinate> items = [];

    internal Coordinates(IEnumerable<Coordinate> items)
    {
        foreach (Coordinate item in items)
            this.items[item.Name] = item;
    }

    internal Coordinates WithoutEncoding() =>
        new(
            items.Values.Select(c =>
                c.Index is { } index
                    ? new Coordinate(c.Name, index, c.Attrs)
                    : new Coordinate(c.Name, c.Variable with { Encoding = null })
            )
        );

    /// <summary>No coordinates.</summary>
    public static Coordinates Empty { get; } = new([]);

    /// <summary>A coordinate by its name.</summary>
    /// <exception cref="GchunkException">There is none; the message suggests the nearest name.</exception>
    public Coordinate this[string name] =>
        Find(name) ?? throw new GchunkException(Spelling.Unknown("coordinate", name, items.Keys));

    /// <inheritdoc/>
    public Coordinate this[int index] => items.GetAt(index).Value;

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => items.Keys;

    /// <summary>A coordinate by its name, or null.</summary>
    public Coordinate? Find(string name) => items.TryGetValue(name, out Coordinate? item) ? item : null;

    /// <summary>The labels of a dimension, or null if it has none.</summary>
    public DimensionIndex? IndexOf(string dim) => Find(dim)?.Index;

    /// <summary>
    /// The labels of a dimension to select by, or the positions from 0 if it has none. Longitudes are marked as such.
    /// </summary>
    internal DimensionIndex LabelsOf(string dim, long length) =>
        Find(dim) is not { Index: { } index } own ? NumberIndex.Count(length)
        : index is NumberIndex numbers && CfAxes.IsLongitude(dim, own.Attrs) ? numbers.AsLongitudes()
        : index;

    internal Coordinates Pick(string dim, AxisPick pick) =>
        new(
            items
                .Values.Where(c => !(pick.Drop && c.Name == dim && c.Index is ProductIndex))
                .Select(c => c.Pick(dim, pick))
        );

    internal Coordinates WithoutDims(IReadOnlyCollection<string> dims) =>
        new(items.Values.Where(c => !c.Dims.Any(dims.Contains)));

    /// <summary>The coordinates whose dimensions are all among these.</summary>
    internal Coordinates Over(IReadOnlyCollection<string> dims) =>
        new(items.Values.Where(c => c.Dims.All(dims.Contains)));

    internal Coordinates With(Coordinate coordinate) => new([.. items.Values, coordinate]);

    internal Coordinates Without(params string[] names) => new(items.Values.Where(c => !names.Contains(c.Name)));

    internal Coordinates Renamed(Func<string, string> rename) =>
        new(items.Values.Select(c => c.Renamed(rename(c.Name), rename)));

    /// <inheritdoc/>
    public IEnumerator<Coordinate> GetEnumerator() => items.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => TextRepr.Of(this);
}
