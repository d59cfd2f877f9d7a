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
        // The axes of the result: those that are kept, and new ones.
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
            if (part.IsPick)
                picks.Add((rank - added.Count, part));
            slices[axis] = part.IsPick ? AxisSlice.All(length) : part.Resolve(length, axis);
            if (!slices[axis].Drop)
                axes.Add(rank++);
            axis++;
        }

        ArrayExpr result = SliceExpr.Create(array, slices);
        if (picks.Count == 1)
        {
            (int along, AxisIndex pick) = picks[0];
            result = pick.Mask is { } mask
                ? Compression.Along(result, along, mask.Expression)
                : TakeOp.Create(result, along, FromStart(pick.positions!, result.Shape, along));
        }
        else if (picks.Count > 1)
        {
            result = PairedIndices.Take(
                result,
                [.. picks.Select(p => p.Axis)],
                [.. picks.Select(p => p.Index.Positions(result.Shape, p.Axis))]
            );
            // The paired axes are one; the axes after the others move up.
            for (int i = picks.Count - 1; i > 0; i--)
            {
                int gone = axes[picks[i].Axis];
                axes.RemoveAt(picks[i].Axis);
                for (int k = 0; k < axes.Count; k++)
                    axes[k] -= axes[k] > gone ? 1 : 0;
                for (int k = 0; k < added.Count; k++)
                    added[k] -= added[k] > gone ? 1 : 0;
                rank--;
            }
        }

        ArrayExpr all = result;
        if (added.Count > 0)
        {
            var chunks = new long[rank][];
            foreach (int g in added)
                chunks[g] = [1];
            for (int i = 0; i < axes.Count; i++)
                chunks[axes[i]] = result.Chunks.Sizes(i).ToArray();
            all = BroadcastExpr.Create(result, [.. axes], new ChunkGrid(chunks));
        }
        if (picks.Count == 0 || !IsParted(parts))
            return all;
        int front = axes[picks[0].Axis];
        return TransposeExpr.Create(all, [front, .. Enumerable.Range(0, all.Rank).Where(i => i != front)]);
    }

    private bool IsPick => positions is not null || Mask is not null;

    // An index of one element; beside arrays of indices it counts as one of them, as in NumPy.
    private bool IsSingle =>
        range is null && !IsPick && (slice is not { } text || !(text is "" or ".." || text.Contains(':')));

    // True if a slice or a new axis stands between indices: as in NumPy, the axis of the indices then comes first.
    private static bool IsParted(List<AxisIndex> parts)
    {
        static bool IsIndex(AxisIndex part) => !part.IsNew && (part.IsPick || part.IsSingle);
        int first = parts.FindIndex(IsIndex),
            last = parts.FindLastIndex(IsIndex);
        return parts.Skip(first).Take(last - first).Any(p => !IsIndex(p));
    }

    // The indices along an axis, for pairing: those at which a mask is true.
    private long[] Positions(Shape shape, int axis)
    {
        if (Mask is not { } mask)
            return positions!;
        if (mask.Rank != 1)
        {
            throw new GchunkException(
                $"a mask beside other indices needs one axis; got one of shape {mask.Shape}; select with it alone first"
            );
        }

        using NDArray places = mask.FlatNonZero().Compute();
        return mask.Size == shape[axis]
            ? places.ToArray<long>()
            : throw new GchunkException(
                $"a mask of {mask.Size} bools does not fit axis {axis} of length {shape[axis]}"
            );
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
            return AxisSlice.FromRange(r, length);
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
