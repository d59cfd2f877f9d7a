using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Finds the quantiles of long windows along a line. A window is the set of the ranks of its elements, one bit each, and
/// its quantile moves by a bit or two from step to step.
/// </summary>
/// <remarks>
/// After J. Suomela, "Median filtering is equivalent to sorting" (2014), arXiv:1406.1717. The values of ranks are exact,
/// so they do not depend on where the segments begin.
/// </remarks>
/// <param name="op">The windows and the quantiles.</param>
/// <param name="start">The index of the line's first element.</param>
/// <param name="origin">The index of the first result.</param>
/// <param name="count">The number of results.</param>
internal sealed class RankedWindows(RollingQuantileOp op, long start, long origin, int count)
    : SegmentedWindows(op, op.Quantiles.Length, start, origin, count)
{
    private readonly long window = op.Before + op.After + 1;
    private readonly ulong[] bits = new ulong[Segment(op.Before + op.After + 1, count) / 64 + 2];

    /// <summary>The bytes that it needs.</summary>
    public static long ScratchBytes(long window, long count) =>
        Segment(window, count) * RankedSegment.BytesEach + RankedSegment.Bytes;

    protected override void Slide(long first, int many, int length, Span<double> found)
    {
        for (int q = 0; q < op.Quantiles.Length; q++)
            Slide(first, many, length, q, found);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slide(long first, int many, int length, int q, Span<double> found)
    {
        ReadOnlySpan<int> rankOf = Ranks.RankOf;
        ReadOnlySpan<double> values = Ranks.Values;
        Array.Clear(bits);
        int end = Ranks.Count + 1,
            each = op.Quantiles.Length,
            // The bit of the quantile, and the number of elements before it. The first bit and the last one are always
            // set: the bit of a rank is the one after it.
            place = end,
            below = 0,
            present = 0,
            known = -1,
            index = 0,
            gained = 0,
            lost = 0;
        double fraction = 0;
        bits[0] |= 1;
        bits[end >> 6] |= 1UL << end;
        for (int i = 0; i < many; i++)
        {
            long from = Math.Min(length, first + i),
                to = Math.Min(length, first + i + window);
            if (present == known && to == gained + 1 && from == lost + 1 && (rankOf[gained] | rankOf[lost]) >= 0)
            {
                int enters = rankOf[gained++] + 1,
                    leaves = rankOf[lost++] + 1;
                bits[enters >> 6] |= 1UL << enters;
                bits[leaves >> 6] &= ~(1UL << leaves);
                int next = Next(place),
                    previous = Previous(place);
                // Both are computed, as which one it is cannot be predicted.
                int up = leaves <= place ? next : place,
                    down = leaves >= place ? previous : place;
                place = enters < place ? down : up;
            }
            else
            {
                for (; gained < to; gained++)
                {
                    int bit = rankOf[gained] + 1;
                    if (bit == 0)
                        continue;
                    bits[bit >> 6] |= 1UL << bit;
                    present++;
                    below += bit < place ? 1 : 0;
                }
                for (; lost < from; lost++)
                {
                    int bit = rankOf[lost] + 1;
                    if (bit == 0)
                        continue;
                    bits[bit >> 6] &= ~(1UL << bit);
                    present--;
                    below -= bit < place ? 1 : 0;
                    if (bit == place)
                        place = Next(bit);
                }
            }
            double value = double.NaN;
            if (present >= op.Least && present > 0)
            {
                if (present != known)
                {
                    known = present;
                    (index, fraction) = op.Method.Locate(op.Quantiles[q], present);
                }
                for (; below < index; below++)
                    place = Next(place);
                for (; below > index; below--)
                    place = Previous(place);
                value = values[place - 1];
                if (fraction != 0)
                    value = op.Method.Between(value, values[Next(place) - 1], fraction);
            }
            found[i * each + q] = value;
        }
    }

    // The next bit that is set; there is one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(int place)
    {
        place++;
        int word = place >> 6;
        ulong rest = bits[word] & (ulong.MaxValue << place);
        while (rest == 0)
            rest = bits[++word];
        return (word << 6) + BitOperations.TrailingZeroCount(rest);
    }

    // The previous bit that is set; there is one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Previous(int place)
    {
        place--;
        int word = place >> 6;
        ulong rest = bits[word] & (ulong.MaxValue >> (63 - (place & 63)));
        while (rest == 0)
            rest = bits[--word];
        return (word << 6) + 63 - BitOperations.LeadingZeroCount(rest);
    }
}
