using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>What is taken along an axis: an index (<c>5</c>, <c>^1</c>), a range (<c>10..20</c>) or a slice in Python's writing (<c>"::-1"</c>, also several: <c>"::-1, 2:10:3"</c>).</summary>
public readonly struct AxisIndex
{
    private readonly Index index;
    private readonly Range? range;
    private readonly string? slice;

    private AxisIndex(Index index) => this.index = index;

    private AxisIndex(Range range) => this.range = range;

    private AxisIndex(string slice) => this.slice = slice;

    /// <summary>One index, from the end where negative; its axis goes.</summary>
    public static implicit operator AxisIndex(int index) => new(index < 0 ? ^-index : index);

    /// <summary>One index; its axis goes.</summary>
    public static implicit operator AxisIndex(Index index) => new(index);

    /// <summary>A range.</summary>
    public static implicit operator AxisIndex(Range range) => new(range);

    /// <summary>One or more slices in Python's writing, parted by commas.</summary>
    public static implicit operator AxisIndex(string slice) => new(slice);

    /// <summary>What a list of indices takes of each axis; axes that are not named are taken whole.</summary>
    /// <exception cref="GchunkException">There are too many, one is out of bounds, or a text is no slice.</exception>
    internal static AxisSlice[] Resolve(ReadOnlySpan<AxisIndex> indices, ArrayExpr array)
    {
        var parts = new List<AxisIndex>();
        foreach (AxisIndex given in indices)
            if (given.slice is { } text) parts.AddRange(text.Split(',').Select(part => new AxisIndex(part.Trim())));
            else parts.Add(given);
        if (parts.Count > array.Rank)
            throw new GchunkException($"{parts.Count} indices were given for an array of {array.Rank} dimension{(array.Rank == 1 ? "" : "s")} {array.Shape}");
        var slices = new AxisSlice[array.Rank];
        for (int axis = 0; axis < slices.Length; axis++)
            slices[axis] = axis < parts.Count ? parts[axis].Resolve(array.Shape[axis], axis) : AxisSlice.All(array.Shape[axis]);
        return slices;
    }

    private AxisSlice Resolve(long length, int axis)
    {
        if (slice is { } text) return Parse(text, length, axis);
        if (range is { } r) return AxisSlice.FromBounds(At(r.Start, length), At(r.End, length), 1, length);
        long at = At(index, length);
        return One(at, length, axis, index.IsFromEnd ? $"^{index.Value}" : index.ToString());
    }

    private static long At(Index index, long length) => index.IsFromEnd ? length - index.Value : index.Value;

    private static AxisSlice One(long at, long length, int axis, string given) => at >= 0 && at < length
        ? new AxisSlice(at, 1, 1, Drop: true)
        : throw new GchunkException($"index {given} is out of bounds for axis {axis} of length {length}");

    private static AxisSlice Parse(string text, long length, int axis)
    {
        string[] parts = text.Split(':');
        if (parts.Length == 1 && text is not ("" or ".." or "..."))
        {
            long at = Number(text, text) ?? throw Wrong(text);
            return One(at < 0 ? at + length : at, length, axis, text);
        }
        if (parts.Length == 1) return AxisSlice.All(length);
        if (parts.Length > 3) throw Wrong(text);
        return AxisSlice.FromBounds(Number(parts[0], text), Number(parts[1], text), parts.Length == 3 ? Number(parts[2], text) ?? 1 : 1, length);
    }

    private static long? Number(string part, string whole)
    {
        string trimmed = part.Trim();
        if (trimmed.Length == 0) return null;
        return long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Wrong(whole);
    }

    private static GchunkException Wrong(string text) => new($"'{text}' is not a slice; write it as in Python: \"5\", \"2:10\", \"::-1\", \"100:900:7\"");
}
