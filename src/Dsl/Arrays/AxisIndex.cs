using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl.Arrays;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Slicing;

namespace Gchunk.Dsl;

/// <summary>
/// A selection along an axis: an index (<c>5</c>, <c>^1</c>), a range (<c>10..20</c>), a slice in Python's notation
/// (<c>"::-1"</c>, also several: <c>"::-1, 2:10:3"</c>), indices in any order (<c>new long[] { 4, 0, 4 }</c>), a mask
/// (<c>bool[]</c>, or an array of bools), integers in an array; or <c>NewAxis</c>.
/// </summary>
public readonly struct AxisIndex
{
    private readonly Index index;
    private readonly Range? range;
    private readonly string? slice;
    private readonly IndexArray? positions;

    private AxisIndex(Index index) => this.index = index;

    private AxisIndex(Range range) => this.range = range;

    private AxisIndex(string slice) => this.slice = slice;

    private AxisIndex(long[] positions) => this.positions = new IndexArray(positions, positions.Length);

    private AxisIndex(IndexArray positions) => this.positions = positions;

    private AxisIndex(ChunkedArray mask) => Mask = mask;

    /// <summary>A new axis of length 1.</summary>
    internal static AxisIndex New { get; } = new("newaxis");

    internal ChunkedArray? Mask { get; }

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

    /// <summary>
    /// The elements where a mask is true, which a pass counts at once; or integers as indices, in an array of any
    /// shape, which are computed at once.
    /// </summary>
    /// <exception cref="GchunkException">The array holds floats.</exception>
    public static implicit operator AxisIndex(ChunkedArray indices)
    {
        if (indices.DType == DType.Bool)
            return new AxisIndex(indices);
        if (!indices.DType.IsInteger)
        {
            throw new GchunkException(
                $"an index is an integer, a mask of bools or a slice; got an array of {indices.DType.Name}; compare first (x > 0), or cast with AsType(DType.Int64)"
            );
        }

        using NDArray computed = indices.Compute();
        long[] values = computed.ToArray<long>();
        if (indices.Rank > 0)
            return new AxisIndex(new IndexArray(values, indices.Shape));
        return new AxisIndex(values[0].ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Integers as indices, in an array of any shape, or a mask of bools.</summary>
    /// <exception cref="GchunkException">The array holds floats.</exception>
    public static implicit operator AxisIndex(NDArray indices) => (ChunkedArray)indices;

    internal bool IsNew => slice is "newaxis" or "None";

    private bool IsRest => slice is "...";

    /// <summary>True for several indices or a mask.</summary>
    internal bool IsPick => positions is not null || Mask is not null;

    // An index of one element; beside arrays of indices it counts as one of them, as in NumPy.
    private bool IsSingle =>
        range is null && !IsPick && (slice is not { } text || !(text is "" or ".." || text.Contains(':')));

    /// <summary>
    /// True if a slice or a new axis stands between indices: as in NumPy, the axis of the indices then comes first.
    /// </summary>
    internal static bool IsParted(List<AxisIndex> parts)
    {
        static bool IsIndex(AxisIndex part) => !part.IsNew && (part.IsPick || part.IsSingle);
        int first = parts.FindIndex(IsIndex),
            last = parts.FindLastIndex(IsIndex);
        return parts.Skip(first).Take(last - first).Any(p => !IsIndex(p));
    }

    /// <summary>Returns the indices along an axis, from its start: for a mask, those at which it is true.</summary>
    /// <exception cref="GchunkException">An index is out of bounds, or the mask has another length.</exception>
    internal IndexArray Positions(Shape shape, int axis)
    {
        if (positions is { } given)
            return given with { Values = FromStart(given.Values, shape, axis) };
        ChunkedArray mask = Mask!;
        if (mask.Rank != 1)
        {
            throw new GchunkException(
                $"a mask beside other indices needs one axis; got one of shape {mask.Shape}; select with it alone first"
            );
        }
        if (mask.Size != shape[axis])
        {
            throw new GchunkException($"a mask of {mask.Size} bools does not fit axis {axis} of length {shape[axis]}");
        }

        using NDArray places = mask.FlatNonZero().Compute();
        return new IndexArray(places.ToArray<long>(), places.Shape);
    }

    /// <summary>
    /// Returns indices counted from the start, checked against the length of the axis: the same array if none is counted
    /// from the end. It may be a user's, so it must not be kept.
    /// </summary>
    /// <exception cref="GchunkException">An index is out of bounds.</exception>
    internal static long[] FromStart(long[] positions, Shape shape, int axis)
    {
        if (AreFromStart(positions, shape[axis]))
            return positions;
        var fromStart = new long[positions.Length];
        for (int i = 0; i < fromStart.Length; i++)
        {
            long at = positions[i] < 0 ? positions[i] + shape[axis] : positions[i];
            fromStart[i] =
                at >= 0 && at < shape[axis]
                    ? at
                    : throw SliceText.OutOfBounds(
                        positions[i].ToString(CultureInfo.InvariantCulture),
                        axis,
                        shape[axis]
                    );
        }
        return fromStart;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreFromStart(long[] positions, long length)
    {
        ulong greatest = 0;
        foreach (long position in positions)
            greatest = Math.Max(greatest, (ulong)position);
        return greatest < (ulong)length || positions.Length == 0;
    }

    /// <summary>
    /// Expands the ellipsis and missing axes: returns one index for each axis and each new axis.
    /// </summary>
    /// <exception cref="GchunkException">There are more indices than axes, or more than one ellipsis.</exception>
    internal static List<AxisIndex> Expand(ReadOnlySpan<AxisIndex> indices, Shape shape)
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
        if (used > shape.Rank)
        {
            throw new GchunkException(
                $"got {used} indices for an array of {Quantity.Of(shape.Rank, "dimension")} {shape}"
            );
        }

        if (parts.Count(p => p.IsRest) > 1)
            throw new GchunkException("an index can have only one ellipsis ('...')");
        int rest = parts.FindIndex(p => p.IsRest);
        if (rest < 0)
            rest = parts.Count;
        else
            parts.RemoveAt(rest);
        parts.InsertRange(rest, Enumerable.Repeat(new AxisIndex(Range.All), shape.Rank - used));
        return parts;
    }

    /// <summary>Returns the slice of an axis that an index, a range or a text selects.</summary>
    /// <exception cref="GchunkException">The index is out of bounds, or the text is not a slice.</exception>
    internal AxisSlice Resolve(long length, int axis)
    {
        if (slice is { } text)
            return SliceText.Parse(text, length, axis);
        if (range is { } r)
            return AxisSlice.FromRange(r, length);
        long at = At(index, length);
        return SliceText.One(at, length, axis, index.IsFromEnd ? $"^{index.Value}" : index.ToString());
    }

    private static long At(Index index, long length) => index.IsFromEnd ? length - index.Value : index.Value;
}
