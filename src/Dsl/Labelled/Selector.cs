using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>Which label is taken where none is equal to the one asked for.</summary>
public enum SelectMethod
{
    /// <summary>None: an error.</summary>
    Exact,
    /// <summary>The nearest; of two as near, the greater.</summary>
    Nearest,
    /// <summary>The last one before it.</summary>
    Pad,
    /// <summary>The first one after it.</summary>
    Backfill,
}

/// <summary>A closed interval of labels, whichever way the coordinate runs; null leaves an end open.</summary>
/// <param name="Low">One end: a number, a text, a date.</param>
/// <param name="High">The other end.</param>
public sealed record LabelSlice(object? Low, object? High)
{
    /// <inheritdoc/>
    public override string ToString() => $"Slice({TimeText.Show(Low)}, {TimeText.Show(High)})";
}

/// <summary>What <c>Sel</c> takes along a dimension: a label, several labels, or an interval.</summary>
/// <remarks>Written as a number, a text (for times also a date, whole or in part: <c>2015-01</c>), a <see cref="DateTime"/>, an array of them, or <c>Slice(lo, hi)</c>.</remarks>
public sealed class Selector
{
    private Selector(object value) => Value = value;

    /// <summary>The label, an array of labels, or a <see cref="LabelSlice"/>.</summary>
    public object Value { get; }

    /// <summary>A label.</summary>
    public static implicit operator Selector(double label) => new(label);

    /// <summary>A label.</summary>
    public static implicit operator Selector(long label) => new(label);

    /// <summary>A text, or a date.</summary>
    public static implicit operator Selector(string label) => new(label ?? throw new GchunkException("a label to select cannot be null"));

    /// <summary>A date.</summary>
    public static implicit operator Selector(DateTime label) => new(label);

    /// <summary>An interval.</summary>
    public static implicit operator Selector(LabelSlice interval) => new(interval);

    /// <summary>Several labels.</summary>
    public static implicit operator Selector(double[] labels) => new(labels);

    /// <summary>Several labels.</summary>
    public static implicit operator Selector(int[] labels) => new(Array.ConvertAll(labels, l => (double)l));

    /// <summary>Several texts or dates.</summary>
    public static implicit operator Selector(string[] labels) => new(labels);

    /// <summary>The labels of a one-dimensional array in memory or cheap to compute, a coordinate say.</summary>
    public static implicit operator Selector(DataArray labels) => new(labels.Compute().ToArray<double>());

    /// <inheritdoc/>
    public override string ToString() => Value is Array several ? $"[{string.Join(", ", several.Cast<object>().Take(3).Select(TimeText.Show))}{(several.Length > 3 ? ", …" : "")}]" : TimeText.Show(Value);
}

/// <summary>What <c>Isel</c> takes along a dimension: a position (from the end where negative, or <c>^1</c>), a range, or several positions.</summary>
public sealed class PositionSelector
{
    private readonly object value;

    private PositionSelector(object value) => this.value = value;

    /// <summary>One position; the dimension goes.</summary>
    public static implicit operator PositionSelector(long position) => new(position);

    /// <summary>One position; the dimension goes.</summary>
    public static implicit operator PositionSelector(System.Index position) => new(position);

    /// <summary>A range.</summary>
    public static implicit operator PositionSelector(Range range) => new(range);

    /// <summary>Several positions, in any order.</summary>
    public static implicit operator PositionSelector(int[] positions) => new(Array.ConvertAll(positions, p => (long)p));

    /// <summary>Several positions, in any order.</summary>
    public static implicit operator PositionSelector(long[] positions) => new(positions);

    /// <summary>A slice as Python writes it: <c>"10:20:2"</c>, <c>"::-1"</c>.</summary>
    public static implicit operator PositionSelector(string slice) => new(slice);

    internal AxisPick Resolve(string dim, long length) => value switch
    {
        long position => AxisPick.One(Check(position, dim, length)),
        System.Index index => AxisPick.One(Check(index.IsFromEnd ? length - index.Value : index.Value, dim, length)),
        Range range => new(Engine.Expressions.AxisSlice.FromBounds(Bound(range.Start, length), Bound(range.End, length), 1, length)),
        long[] positions => AxisPick.From(Array.ConvertAll(positions, p => Check(p, dim, length))),
        _ => new(Parse((string)value, length)),
    };

    private static long Bound(System.Index index, long length) => Math.Clamp(index.IsFromEnd ? length - index.Value : index.Value, 0, length);

    private static long Check(long position, string dim, long length)
    {
        long normal = position < 0 ? position + length : position;
        if (normal < 0 || normal >= length) throw new GchunkException($"position {position} is out of range for dimension '{dim}' of length {length}: positions run from 0 to {length - 1}, or from -1 back to {-length}");
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
            if (part.Length == 0) continue;
            valid = long.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out long bound);
            bounds[i] = bound;
        }
        if (!valid) throw new GchunkException($"'{text}' is no slice; write start:stop or start:stop:step, as in \"10:20\" or \"::-1\"");
        return Engine.Expressions.AxisSlice.FromBounds(bounds[0], bounds[1], bounds[2] ?? 1, length);
    }
}
