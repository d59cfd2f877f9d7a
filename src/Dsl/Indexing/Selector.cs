using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>Which label to select if none is equal to the given one.</summary>
public enum SelectMethod
{
    /// <summary>None; this is an error.</summary>
    Exact,

    /// <summary>The nearest; of two equally near, the greater.</summary>
    Nearest,

    /// <summary>
    /// The last one before the insertion point: on descending labels the next greater one, as in xarray.
    /// </summary>
    Pad,

    /// <summary>
    /// The first one after the insertion point: on descending labels the next lesser one, as in xarray.
    /// </summary>
    Backfill,
}

/// <summary>A closed interval of labels, on ascending or descending coordinates; null leaves an end open.</summary>
/// <param name="Low">One end: a number, a text, a date.</param>
/// <param name="High">The other end.</param>
public sealed record LabelSlice(object? Low, object? High)
{
    /// <inheritdoc/>
    public override string ToString() => $"Slice({TimeText.Show(Low)}, {TimeText.Show(High)})";
}

/// <summary>The argument of <c>Sel</c> along a dimension: a label, several labels, or an interval.</summary>
/// <remarks>
/// A number, a text (for times a date, possibly partial: <c>2015-01</c>), a <see cref="DateTime"/>, an array of these,
/// a mask, or <c>Slice(lo, hi)</c>.
/// </remarks>
[CollectionBuilder(typeof(Selector), nameof(Of))]
public sealed class Selector : IEnumerable<object>
{
    private Selector(object value) => Value = value;

    /// <summary>The label, an array of labels, or a <see cref="LabelSlice"/>.</summary>
    public object Value { get; }

    /// <summary>A label.</summary>
    public static implicit operator Selector(double label) => new(label);

    /// <summary>A label.</summary>
    public static implicit operator Selector(long label) => new(label);

    /// <summary>A text, or a date.</summary>
    public static implicit operator Selector(string label) =>
        new(label ?? throw new GchunkException("a label to select cannot be null"));

    /// <summary>A date.</summary>
    public static implicit operator Selector(DateTime label) => new(label);

    /// <summary>A duration.</summary>
    public static implicit operator Selector(TimeSpan label) => new(label);

    /// <summary>An interval.</summary>
    public static implicit operator Selector(LabelSlice interval) => new(interval);

    /// <summary>Several labels.</summary>
    public static implicit operator Selector(double[] labels) => new(labels);

    /// <summary>Several labels.</summary>
    public static implicit operator Selector(int[] labels) => new(Array.ConvertAll(labels, l => (double)l));

    /// <summary>Several labels.</summary>
    public static implicit operator Selector(long[] labels) => new(Array.ConvertAll(labels, l => (object)l));

    /// <summary>Several texts or dates.</summary>
    public static implicit operator Selector(string[] labels) => new(labels);

    /// <summary>Several dates.</summary>
    public static implicit operator Selector(DateTime[] labels) => new(Array.ConvertAll(labels, l => (object)l));

    /// <summary>
    /// The values of an array: of a coordinate, or of points, whose dimension replaces the one that is selected from; or
    /// a mask of bools along that dimension, which selects by position. They are computed.
    /// </summary>
    public static implicit operator Selector(DataArray labels) => new(labels);

    /// <summary>Several times: <c>x.Sel("time", DateRange("2000", periods: 3))</c>.</summary>
    public static implicit operator Selector(TimeIndex times) =>
        new(Array.ConvertAll(times.Labels.ToArray(), t => (object)new Engine.Storage.Cf.CfDateTime(times.Calendar, t)));

    /// <summary>A mask: the positions where it is true, whatever their labels.</summary>
    public static implicit operator Selector(bool[] mask) => new(mask);

    /// <summary>Several labels of any kind, as a list gives them: <c>x.Sel("lat", [40, 45.5])</c>.</summary>
    public static Selector Of(ReadOnlySpan<object> labels)
    {
        object[] all = labels.ToArray();
        if (all is [bool, ..])
            return Array.ConvertAll(all, l => (bool)l);
        if (all is [string, ..])
            return Array.ConvertAll(all, l => (string)l);
        return new(
            Array.ConvertAll(all, l => l is int or float ? Convert.ToDouble(l, CultureInfo.InvariantCulture) : l)
        );
    }

