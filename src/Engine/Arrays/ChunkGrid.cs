using System.Globalization;

namespace Gchunk.Engine.Arrays;

/// <summary>The chunks of an array: the length of every chunk along every axis; immutable.</summary>
/// <remarks>
/// Chunks may have unequal lengths. An axis of length 0 has one chunk of length 0, so every array has a block.
/// </remarks>
public sealed class ChunkGrid : IEquatable<ChunkGrid>
{
    // Blocks that are chosen grow up to this factor so that an axis has no more than these. A small file may say that it
    // has a huge array.
    private const long MostAutoChunks = 1 << 18,
        MostGrowth = 8;

    // A chunk of less than this part of the longest is a sliver.
    private const long SliverShare = 8;

    private readonly ChunkAxis[] axes;

    /// <summary>Creates a grid from the chunk lengths along each axis.</summary>
    /// <exception cref="GchunkException">A chunk is negative.</exception>
    public ChunkGrid(params long[][] chunks)
        : this(Axes(chunks)) { }

    private ChunkGrid(ChunkAxis[] axes)
    {
        this.axes = axes;
        Shape = new Shape(Array.ConvertAll(axes, a => a.Length).AsSpan());
        Blocks = new Shape(Array.ConvertAll(axes, a => (long)a.Count).AsSpan());
    }

    private static ChunkAxis[] Axes(long[][] chunks)
    {
        var axes = new ChunkAxis[chunks.Length];
        for (int axis = 0; axis < axes.Length; axis++)
            axes[axis] = ChunkAxis.Of(chunks[axis], axis);
        return axes;
    }

    /// <summary>The shape of the whole array.</summary>
    public Shape Shape { get; }

    /// <summary>The number of blocks along each axis.</summary>
    public Shape Blocks { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => axes.Length;

    /// <summary>The number of blocks.</summary>
    public long NumBlocks => Blocks.Size;

    /// <summary>Returns a copy of the lengths of the chunks along an axis; a negative axis counts from the last.</summary>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public long[] this[int axis] => Sizes(Shape.NormalizeAxis(axis)).ToArray();

    /// <summary>Returns the lengths of the chunks along an axis.</summary>
    public ReadOnlySpan<long> Sizes(int axis) => axes[axis].Sizes;

    /// <summary>Returns the first index of each chunk along an axis, followed by the length of the axis.</summary>
    public ReadOnlySpan<long> Offsets(int axis) => axes[axis].Offsets;

    /// <summary>The shape of the largest block along each axis.</summary>
    public Shape MaxBlock => new(Array.ConvertAll(axes, a => a.Longest).AsSpan());

    /// <summary>Returns the index of the chunk along an axis that contains an element.</summary>
    public int ChunkOf(int axis, long index) => axes[axis].ChunkOf(index);

    /// <summary>
    /// Returns the last of several intervals that begins at or before an index; empty ones before it may begin there too.
    /// </summary>
    /// <param name="offsets">The first index of each interval, followed by the end of the last.</param>
    /// <param name="index">The index.</param>
    internal static int ChunkOf(ReadOnlySpan<long> offsets, long index)
    {
        int low = 0,
            high = offsets.Length - 2;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (offsets[middle] <= index)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    /// <summary>Returns the coordinates of a block from its number in C order.</summary>
    public int[] Coordinates(long block)
    {
        var coordinates = new int[Rank];
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            coordinates[axis] = (int)(block % axes[axis].Count);
            block /= axes[axis].Count;
        }
        return coordinates;
    }

    /// <summary>Returns the number of a block, in C order, from its coordinates.</summary>
    public long Number(ReadOnlySpan<int> coordinates)
    {
        long number = 0;
        for (int axis = 0; axis < Rank; axis++)
            number = number * axes[axis].Count + coordinates[axis];
        return number;
    }

    /// <summary>Returns the shape of one block.</summary>
    public Shape BlockShape(ReadOnlySpan<int> coordinates)
    {
        var shape = new long[Rank];
        for (int axis = 0; axis < Rank; axis++)
            shape[axis] = axes[axis].SizeOf(coordinates[axis]);
        return new Shape(shape.AsSpan());
    }

    /// <summary>Returns the index of a block's first element.</summary>
    public long[] BlockOrigin(ReadOnlySpan<int> coordinates)
    {
        var origin = new long[Rank];
        for (int axis = 0; axis < Rank; axis++)
            origin[axis] = axes[axis].OffsetOf(coordinates[axis]);
        return origin;
    }

    /// <summary>Returns a grid of one block.</summary>
    public static ChunkGrid Single(Shape shape)
    {
        shape.RequireLengths();
        return new(Array.ConvertAll(shape.ToArray(), s => new[] { s }));
    }

    /// <summary>
    /// Creates a grid of equal blocks; the last one of an axis is smaller if the length is not a multiple.
    /// </summary>
    /// <param name="shape">The shape of the whole array.</param>
    /// <param name="block">The shape of a block, or one length for all axes; -1 means the whole axis.</param>
    /// <exception cref="GchunkException">The ranks differ, or a chunk length is 0 or below -1.</exception>
    public static ChunkGrid Regular(Shape shape, ReadOnlySpan<long> block)
    {
        shape.RequireLengths();
        if (block.Length == 1 && shape.Rank > 1)
        {
            long[] same = new long[shape.Rank];
            Array.Fill(same, block[0]);
            return Regular(shape, same);
        }
        if (block.Length != shape.Rank)
        {
            throw new GchunkException(
                $"chunks ({string.Join(", ", block.ToArray())}) have {block.Length} axes, but the array {shape} has {shape.Rank}; give one chunk length for each axis (-1 for the whole)"
            );
        }

        var axes = new ChunkAxis[shape.Rank];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            long size = block[axis] == -1 || shape[axis] == 0 ? Math.Max(shape[axis], 1) : block[axis];
            if (size <= 0)
            {
                throw new GchunkException(
                    $"a chunk length must be positive, or -1 for the whole axis; got {block[axis]} on axis {axis}"
                );
            }

            axes[axis] = ChunkAxis.Of(shape[axis], size);
        }
        return new ChunkGrid(axes);
    }

