namespace Gchunk.Engine.Arrays;

/// <summary>A box of an array with a step along each axis: the part that a slice pushed into a read selects.</summary>
/// <param name="Start">The first index along each axis.</param>
/// <param name="Count">The number of indices along each axis.</param>
/// <param name="Step">The distance between indices along each axis; at least 1.</param>
public readonly record struct Region(long[] Start, long[] Count, long[] Step)
{
    /// <summary>The shape of the block that the region is read into.</summary>
    public Shape Shape => new(Count.AsSpan());

    /// <summary>The region of all elements of an array.</summary>
    public static Region Whole(Shape shape) => Box(new long[shape.Rank], shape);

    /// <summary>A region without gaps.</summary>
    /// <param name="start">The first index along each axis.</param>
    /// <param name="shape">The number of indices along each axis.</param>
    public static Region Box(ReadOnlySpan<long> start, Shape shape)
    {
        var step = new long[shape.Rank];
        Array.Fill(step, 1);
        return new Region(start.ToArray(), shape.ToArray(), step);
    }

    /// <summary>Throws if the region is not inside an array.</summary>
    /// <param name="shape">The shape of the array.</param>
    /// <param name="place">The array, for the message.</param>
    internal void RequireInside(Shape shape, string place)
    {
        if (Start.Length != shape.Rank || Count.Length != shape.Rank || Step.Length != shape.Rank)
            throw new ArgumentException($"{place} has {shape.Rank} axes; the region has {Start.Length}");
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            (long start, long count, long step) = (Start[axis], Count[axis], Step[axis]);
            if (
                start < 0
                || count < 0
                || step < 1
                || (count > 0 && (start >= shape[axis] || count - 1 > (shape[axis] - 1 - start) / step))
            )
            {
                throw new ArgumentOutOfRangeException(
                    nameof(shape),
                    $"{place}: {count} indices from {start} by {step} are not inside axis {axis} of length {shape[axis]}"
                );
            }
        }
    }

    /// <summary>Locates the region in memory or in a file that holds the whole array.</summary>
    /// <param name="strides">The bytes from one index of the array to the next along each axis.</param>
    /// <param name="steps">Receives the bytes from one element of the region to the next along each axis.</param>
    /// <returns>The byte offset of the region's first element.</returns>
    internal long Locate(ReadOnlySpan<long> strides, Span<long> steps)
    {
        long first = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            steps[axis] = strides[axis] * Step[axis];
            first += strides[axis] * Start[axis];
        }
        return first;
    }
}
