namespace Gchunk.Engine.Arrays;

/// <summary>The chunks along one axis of an array; immutable.</summary>
/// <remarks>
/// The numbers of an axis of very many equal chunks are made when they are asked for, and are not kept for long: a small
/// file may name many huge dimensions, and a data set is looked at more often than it is computed.
/// </remarks>
internal sealed class ChunkAxis
{
    // Each takes memory before anything is computed.
    private const long MostChunks = 1 << 22;

    // Smaller axes keep their numbers.
    private const long WorthMaking = 1 << 14;

    private readonly long[]? sizes,
        offsets;
    private readonly long size;
    private readonly WeakReference<Numbers>? made;

    private ChunkAxis(long[] sizes, long[] offsets, long size)
    {
        (this.sizes, this.offsets, this.size) = (sizes, offsets, size);
        (Length, Count) = (offsets[^1], sizes.Length);
    }

    private ChunkAxis(long length, int count, long size)
    {
        (Length, Count, this.size) = (length, count, size);
        made = new WeakReference<Numbers>(null!);
    }

    /// <summary>The length of the axis.</summary>
    public long Length { get; }

    /// <summary>The number of chunks; at least 1.</summary>
    public int Count { get; }

    /// <summary>The length of each chunk.</summary>
    public long[] Sizes => sizes ?? Made().Sizes;

    /// <summary>The first index of each chunk, followed by the length of the axis.</summary>
    public long[] Offsets => offsets ?? Made().Offsets;

    /// <summary>The length of the longest chunk.</summary>
    public long Longest => sizes is null ? size : sizes.Max();

    /// <summary>
    /// True if all chunks but the last have one length, and the last has that or less; if there are two, so have both.
    /// </summary>
    public bool IsEqual
    {
        get
        {
            if (sizes is null)
                return true;
            bool equal = true;
            for (int i = 1; i < sizes.Length - 1; i++)
                equal &= sizes[i] == sizes[0];
            if (sizes.Length > 1)
                equal &= sizes[^1] <= sizes[0];
            return equal;
        }
    }

    /// <summary>Makes an axis of chunks, whose lengths are copied.</summary>
    /// <param name="lengths">The length of each chunk; none is one of length 0.</param>
    /// <param name="axis">The number of the axis, for errors.</param>
    /// <exception cref="GchunkException">A chunk is negative.</exception>
    public static ChunkAxis Of(long[] lengths, int axis)
    {
        long[] along = lengths.Length == 0 ? [0] : lengths.AsSpan().ToArray();
        var starts = new long[along.Length + 1];
        for (int i = 0; i < along.Length; i++)
        {
            if (along[i] < 0)
                throw new GchunkException($"a chunk cannot have a negative length; got {along[i]} on axis {axis}");
            starts[i + 1] = starts[i] + along[i];
        }
        return new ChunkAxis(along, starts, 0);
    }

    /// <summary>
    /// Makes an axis of chunks of equal length; the last one is smaller if the length is not a multiple.
    /// </summary>
    /// <exception cref="GchunkException">There would be too many chunks.</exception>
    public static ChunkAxis Of(long length, long size)
    {
        if (length == 0)
            return new ChunkAxis([0], [0, 0], 0);
        long count = (length - 1) / size + 1;
        if (count > MostChunks)
        {
            throw new GchunkException(
                $"an axis of length {length} in chunks of {size} has {count} chunks; at most {MostChunks} are supported: use larger chunks"
            );
        }
        if (count >= WorthMaking)
            return new ChunkAxis(length, (int)count, size);
        Numbers divided = Divide(length, size, count);
        return new ChunkAxis(divided.Sizes, divided.Offsets, size);
    }

    /// <summary>Returns the length of a chunk.</summary>
    public long SizeOf(int chunk) =>
        sizes is not null ? sizes[chunk]
        : (uint)chunk >= (uint)Count ? throw new ArgumentOutOfRangeException(nameof(chunk))
        : Math.Min(size, Length - chunk * size);

    /// <summary>Returns the first index of a chunk.</summary>
    public long OffsetOf(int chunk) =>
        offsets is not null ? offsets[chunk]
        : (uint)chunk >= (uint)Count ? throw new ArgumentOutOfRangeException(nameof(chunk))
        : chunk * size;

    /// <summary>Returns the index of the chunk that contains an element.</summary>
    public int ChunkOf(long index) =>
        offsets is not null ? ChunkGrid.ChunkOf(offsets, index) : (int)Math.Clamp(index / size, 0, Count - 1);

    /// <summary>True if another axis has the same chunks.</summary>
    public bool SameAs(ChunkAxis other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Length != other.Length || Count != other.Count)
            return false;
        return sizes is null && other.sizes is null ? size == other.size : Sizes.AsSpan().SequenceEqual(other.Sizes);
    }

    private Numbers Made()
    {
        if (made!.TryGetTarget(out Numbers? known))
            return known;
        known = Divide(Length, size, Count);
        made.SetTarget(known);
        return known;
    }

    private static Numbers Divide(long length, long size, long count)
    {
        var sizes = new long[count];
        var offsets = new long[count + 1];
        Array.Fill(sizes, size);
        for (long i = 0; i < count; i++)
            offsets[i] = i * size;
        sizes[^1] = length - (count - 1) * size;
        offsets[^1] = length;
        return new Numbers(sizes, offsets);
    }

    private sealed record Numbers(long[] Sizes, long[] Offsets);
}
