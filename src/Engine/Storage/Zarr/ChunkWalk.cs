using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>What a region takes from one chunk.</summary>
/// <param name="At">The chunk's place in the grid.</param>
/// <param name="Part">The region in the chunk.</param>
/// <param name="Destination">The byte, in the destination of the whole region, of the part's first element.</param>
internal readonly record struct ChunkPart(long[] At, Region Part, long Destination);

/// <summary>The chunks of a regular grid that a region touches.</summary>
internal static class ChunkWalk
{
    /// <summary>Each chunk that holds an element of the region, in C order.</summary>
    /// <param name="region">The region, not empty and inside the array.</param>
    /// <param name="chunk">The shape of a chunk.</param>
    /// <param name="strides">
    /// The bytes from one element of the region to the next in the destination, along each axis.
    /// </param>
    public static IEnumerable<ChunkPart> Over(Region region, long[] chunk, long[] strides)
    {
        int rank = chunk.Length;
        var first = new long[rank];
        var last = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            first[axis] = region.Start[axis] / chunk[axis];
            last[axis] = (region.Start[axis] + (region.Count[axis] - 1) * region.Step[axis]) / chunk[axis];
        }
        var at = (long[])first.Clone();
        while (true)
        {
            if (Find(region, chunk, strides, at) is { } part)
                yield return part;
            int axis = rank - 1;
            for (; axis >= 0; axis--)
            {
                if (++at[axis] <= last[axis])
                    break;
                at[axis] = first[axis];
            }
            if (axis < 0)
                yield break;
        }
    }

    // Null where the region's steps pass over the chunk.
    private static ChunkPart? Find(in Region region, long[] chunk, long[] strides, long[] at)
    {
        int rank = chunk.Length;
        long[] start = new long[rank],
            count = new long[rank];
        long destination = 0;
        for (int axis = 0; axis < rank; axis++)
        {
            (long origin, long step) = (region.Start[axis], region.Step[axis]);
            long low = at[axis] * chunk[axis],
                high = low + chunk[axis];
            long from = low <= origin ? 0 : (low - origin + step - 1) / step;
            long to = Math.Min(region.Count[axis], (high - origin + step - 1) / step);
            if (from >= to)
                return null;
            (start[axis], count[axis]) = (origin + from * step - low, to - from);
            destination += from * strides[axis];
        }
        return new ChunkPart((long[])at.Clone(), new Region(start, count, region.Step), destination);
    }

    /// <summary>Whether a part is a whole chunk that lies in the destination as it does by itself.</summary>
    public static bool IsWhole(in Region part, long[] chunk, long[] chunkStrides, long[] strides)
    {
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            if (part.Count[axis] != chunk[axis] || (part.Count[axis] > 1 && strides[axis] != chunkStrides[axis]))
                return false;
        }

        return true;
    }
}
