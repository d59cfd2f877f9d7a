namespace Gchunk.Dsl.Windows;

/// <summary>
/// The elements of one segment of a series in ascending order, in a linked list that elements leave and enter again, and
/// a place in it. A segment of the length of the window has its elements sorted once; what slides is links.
/// </summary>
/// <remarks>
/// J. Suomela, "Median filtering is equivalent to sorting" (2014), arXiv:1406.1717. The values of ranks are exact, so they
/// do not depend on where the segments begin.
/// </remarks>
internal sealed class RankedBlock(int capacity)
{
    private readonly long[] keys = new long[capacity],
        spareKeys = new long[capacity];
    private readonly int[] order = new int[capacity],
        spareOrder = new int[capacity],
        rankOf = new int[capacity],
        next = new int[capacity + 1],
        previous = new int[capacity + 1];
    private readonly double[] values = new double[capacity];

    // The rank of the element at the place; the number of elements if it is behind the last.
    private int place;

    /// <summary>The number of elements, in the list or not.</summary>
    public int Count { get; private set; }

    /// <summary>The number of elements in the list before the place.</summary>
    public int Small { get; private set; }

    /// <summary>The number of elements in the list.</summary>
    public int Present { get; private set; }

    /// <summary>Takes the elements of a segment, without those that are missing.</summary>
    public void Load(ReadOnlySpan<double> segment)
    {
        Count = 0;
        for (int i = 0; i < segment.Length; i++)
        {
            rankOf[i] = -1;
            if (double.IsNaN(segment[i]))
                continue;
            long bits = BitConverter.DoubleToInt64Bits(segment[i]);
            // Integers in the order of the floats, -0 before 0.
            keys[Count] = bits ^ ((bits >> 63) & long.MaxValue);
            order[Count++] = i;
        }
        Sort();
        for (int rank = 0; rank < Count; rank++)
        {
            rankOf[order[rank]] = rank;
            values[rank] = segment[order[rank]];
        }
    }

    private void Sort()
    {
        if (Count < 128)
        {
            Array.Sort(keys, order, 0, Count);
            return;
        }
        // By digits of eleven bits, the least first; a digit that all keys share is passed over.
        Span<int> starts = stackalloc int[2048];
        (long[] from, long[] to) = (keys, spareKeys);
        (int[] fromOrder, int[] toOrder) = (order, spareOrder);
        for (int shift = 0; shift < 64; shift += 11)
        {
            long flip = shift == 55 ? 1L << 8 : 0;
            starts.Clear();
            for (int i = 0; i < Count; i++)
                starts[(int)(((from[i] >>> shift) & 2047) ^ flip)]++;
            if (starts[(int)(((from[0] >>> shift) & 2047) ^ flip)] == Count)
                continue;
            int sum = 0;
            foreach (ref int start in starts)
                (start, sum) = (sum, sum + start);
            for (int i = 0; i < Count; i++)
            {
                int at = starts[(int)(((from[i] >>> shift) & 2047) ^ flip)]++;
                to[at] = from[i];
                toOrder[at] = fromOrder[i];
            }
            (from, to) = (to, from);
            (fromOrder, toOrder) = (toOrder, fromOrder);
        }
        if (!ReferenceEquals(from, keys))
        {
            Array.Copy(from, keys, Count);
            Array.Copy(fromOrder, order, Count);
        }
    }

    /// <summary>Puts all elements into the list, and the place at the first.</summary>
    public void Fill()
    {
        for (int rank = 0; rank <= Count; rank++)
            (next[rank], previous[rank]) = (rank == Count ? 0 : rank + 1, rank == 0 ? Count : rank - 1);
        (place, Small, Present) = (0, 0, Count);
        if (Count == 0)
            next[0] = previous[0] = 0;
    }

    /// <summary>Takes all elements out of the list, the last of the segment first, so that they can enter in order.</summary>
    /// <param name="length">The length of the segment.</param>
    public void Empty(int length)
    {
        Fill();
        for (int i = length - 1; i >= 0; i--)
        {
            if (rankOf[i] is >= 0 and var rank)
            {
                next[previous[rank]] = next[rank];
                previous[next[rank]] = previous[rank];
            }
        }

        (place, Small, Present) = (Count, 0, 0);
    }

    /// <summary>Takes the element of an index of the segment out of the list, if it is one.</summary>
    public void Remove(int index)
    {
        if (rankOf[index] is not (>= 0 and var rank))
            return;
        next[previous[rank]] = next[rank];
        previous[next[rank]] = previous[rank];
        Present--;
        if (rank < place)
            Small--;
        else if (rank == place)
            place = next[rank];
    }

    /// <summary>Puts the element of an index of the segment into the list again, if it is one.</summary>
    public void Add(int index)
    {
        if (rankOf[index] is not (>= 0 and var rank))
            return;
        next[previous[rank]] = rank;
        previous[next[rank]] = rank;
        Present++;
        if (rank < place)
            Small++;
    }

    /// <summary>True if there is no element at the place or behind it.</summary>
    public bool AtEnd => place == Count;

    /// <summary>The value at the place, which must not be at the end.</summary>
    public double Value => values[place];

    /// <summary>The value behind the place, infinity if there is none.</summary>
    public double ValueBehind => next[place] is var after && after < Count ? values[after] : double.PositiveInfinity;

    /// <summary>The sort key of the element at the place, which must not be at the end.</summary>
    public long Here => keys[place];

    /// <summary>The sort key of the element behind the place, the greatest if there is none.</summary>
    public long Behind => next[place] is var after && after < Count ? keys[after] : long.MaxValue;

    /// <summary>The sort key of the element before the place; there must be one.</summary>
    public long Before => keys[previous[place]];

    /// <summary>Moves the place forwards.</summary>
    public void Advance()
    {
        place = next[place];
        Small++;
    }

    /// <summary>Moves the place back.</summary>
    public void Retreat()
    {
        place = previous[place];
        Small--;
    }
}
