using System.Globalization;
using Gchunk.Dsl.Arrays;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>
/// A selection along an axis: an index (<c>5</c>, <c>^1</c>), a range (<c>10..20</c>), a slice in Python's notation
/// (<c>"::-1"</c>, also several: <c>"::-1, 2:10:3"</c>), indices in any order (<c>new long[] { 4, 0, 4 }</c>), a mask
/// (<c>bool[]</c>, or a lazy array of bools); or <c>NewAxis</c>.
/// </summary>
public readonly struct AxisIndex
{
    private readonly Index index;
    private readonly Range? range;
    private readonly string? slice;
    private readonly long[]? positions;

    private AxisIndex(Index index) => this.index = index;

    private AxisIndex(Range range) => this.range = range;

    private AxisIndex(string slice) => this.slice = slice;

    private AxisIndex(long[] positions) => this.positions = positions;

    private AxisIndex(ChunkedArray mask) => Mask = mask;

    /// <summary>A new axis of length 1.</summary>
    internal static AxisIndex New { get; } = new("newaxis");

    internal ChunkedArray? Mask { get; }

    private bool IsNew => slice is "newaxis" or "None";

    private bool IsRest => slice is "...";

    /// <summary>One index, from the end if negative; its axis is dropped.</summary>
    public static implicit operator AxisIndex(int index) => new(index < 0 ? ^-index : index);

    /// <summary>One index; its axis is dropped.</summary>
    public static implicit operator AxisIndex(Index index) => new(index);

    /// <summary>A range.</summary>
    public static implicit operator AxisIndex(Range range) => new(range);

    /// <summary>
    /// One or more slices in Python's notation, separated by commas; also <c>newaxis</c>, and <c>...</c> for all
    /// remaining axes.
    /// </summary>
    public static implicit operator AxisIndex(string slice) => new(slice);

    /// <summary>Indices in any order, from the end if negative.</summary>
    public static implicit operator AxisIndex(long[] indices) => new([.. indices]);

    /// <summary>Indices in any order, from the end if negative.</summary>
    public static implicit operator AxisIndex(int[] indices) => new([.. indices.Select(i => (long)i)]);

    /// <summary>The indices where the mask is true.</summary>
    public static implicit operator AxisIndex(bool[] mask) =>
        new(new ChunkedArray(new MemoryExpr(NDArray.From(mask), ChunkGrid.Single(mask.Length))));

    /// <summary>The elements where the mask is true; a pass over the mask counts them at once.</summary>
    public static implicit operator AxisIndex(ChunkedArray mask) => new(mask);

    /// <summary>Selects from an array; axes without an index are taken whole.</summary>
    /// <exception cref="GchunkException">
    /// There are too many indices, one is out of bounds, or a text is not a slice.
    /// </exception>
    internal static ArrayExpr Apply(ReadOnlySpan<AxisIndex> indices, ArrayExpr array)
    {
        List<AxisIndex> parts = Expand(indices, array);
        var slices = new AxisSlice[array.Rank];
        var picks = new List<(int Axis, AxisIndex Index)>();
        var axes = new List<int>();
        var added = new List<int>();
        int axis = 0,
            rank = 0;
        foreach (AxisIndex part in parts)
        {
            if (part.IsNew)
            {
                added.Add(rank++);
                continue;
            }
            long length = array.Shape[axis];
            if (part.positions is not null || part.Mask is not null)
                picks.Add((rank - added.Count, part));
            slices[axis] =
                part.positions is not null || part.Mask is not null
                    ? AxisSlice.All(length)
                    : part.Resolve(length, axis);
            if (!slices[axis].Drop)
                axes.Add(rank++);
            axis++;
        }
        if (picks.Count(p => p.Index.positions is not null) > 1)
        {
            throw new GchunkException(
                "indices for several axes, which NumPy would pair, are not supported; select along one axis after the other: x.Take(rows, 0).Take(columns, 1)"
            );
        }

        ArrayExpr result = SliceExpr.Create(array, slices);
        foreach ((int along, AxisIndex pick) in picks)
        {
            result = pick.Mask is { } mask
                ? Compression.Along(result, along, mask.Expression)
                : TakeOp.Create(result, along, FromStart(pick.positions!, result.Shape, along));
        }

        if (added.Count == 0)
            return result;
        var chunks = new long[rank][];
        foreach (int g in added)
            chunks[g] = [1];
        for (int i = 0; i < axes.Count; i++)
            chunks[axes[i]] = result.Chunks.Sizes(i).ToArray();
        return BroadcastExpr.Create(result, [.. axes], new ChunkGrid(chunks));
    }

    /// <summary>Returns indices counted from the start, checked against the length of the axis.</summary>
    /// <exception cref="GchunkException">An index is out of bounds.</exception>
    internal static long[] FromStart(long[] positions, Shape shape, int axis)
    {
        var fromStart = new long[positions.Length];
        for (int i = 0; i < fromStart.Length; i++)
        {
            long at = positions[i] < 0 ? positions[i] + shape[axis] : positions[i];
            fromStart[i] =
                at >= 0 && at < shape[axis]
                    ? at
                    : throw OutOfBounds(positions[i].ToString(CultureInfo.InvariantCulture), axis, shape[axis]);
        }
        return fromStart;
    }

    // Expands the ellipsis and missing axes: one index for each axis and each new axis.
    private static List<AxisIndex> Expand(ReadOnlySpan<AxisIndex> indices, ArrayExpr array)
    {
        var parts = new List<AxisIndex>();
        foreach (AxisIndex given in indices)
        {
            if (given.slice is { } text)
                parts.AddRange(text.Split(',').Select(part => new AxisIndex(part.Trim())));
            else
                parts.Add(given);
        }

        int used = parts.Count(p => !p.IsNew && !p.IsRest);
        if (used > array.Rank)
        {
            throw new GchunkException(
                $"got {used} indices for an array of {array.Rank} dimension{(array.Rank == 1 ? "" : "s")} {array.Shape}"
            );
        }

        if (parts.Count(p => p.IsRest) > 1)
            throw new GchunkException("an index can have only one ellipsis ('...')");
        int rest = parts.FindIndex(p => p.IsRest);
        if (rest < 0)
            rest = parts.Count;
        else
            parts.RemoveAt(rest);
        parts.InsertRange(rest, Enumerable.Repeat(new AxisIndex(Range.All), array.Rank - used));
        return parts;
    }

    private AxisSlice Resolve(long length, int axis)
    {
        if (slice is { } text)
            return Parse(text, length, axis);
        if (range is { } r)
            return AxisSlice.FromBounds(At(r.Start, length), At(r.End, length), 1, length);
        long at = At(index, length);
        return One(at, length, axis, index.IsFromEnd ? $"^{index.Value}" : index.ToString());
    }

    private static long At(Index index, long length) => index.IsFromEnd ? length - index.Value : index.Value;

    private static AxisSlice One(long at, long length, int axis, string given) =>
        at >= 0 && at < length ? new AxisSlice(at, 1, 1, Drop: true) : throw OutOfBounds(given, axis, length);

    private static GchunkException OutOfBounds(string given, int axis, long length) =>
        new($"index {given} is out of bounds for axis {axis} of length {length}");

    private static AxisSlice Parse(string text, long length, int axis)
    {
        string[] parts = text.Split(':');
        if (parts.Length == 1 && text is not ("" or ".."))
        {
            long at = Number(text, text) ?? throw Wrong(text);
            return One(at < 0 ? at + length : at, length, axis, text);
        }
        if (parts.Length == 1)
            return AxisSlice.All(length);
        if (parts.Length > 3)
            throw Wrong(text);
        return AxisSlice.FromBounds(
            Number(parts[0], text),
            Number(parts[1], text),
            parts.Length == 3 ? Number(parts[2], text) ?? 1 : 1,
            length
        );
    }

    private static long? Number(string part, string whole)
    {
        string trimmed = part.Trim();
        if (trimmed.Length == 0)
            return null;
        return long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Wrong(whole);
    }

    private static GchunkException Wrong(string text) =>
        new($"'{text}' is not a slice; write it as in Python: \"5\", \"2:10\", \"::-1\", \"100:900:7\", \"newaxis\"");
}