    /// <summary>Returns the labels: one, or those of a list.</summary>
    public IEnumerator<object> GetEnumerator() => ((Value as Array)?.Cast<object>() ?? [Value]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True if the selector selects points: labels along another dimension.</summary>
    internal bool IsPointwise(string dim) =>
        Value is DataArray { DType: not DType.Bool } labels && !(labels.Dims.Count == 1 && labels.Dims[0] == dim);

    /// <summary>Returns the positions that are selected along a dimension.</summary>
    internal AxisPick Locate(
        string dim,
        DimensionIndex index,
        SelectMethod method = SelectMethod.Exact,
        double? tolerance = null
    ) =>
        // A mask selects by position: its truth values are no labels.
        Value switch
        {
            bool[] mask => ((PositionSelector)mask).Resolve(dim, index.Length),
            DataArray { DType: DType.Bool } mask => ((PositionSelector)mask).Resolve(
                dim,
                index.Length,
                index is NumberIndex { ArePositions: true } ? null : index
            ),
            _ => index.Locate(dim, Plain(), method, tolerance),
        };

    /// <summary>Returns the selector with the labels of an array computed.</summary>
    internal Selector Plain()
    {
        if (Value is not DataArray labels)
            return this;
        using NDArray values = labels.Compute();
        object[] all =
            labels.Calendar is { } calendar
                ? [.. values.ToArray<long>().Select(t => (object)new Engine.Storage.Cf.CfDateTime(calendar, t))]
            : labels.DType == DType.TimeDelta64
                ? [.. values.ToArray<Engine.Arrays.Elements.TimeDelta64>().Select(v => (object)v)]
            : labels.DType == DType.Int64 ? [.. values.ToArray<long>().Select(v => (object)v)]
            : labels.DType == DType.UInt64 ? [.. values.ToArray<ulong>().Select(v => (object)v)]
            : [.. values.ToArray<double>().Select(v => (object)v)];
        return new Selector(labels.Dims.Count == 0 ? all[0] : all);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Value is DataArray labels ? $"({labels.Sizes})"
        : Value is Array several
            ? $"[{string.Join(", ", several.Cast<object>().Take(3).Select(TimeText.Show))}{(several.Length > 3 ? ", …" : "")}]"
        : TimeText.Show(Value);
}

/// <summary>
/// The argument of <c>Isel</c> along a dimension: a position (from the end if negative, or <c>^1</c>), a range, or
/// several positions.
/// </summary>
[CollectionBuilder(typeof(PositionSelector), nameof(Of))]
public sealed class PositionSelector : IEnumerable<long>
{
    private readonly object value;

    private PositionSelector(object value) => this.value = value;

    /// <summary>One position; the dimension is dropped.</summary>
    public static implicit operator PositionSelector(long position) => new(position);

    /// <summary>One position; the dimension is dropped.</summary>
    public static implicit operator PositionSelector(System.Index position) => new(position);

    /// <summary>A range.</summary>
    public static implicit operator PositionSelector(Range range) => new(range);

    /// <summary>Several positions, in any order.</summary>
    public static implicit operator PositionSelector(int[] positions) => new(Array.ConvertAll(positions, p => (long)p));

    /// <summary>Several positions, in any order.</summary>
    public static implicit operator PositionSelector(long[] positions) => new(positions);

    /// <summary>
    /// An array of positions (points), whose dimension replaces the one that is selected from; or a mask of bools along
    /// that dimension. It is computed.
    /// </summary>
    public static implicit operator PositionSelector(DataArray positions) => new(positions);

    /// <summary>The positions where the mask is true.</summary>
    public static implicit operator PositionSelector(bool[] mask) => new(mask);

    /// <summary>Several positions, as a list gives them: <c>x.Isel("time", [0, 5, -1])</c>.</summary>
    public static PositionSelector Of(ReadOnlySpan<long> positions) => new(positions.ToArray());

    /// <summary>Returns the positions if they are a list or one; others depend on the length of the dimension.</summary>
    public IEnumerator<long> GetEnumerator() =>
        (value is long one ? [one] : (IEnumerable<long>)(value as long[] ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The dimension of a mask, along which it selects; null for other selections.</summary>
    /// <exception cref="GchunkException">The mask has several dimensions.</exception>
    internal string? MaskDim =>
        value is not DataArray { DType: DType.Bool } mask ? null
        : mask.Dims is [var dim] ? dim
        : throw new GchunkException(
            $"a mask of the dimensions ({mask.Sizes}) does not select along one; x.Where(mask) keeps the shape and makes the other values missing, and x.Data[mask.Data] lists the values"
        );

    internal DataArray? Points(string dim) =>
        value is DataArray positions
        && positions.DType != DType.Bool
        && !(positions.Dims.Count == 1 && positions.Dims[0] == dim)
            ? positions
            : null;

    internal static long[] Normalize(string dim, DataArray positions, long length)
    {
        if (!positions.DType.IsInteger)
        {
            throw new GchunkException(
                $"positions along '{dim}' must be integers; got {positions.DType.Name} (select by label with Sel)"
            );
        }

        using NDArray computed = positions.Compute();
        return Array.ConvertAll(computed.AsType(DType.Int64).ToArray<long>(), p => Check(p, dim, length));
    }

    private static long[] TruePositions(string dim, DataArray mask, long length, DimensionIndex? labels)
    {
        if (mask.Dims.Count != 1)
        {
            throw new GchunkException(
                $"a mask that selects along '{dim}' needs this one dimension; got ({mask.Sizes}): replace values where it is false by missing ones with Where(mask)"
            );
        }

        if (mask.Dims[0] != dim)
        {
            throw new GchunkException(
                $"a mask along '{mask.Dims[0]}' cannot select along '{dim}'; give one along '{dim}', or rename its dimension"
            );
        }

        if (mask.Shape[0] != length)
            throw MaskLength(mask.Shape[0], dim, length);
        if (
            labels is not null
            && mask.Coords.IndexOf(dim) is { } own
            && own.FirstDifference(labels) is >= 0 and long at
        )
        {
            throw new GchunkException(
                $"the mask's labels of '{dim}' differ from those of what it selects from{Broadcasting.Describe(own, labels, at)}; align them, or select by position with mask.DropCoords(\"{dim}\")"
            );
        }

        using NDArray computed = mask.Compute();
        return TruePositions(dim, computed.ToArray<bool>(), length);
    }

    private static GchunkException MaskLength(long given, string dim, long length) =>
        new($"a mask of {given} values does not fit dimension '{dim}' of length {length}");

    private static long[] TruePositions(string dim, bool[] mask, long length)
    {
        if (mask.Length != length)
            throw MaskLength(mask.Length, dim, length);
        return [.. Enumerable.Range(0, mask.Length).Where(i => mask[i]).Select(i => (long)i)];
    }

    /// <summary>A slice in Python's notation: <c>"10:20:2"</c>, <c>"::-1"</c>.</summary>
    public static implicit operator PositionSelector(string slice) => new(slice);

    /// <summary>Returns the positions that are selected along a dimension.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="length">Its length.</param>
    /// <param name="labels">Its labels, which those of a mask must equal, or null.</param>
    internal AxisPick Resolve(string dim, long length, DimensionIndex? labels = null) =>
        value switch
        {
            long position => AxisPick.One(Check(position, dim, length)),
            System.Index index => AxisPick.One(
                Check(index.IsFromEnd ? length - index.Value : index.Value, dim, length)
            ),
            Range range => new(Engine.Expressions.AxisSlice.FromRange(range, length)),
            long[] positions => AxisPick.From(Array.ConvertAll(positions, p => Check(p, dim, length))),
            bool[] mask => AxisPick.From(TruePositions(dim, mask, length)),
            DataArray { DType: DType.Bool } mask => AxisPick.From(TruePositions(dim, mask, length, labels)),
            DataArray positions when positions.Dims.Count <= 1 => positions.Dims.Count == 0
                ? AxisPick.One(Normalize(dim, positions, length)[0])
                : AxisPick.From(Normalize(dim, positions, length)),
            DataArray wrong => throw new GchunkException(
                $"dimension '{dim}' needs a one-dimensional array of positions, or a mask along it; got ({wrong.Sizes}) {wrong.DType.Name}"
            ),
            _ => new(Parse((string)value, length)),
        };

    private static long Check(long position, string dim, long length)
    {
        long normal = position < 0 ? position + length : position;
        if (normal < 0 || normal >= length)
        {
            throw new GchunkException(
                $"position {position} is out of range for dimension '{dim}' of length {length}: positions run from 0 to {length - 1}, or from -1 back to {-length}"
            );
        }

        return normal;
    }

    private static Engine.Expressions.AxisSlice Parse(string text, long length)
    {
        string[] parts = text.Split(':');
        var bounds = new long?[3];
        bool valid = parts.Length is 2 or 3;
        for (int i = 0; i < parts.Length && valid; i++)
        {
            string part = parts[i].Trim();
            if (part.Length == 0)
                continue;
            valid = long.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out long bound);
            bounds[i] = bound;
        }
        if (!valid)
        {
            throw new GchunkException(
                $"'{text}' is not a slice; write start:stop or start:stop:step, as in \"10:20\" or \"::-1\""
            );
        }

        return Engine.Expressions.AxisSlice.FromBounds(bounds[0], bounds[1], bounds[2] ?? 1, length);
    }
}