    /// <summary>
    /// Creates blocks of about a number of bytes. Leading axes are divided first, so that a block stays contiguous in C
    /// order.
    /// </summary>
    /// <param name="shape">The shape of the whole array.</param>
    /// <param name="itemSize">The bytes of one element.</param>
    /// <param name="bytes">The most bytes of a block; up to eight times as many if there were very many blocks.</param>
    /// <param name="unit">The lengths that chunks should be multiples of (a file's own chunks), or empty.</param>
    public static ChunkGrid Auto(Shape shape, int itemSize, long bytes = 32L << 20, ReadOnlySpan<long> unit = default)
    {
        shape.RequireLengths();
        long[] block = shape.ToArray();
        if (block.Contains(0))
            return Single(shape);
        Int128 whole = itemSize;
        foreach (long size in block)
            whole *= size;
        bytes = (long)Int128.Clamp(whole / MostAutoChunks, bytes, MostGrowth * bytes);
        for (int axis = 0; axis < block.Length; axis++)
        {
            long total = itemSize;
            foreach (long size in block)
                total *= Math.Max(size, 1);
            if (total <= bytes)
                break;
            long step = unit.IsEmpty ? 1 : Math.Clamp(unit[axis], 1, Math.Max(block[axis], 1));
            long rest = total / Math.Max(block[axis], 1);
            block[axis] = Math.Clamp(bytes / Math.Max(rest, 1) / step * step, step, Math.Max(block[axis], 1));
        }
        for (int axis = 0; axis < block.Length; axis++)
            block[axis] = Math.Max(block[axis], 1);
        return Regular(shape, block);
    }

    /// <summary>
    /// Returns the coarsest grid that has the boundaries of both grids; the grid itself if both are equal.
    /// </summary>
    /// <exception cref="GchunkException">The shapes differ.</exception>
    public static ChunkGrid Refine(ChunkGrid a, ChunkGrid b)
    {
        if (a.Equals(b))
            return a;
        if (a.Shape != b.Shape)
            throw new GchunkException($"chunk grids of shapes {a.Shape} and {b.Shape} cannot be combined");
        var chunks = new long[a.Rank][];
        for (int axis = 0; axis < a.Rank; axis++)
            chunks[axis] = RefineAxis(a.axes[axis].Offsets, b.axes[axis].Offsets);
        return new ChunkGrid(chunks);
    }

    /// <summary>Returns the chunk lengths of an axis that has the boundaries of both.</summary>
    internal static long[] RefineAxis(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var lengths = new List<long>(Math.Max(a.Length, b.Length));
        long last = 0;
        for (int i = 0, j = 0; i < a.Length || j < b.Length; )
        {
            long border = j == b.Length || (i < a.Length && a[i] <= b[j]) ? a[i++] : b[j++];
            if (border > last)
                lengths.Add(border - last);
            last = border;
        }
        return lengths.Count == 0 ? [0] : [.. lengths];
    }

    /// <summary>
    /// Returns common chunk lengths of an axis: those that have the boundaries of both, without slivers. Shifted views
    /// of one array would otherwise have more and smaller chunks at every step of a stencil.
    /// </summary>
    internal static long[] CommonAxis(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        long[] refined = RefineAxis(a, b);
        // The shorter chunks decide: beside an array in one chunk, those of another are all short.
        long longest = Math.Min(Longest(a), Longest(b)),
            least = longest / SliverShare;
        var lengths = new List<long>(refined.Length);
        foreach (long length in refined)
        {
            if (lengths.Count > 0 && (length < least || lengths[^1] < least) && lengths[^1] + length <= longest + least)
            {
                lengths[^1] += length;
            }
            else
            {
                lengths.Add(length);
            }
        }
        return [.. lengths];
    }

    private static long Longest(ReadOnlySpan<long> offsets)
    {
        long longest = 0;
        for (int i = 1; i < offsets.Length; i++)
            longest = Math.Max(longest, offsets[i] - offsets[i - 1]);
        return longest;
    }

    /// <summary>Returns a copy of this grid with the chunks of one axis replaced.</summary>
    public ChunkGrid With(int axis, long[] chunks)
    {
        var copy = (ChunkAxis[])axes.Clone();
        copy[axis] = ChunkAxis.Of(chunks, axis);
        return new ChunkGrid(copy);
    }

    /// <summary>Returns a copy of the chunk lengths along each axis.</summary>
    public long[][] ToArray() => Array.ConvertAll(axes, a => (long[])a.Sizes.Clone());

    /// <inheritdoc/>
    public bool Equals(ChunkGrid? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || other.Rank != Rank || other.Shape != Shape)
            return false;
        for (int axis = 0; axis < Rank; axis++)
        {
            if (!axes[axis].SameAs(other.axes[axis]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChunkGrid);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Blocks);

    /// <summary>
    /// Returns the usual chunk lengths: <c>(1000, 1000)</c>; an axis of unequal chunks shows the largest with a tilde.
    /// </summary>
    public override string ToString()
    {
        var texts = Array.ConvertAll(
            axes,
            a => (a.IsEqual ? "" : "~") + a.Longest.ToString(CultureInfo.InvariantCulture)
        );
        return texts.Length == 1 ? $"({texts[0]},)" : $"({string.Join(", ", texts)})";
    }
}
