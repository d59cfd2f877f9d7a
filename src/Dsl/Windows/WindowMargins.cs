using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Windows;

/// <summary>The blocks of an array with the margins that the windows around their elements extend into.</summary>
internal static class WindowMargins
{
    /// <summary>Returns an array of such blocks, one for each chunk, and the index at which each begins.</summary>
    /// <param name="input">The array.</param>
    /// <param name="axis">The axis of the windows.</param>
    /// <param name="before">The number of elements before each one that belong to its window.</param>
    /// <param name="after">The number of elements after it.</param>
    public static (ArrayExpr Blocks, long[] Starts) Of(ArrayExpr input, int axis, long before, long after)
    {
        ReadOnlySpan<long> offsets = input.Chunks.Offsets(axis);
        var starts = new long[offsets.Length - 1];
        var parts = new ArrayExpr[starts.Length];
        for (int c = 0; c < parts.Length; c++)
        {
            starts[c] = Math.Max(0, offsets[c] - before);
            parts[c] = new AxisPick(
                new AxisSlice(starts[c], Math.Min(input.Shape[axis], offsets[c + 1] + after) - starts[c])
            ).Of(input, axis);
        }
        if (parts.Length > 1)
        {
            input = ConcatenateExpr.Create(parts, axis);
            input = RechunkExpr.Create(input, input.Chunks.With(axis, Array.ConvertAll(parts, p => p.Shape[axis])));
        }
        return (input, starts);
    }

    /// <summary>Requires that a block holds the windows of all its elements, as far as the axis reaches.</summary>
    /// <param name="start">The index at which the block with its margins begins.</param>
    /// <param name="held">The elements in it.</param>
    /// <param name="origin">The index of the first element with a result.</param>
    /// <param name="count">The number of results.</param>
    /// <param name="before">The number of elements before each one that belong to its window.</param>
    /// <param name="after">The number of elements after it.</param>
    /// <param name="length">The length of the axis.</param>
    public static void Require(long start, long held, long origin, long count, long before, long after, long length) =>
        Bounds.Require(
            origin >= start
                && (
                    count == 0
                    || (
                        Math.Max(0, origin - before) >= start
                        && Math.Min(length, origin + count + after) <= start + held
                    )
                )
        );
}
