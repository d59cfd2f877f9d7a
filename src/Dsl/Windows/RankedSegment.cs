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

    private readonly ulong[] keys = new ulong[capacity],
        spare = new ulong[capacity];
    private readonly int[] order = new int[capacity],
        rankOf = new int[capacity],
        starts = new int[Digits * Buckets];
    private readonly double[] values = new double[capacity];

    /// <summary>The bytes that it needs for each element.</summary>
    public const int BytesEach = 2 * sizeof(ulong) + 2 * sizeof(int) + sizeof(double) + 1;

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
        Count = 0;
        (ulong low, ulong high) = (ulong.MaxValue, 0);
        for (int i = 0; i < segment.Length; i++)
        {
            rankOf[i] = -1;
            // Zeros have one sign.
            double value = segment[i] + 0.0;
            if (double.IsNaN(value))
                continue;
            ulong key = Key(value);
            low = Math.Min(low, key);
            high = Math.Max(high, key);
            keys[Count] = key;
            order[Count++] = i;
        }
        if (Count <= 1 << IndexBits)
            SortByDigits(low, high);
        for (int rank = 0; rank < Count; rank++)
            values[rank] = segment[order[rank]] + 0.0;
        if (!Mend())
            Array.Sort(values, order, 0, Count);
        for (int rank = 0; rank < Count; rank++)
            rankOf[order[rank]] = rank;
    }

    // An integer in the order of the floats.
    private static ulong Key(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }

    // Sorts by the first 33 bits in which the keys differ, the least digit first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortByDigits(ulong low, ulong high)
    {
        int shift = BitOperations.LeadingZeroCount(high - low);
        if (shift == 64)
            return;
        const ulong Indices = (1UL << IndexBits) - 1;
        const int First = 64 - Digits * DigitBits;
        Array.Clear(starts);
        for (int i = 0; i < Count; i++)
        {
            ulong key = (keys[i] - low) << shift;
            keys[i] = (key & ~Indices) | (uint)i;
            for (int digit = 0; digit < Digits; digit++)
                starts[digit * Buckets + (int)((key >> (First + digit * DigitBits)) & (Buckets - 1))]++;
        }
        (ulong[] from, ulong[] to) = (keys, spare);
        for (int digit = 0; digit < Digits; digit++)
        {
            Span<int> at = starts.AsSpan(digit * Buckets, Buckets);
            int sum = 0;
            foreach (ref int next in at)
                (next, sum) = (sum, sum + next);
            for (int i = 0; i < Count; i++)
                to[at[(int)((from[i] >> (First + digit * DigitBits)) & (Buckets - 1))]++] = from[i];
            (from, to) = (to, from);
        }
        // The indices are those among the elements that are not missing.
        for (int i = 0; i < Count; i++)
            to[i] = (uint)order[(int)(from[i] & Indices)];
        for (int i = 0; i < Count; i++)
            order[i] = (int)to[i];
    }

    // Moves elements back that differ only in later bits; false if these are many.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Mend()
    {
        long left = 8L * Count;
        for (int i = 1; i < Count; i++)
        {
            (double value, int index, int at) = (values[i], order[i], i);
            for (; at > 0 && values[at - 1] > value; at--, left--)
                (values[at], order[at]) = (values[at - 1], order[at - 1]);
            (values[at], order[at]) = (value, index);
            if (left < 0)
                return false;
        }

        return true;
    }
}
