using System.Numerics;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Order statistics without a full sort, and sorting with NaN at the end.</summary>
internal static class Selection
{
    /// <summary>Moves NaN to the end; the number of elements before it.</summary>
    public static int NaNLast<T>(Span<T> lane)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            return lane.Length;
        int numbers = lane.Length;
        for (int i = 0; i < numbers; )
        {
            if (T.IsNaN(lane[i]))
                (lane[i], lane[numbers - 1]) = (lane[--numbers], lane[i]);
            else
                i++;
        }
        return numbers;
    }

    /// <summary>Sorts ascending, NaN last as in NumPy.</summary>
    public static void Sort<T>(Span<T> lane)
        where T : unmanaged, INumber<T> => lane[..NaNLast(lane)].Sort();

    /// <summary>The places of the elements in ascending order, NaN last; equal elements keep their order.</summary>
    public static void ArgSort<T>(Span<T> lane, Span<long> places)
        where T : unmanaged, INumber<T>
    {
        int next = 0,
            end = lane.Length;
        for (int i = 0; i < lane.Length; i++)
        {
            if (!T.IsNaN(lane[i]))
                (lane[next], places[next++]) = (lane[i], i);
            else
                places[--end] = i;
        }

        places[end..].Reverse();
        lane[..next].Sort(places[..next]);
        // The sort is not stable; the places of a run of equals say what their order was.
        for (int i = 0; i < next; )
        {
            int run = i + 1;
            while (run < next && lane[run] == lane[i])
                run++;
            if (run - i > 1)
                places[i..run].Sort();
            i = run;
        }
    }

    /// <summary>
    /// Puts the element that a sort would put at a place there, the lesser before it and the greater behind it. There
    /// must be no NaN.
    /// </summary>
    /// <remarks>
    /// Hoare's Find (1961), with the median of three as pivot; where pivots are bad the rest is sorted.
    /// </remarks>
    public static void Select<T>(Span<T> lane, int place)
        where T : unmanaged, INumber<T>
    {
        int low = 0,
            high = lane.Length - 1,
            patience = 2 * BitOperations.Log2((uint)lane.Length + 1);
        while (high - low > 16)
        {
            if (patience-- == 0)
                break;
            int middle = low + (high - low) / 2;
            if (lane[middle] < lane[low])
                (lane[middle], lane[low]) = (lane[low], lane[middle]);
            if (lane[high] < lane[low])
                (lane[high], lane[low]) = (lane[low], lane[high]);
            if (lane[high] < lane[middle])
                (lane[high], lane[middle]) = (lane[middle], lane[high]);
            T pivot = lane[middle];
            int i = low,
                j = high;
            while (i <= j)
            {
                while (lane[i] < pivot)
                    i++;
                while (pivot < lane[j])
                    j--;
                if (i > j)
                    break;
                (lane[i], lane[j]) = (lane[j], lane[i]);
                i++;
                j--;
            }
            if (place <= j)
                high = j;
            else if (place >= i)
                low = i;
            else
                return;
        }
        lane[low..(high + 1)].Sort();
    }
}
