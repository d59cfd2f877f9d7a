using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gchunk.Dsl.Windows;

/// <summary>The elements of a part of a line in ascending order, without those that are missing.</summary>
/// <param name="capacity">The most elements.</param>
internal sealed class RankedSegment(int capacity)
{
    private const int DigitBits = 11,
        Digits = 3,
        Buckets = 1 << DigitBits;

    // Up to this number of elements, a key and an index share one integer.
    private const int IndexBits = 24;

    private const ulong Indices = (1UL << IndexBits) - 1;

    private readonly ulong[] keys = new ulong[capacity],
        spare = new ulong[capacity];
    private readonly int[] order = new int[capacity],
        indices = new int[capacity],
        rankOf = new int[capacity],
        starts = new int[Digits * Buckets];
    private readonly double[] values = new double[capacity],
        kept = new double[capacity];

    /// <summary>The bytes that it needs for each element.</summary>
    public const int BytesEach = 2 * sizeof(ulong) + 3 * sizeof(int) + 2 * sizeof(double) + 1;

    /// <summary>The bytes that it needs whatever the number of elements.</summary>
    public const int Bytes = Digits * Buckets * sizeof(int);

    /// <summary>The number of elements that are not missing.</summary>
    public int Count { get; private set; }

    /// <summary>The rank of each element, -1 for those that are missing.</summary>
    public ReadOnlySpan<int> RankOf => rankOf;

    /// <summary>The elements in ascending order.</summary>
    public ReadOnlySpan<double> Values => values.AsSpan(0, Count);

    /// <summary>Takes the elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ReadOnlySpan<double> segment)
    {
        int count = 0;
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int i = 0; i < segment.Length; i++)
        {
            // Zeros have one sign.
            double value = segment[i] + 0.0;
            rankOf[i] = -1;
            (kept[count], indices[count]) = (value, i);
            low = value < low ? value : low;
            high = value > high ? value : high;
            count += double.IsNaN(value) ? 0 : 1;
        }
        Count = count;
        if (!(SortByShares(low, high) && Mend()) && !(SortByBits() && Mend()))
        {
            kept.AsSpan(0, count).CopyTo(values);
            indices.AsSpan(0, count).CopyTo(order);
            Array.Sort(values, order, 0, count);
        }
        for (int rank = 0; rank < count; rank++)
            rankOf[order[rank]] = rank;
    }

    // Sorts by where the elements lie between the least and the greatest one; false if that does not say enough.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool SortByShares(double low, double high)
    {
        double scale = (Buckets * Buckets - 1) / (high - low);
        if (!double.IsFinite(scale) || !double.IsFinite(high - low) || Count > 1 << IndexBits)
            return false;
        Array.Clear(starts, 0, 2 * Buckets);
        for (int i = 0; i < Count; i++)
        {
            var key = (uint)((kept[i] - low) * scale);
            keys[i] = ((ulong)key << IndexBits) | (uint)i;
            starts[key & (Buckets - 1)]++;
            starts[Buckets + (int)(key >> DigitBits)]++;
        }
        Scatter(keys, spare, 0, IndexBits);
        Scatter(spare, keys, Buckets, IndexBits + DigitBits);
        Place(keys);
        return true;
    }

    // Sorts by the first 33 bits in which the floats differ; false if the elements are too many.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool SortByBits()
    {
        if (Count > 1 << IndexBits)
            return false;
        (ulong low, ulong high) = (ulong.MaxValue, 0);
        for (int i = 0; i < Count; i++)
        {
            ulong key = Key(kept[i]);
            low = Math.Min(low, key);
            high = Math.Max(high, key);
        }
        int shift = high <= low ? 0 : BitOperations.LeadingZeroCount(high - low);
        const int First = 64 - Digits * DigitBits;
        Array.Clear(starts);
        for (int i = 0; i < Count; i++)
        {
            ulong key = (Key(kept[i]) - low) << shift;
            keys[i] = (key & ~Indices) | (uint)i;
            for (int digit = 0; digit < Digits; digit++)
                starts[digit * Buckets + (int)((key >> (First + digit * DigitBits)) & (Buckets - 1))]++;
        }
        Scatter(keys, spare, 0, First);
        Scatter(spare, keys, Buckets, First + DigitBits);
        Scatter(keys, spare, 2 * Buckets, First + 2 * DigitBits);
        Place(spare);
        return true;
    }

    // An integer in the order of the floats.
    private static ulong Key(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }

    // Sorts by a digit, whose numbers are counted; elements of the same digit stay in order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(ulong[] from, ulong[] to, int counted, int shift)
    {
        Span<int> at = starts.AsSpan(counted, Buckets);
        int sum = 0;
        foreach (ref int next in at)
            (next, sum) = (sum, sum + next);
        for (int i = 0; i < Count; i++)
            to[at[(int)((from[i] >> shift) & (Buckets - 1))]++] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(ulong[] sorted)
    {
        for (int rank = 0; rank < Count; rank++)
        {
            var at = (int)(sorted[rank] & Indices);
            (values[rank], order[rank]) = (kept[at], indices[at]);
        }
    }

    // Moves elements back that the digits do not tell apart; false if these are many.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Mend()
    {
        long left = 8L * Count;
        for (int i = 1; i < Count; i++)
        {
            (double value, int index, int at) = (values[i], order[i], i);
            if (values[i - 1] <= value)
                continue;
            for (; at > 0 && values[at - 1] > value; at--, left--)
                (values[at], order[at]) = (values[at - 1], order[at - 1]);
            (values[at], order[at]) = (value, index);
            if (left < 0)
                return false;
        }

        return true;
    }
}
