using System.Numerics;

namespace Gchunk.Dsl.Windows;

/// <summary>The values of a short window in ascending order, as integers in the order of the floats, -0 before 0.</summary>
internal sealed class SortedWindow(int capacity)
{
    // Up to this length, all keys are compared at once instead of halving the range.
    private const int Short = 64;

    private readonly long[] keys = new long[capacity + Vector<long>.Count];

    /// <summary>The number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The value of a rank.</summary>
    public double this[int rank] => BitConverter.Int64BitsToDouble(Flip(keys[rank]));

    /// <summary>Removes all values.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Fill(keys, long.MaxValue);
    }

    /// <summary>Adds a value, if it is not missing.</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value))
            return;
        long key = Key(value);
        int at = Rank(key);
        Array.Copy(keys, at, keys, at + 1, Count - at);
        keys[at] = key;
        Count++;
    }

    /// <summary>Removes a value that was added, if it is not missing.</summary>
    public void Remove(double value)
    {
        if (double.IsNaN(value))
            return;
        int at = Rank(Key(value));
        Array.Copy(keys, at + 1, keys, at, Count - at - 1);
        keys[--Count] = long.MaxValue;
    }

    /// <summary>Replaces a value that was added by another; neither is missing.</summary>
    public void Replace(double old, double made)
    {
        long key = Key(made);
        int from = Rank(Key(old)),
            to = Rank(key);
        if (to > from)
        {
            to--;
            Array.Copy(keys, from + 1, keys, from, to - from);
        }
        else
        {
            Array.Copy(keys, to, keys, to + 1, from - to);
        }
        keys[to] = key;
    }

    private static long Key(double value) => Flip(BitConverter.DoubleToInt64Bits(value));

    private static long Flip(long bits) => bits ^ ((bits >> 63) & long.MaxValue);

    // The number of keys that are less.
    private int Rank(long key)
    {
        if (Count <= Short)
        {
            var limit = new Vector<long>(key);
            Vector<long> less = Vector<long>.Zero;
            for (int i = 0; i < Count; i += Vector<long>.Count)
                less -= Vector.LessThan(new Vector<long>(keys, i), limit);
            return (int)Vector.Sum(less);
        }
        int low = 0,
            length = Count;
        while (length > 1)
        {
            int half = length / 2;
            low += keys[low + half - 1] < key ? half : 0;
            length -= half;
        }
        return low + (keys[low] < key ? 1 : 0);
    }
}
