using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>The part of a region that lies in one chunk.</summary>
/// <param name="At">The chunk's index in the grid of chunks.</param>
/// <param name="Part">The part, as a region of the chunk.</param>
/// <param name="Destination">The byte offset of the part's first element in the destination of the region.</param>
internal readonly record struct ChunkPart(long[] At, Region Part, long Destination);

/// <summary>
/// Walks the chunks of a regular grid that a region touches, in C order. The walk is reused for all chunks, so nothing
/// is allocated for each of them.
/// </summary>
/// <remarks><code>
/// var walk = new ChunkWalk(region, chunk, strides);
/// while (walk.Next())
///     Read(walk.At, walk.Part, destination + walk.Destination);
/// </code></remarks>
internal sealed class ChunkWalk
{
    private readonly Region region;
    private readonly long[] chunk,
        strides;
    private readonly long[]? extent;
    private readonly long[] first,
        last;
    private bool hasStarted;

    /// <summary>Starts a walk before its first chunk.</summary>
    /// <param name="region">The region, which is not empty.</param>
    /// <param name="chunk">The shape of a chunk.</param>
    /// <param name="strides">
    /// The bytes from one element of the region to the next in the destination, along each axis.
    /// </param>
    /// <param name="extent">The lengths of the chunked array if the region may go beyond them, or null.</param>
    public ChunkWalk(in Region region, long[] chunk, long[] strides, long[]? extent = null)
    {
        (this.region, this.chunk, this.strides, this.extent) = (region, chunk, strides, extent);
        int rank = chunk.Length;
        (first, last, At) = (new long[rank], new long[rank], new long[rank]);
        Part = new Region(new long[rank], new long[rank], region.Step);
        IsInside = true;
        for (int axis = 0; axis < rank; axis++)
        {
            long end = region.Start[axis] + (region.Count[axis] - 1) * region.Step[axis];
            if (extent is not null && end >= extent[axis])
            {
                IsInside = false;
                end = extent[axis] - 1;
            }
            first[axis] = region.Start[axis] / chunk[axis];
            last[axis] = end < 0 ? -1 : end / chunk[axis];
        }
    }

    /// <summary>True if the region is inside the extent.</summary>
    public bool IsInside { get; }

    /// <summary>The chunk's index in the grid of chunks; changed by <see cref="Next"/>.</summary>
    public long[] At { get; }

    /// <summary>The part of the region in the chunk, as a region of the chunk; changed by <see cref="Next"/>.</summary>
    public Region Part { get; }

    /// <summary>The byte offset of the part's first element in the destination of the region.</summary>
    public long Destination { get; private set; }

    /// <summary>Moves to the next chunk that holds an element of the region; returns false after the last.</summary>
    public bool Next()
    {
        while (Move())
        {
            if (FindPart())
                return true;
        }
        return false;
    }

    /// <summary>Returns all parts, each with arrays of its own, for readers that work in parallel.</summary>
    public static List<ChunkPart> All(in Region region, long[] chunk, long[] strides)
    {
        var parts = new List<ChunkPart>();
        var walk = new ChunkWalk(region, chunk, strides);
        while (walk.Next())
        {
            parts.Add(
                new ChunkPart(
                    [.. walk.At],
                    new Region([.. walk.Part.Start], [.. walk.Part.Count], region.Step),
                    walk.Destination
                )
            );
        }

        return parts;
    }

    /// <summary>Returns whether a part is a whole chunk and lies in the destination as in the chunk.</summary>
    /// <param name="part">The part, as a region of the chunk.</param>
    /// <param name="chunk">The shape of a chunk.</param>
    /// <param name="chunkStrides">The bytes from one element of a chunk to the next along each axis.</param>
    /// <param name="strides">The bytes from one element to the next in the destination along each axis.</param>
    public static bool IsWhole(in Region part, long[] chunk, long[] chunkStrides, long[] strides)
    {
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            if (
                part.Count[axis] != chunk[axis]
                || (part.Count[axis] > 1 && (part.Step[axis] != 1 || strides[axis] != chunkStrides[axis]))
            )
            {
                return false;
            }
        }

        return true;
    }

    private bool Move()
    {
        if (!hasStarted)
        {
            hasStarted = true;
            for (int axis = 0; axis < first.Length; axis++)
            {
                if (first[axis] > last[axis])
                    return false;
                At[axis] = first[axis];
            }
            return true;
        }
        for (int axis = At.Length - 1; axis >= 0; axis--)
        {
            if (++At[axis] <= last[axis])
                return true;
            At[axis] = first[axis];
        }
        return false;
    }

    // False if the region's steps pass over the chunk.
    private bool FindPart()
    {
        Destination = 0;
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            (long origin, long step) = (region.Start[axis], region.Step[axis]);
            long low = At[axis] * chunk[axis],
                high = low + chunk[axis];
            if (extent is not null)
                high = Math.Min(high, extent[axis]);
            long from = low <= origin ? 0 : (low - origin + step - 1) / step;
            long to = Math.Min(region.Count[axis], (high - origin + step - 1) / step);
            if (from >= to)
                return false;
            Part.Start[axis] = origin + from * step - low;
            Part.Count[axis] = to - from;
            Destination += from * strides[axis];
        }
        return true;
    }
}
