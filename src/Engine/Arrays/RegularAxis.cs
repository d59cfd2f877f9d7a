namespace Gchunk.Engine.Arrays;

/// <summary>An axis in chunks of equal length; the last one is smaller if the length is not a multiple.</summary>
/// <remarks>Axes of very many chunks are shared: the variables of a data set have the same dimensions.</remarks>
internal static class RegularAxis
{
    // Each takes memory before anything is computed.
    private const long MostChunks = 1 << 22;

    // Smaller axes are not worth a search.
    private const long WorthSharing = 1 << 14;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<
        (long Length, long Size),
        (WeakReference<long[]> Sizes, WeakReference<long[]> Offsets)
    > Shared = [];

    /// <summary>
    /// Returns the length of each chunk, and the first index of each, followed by the length of the axis. They are not to
    /// be changed.
    /// </summary>
    /// <exception cref="GchunkException">There would be too many chunks.</exception>
    public static (long[] Sizes, long[] Offsets) Of(long length, long size)
    {
        if (length == 0)
            return ([0], [0, 0]);
        long count = (length - 1) / size + 1;
        if (count > MostChunks)
        {
            throw new GchunkException(
                $"an axis of length {length} in chunks of {size} has {count} chunks; at most {MostChunks} are supported: use larger chunks"
            );
        }
        if (count < WorthSharing)
            return Divide(length, size, count);
        lock (Gate)
        {
            if (
                Shared.TryGetValue((length, size), out var known)
                && known.Sizes.TryGetTarget(out long[]? sizes)
                && known.Offsets.TryGetTarget(out long[]? offsets)
            )
            {
                return (sizes, offsets);
            }
            foreach (var key in Shared.Where(s => !s.Value.Sizes.TryGetTarget(out _)).Select(s => s.Key).ToArray())
                Shared.Remove(key);
            (sizes, offsets) = Divide(length, size, count);
            Shared[(length, size)] = (new(sizes), new(offsets));
            return (sizes, offsets);
        }
    }

    private static (long[] Sizes, long[] Offsets) Divide(long length, long size, long count)
    {
        var sizes = new long[count];
        var offsets = new long[count + 1];
        Array.Fill(sizes, size);
        for (long i = 0; i < count; i++)
            offsets[i] = i * size;
        sizes[^1] = length - (count - 1) * size;
        offsets[^1] = length;
        return (sizes, offsets);
    }
}
