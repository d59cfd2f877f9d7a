namespace Gchunk.Dsl.Indexing;

/// <summary>Where the elements of an array lie that is broadcast to more dimensions.</summary>
internal static class BroadcastOffsets
{
    /// <summary>Returns the offset of each element of the broadcast array, in C order.</summary>
    /// <param name="lengths">The lengths of the dimensions.</param>
    /// <param name="strides">The strides of the array along them; 0 along those that it does not have.</param>
    public static long[] Of(long[] lengths, long[] strides)
    {
        var offsets = new long[lengths.Aggregate(1L, (a, b) => checked(a * b))];
        for (long p = 0; p < offsets.Length; p++)
        {
            long rest = p;
            for (int d = lengths.Length - 1; d >= 0; d--)
            {
                offsets[p] += rest % lengths[d] * strides[d];
                rest /= lengths[d];
            }
        }
        return offsets;
    }
}
