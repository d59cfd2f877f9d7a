using System.Numerics;
using Gchunk.Engine.Kernels.Sorting;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Selects order statistics without a full sort, and sorts with NaN last.</summary>
internal static class Selection
{
    // Lines from this length are worth a sample.
    private const int LongLine = 600;

    /// <summary>Moves NaN to the end and returns the number of the other elements.</summary>
    public static int NaNLast<T>(Span<T> line)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            return line.Length;
        int numbers = line.Length;
        for (int i = 0; i < numbers; )
        {
            if (T.IsNaN(line[i]))
                (line[i], line[numbers - 1]) = (line[--numbers], line[i]);
            else
                i++;
        }
        return numbers;
    }

    /// <summary>Sorts in ascending order, NaN last as in NumPy.</summary>
    public static void Sort<T>(Span<T> line)
        where T : unmanaged, INumber<T> => line[..NaNLast(line)].Sort();

    /// <summary>Writes the elements in ascending order, NaN last; the line is overwritten.</summary>
    public static void Sort<T>(Span<T> line, Span<T> sorted)
        where T : unmanaged, INumber<T>
    {
        int numbers = NaNLast(line);
        if (!RadixSort.TrySort(line[..numbers], sorted))
        {
            line[..numbers].Sort();
            numbers = 0;
        }
        line[numbers..].CopyTo(sorted[numbers..]);
    }

    /// <summary>
    /// Writes the indices that sort the elements in ascending order, NaN last; equal elements keep their order.
    /// </summary>
    public static void ArgSort<T>(Span<T> line, Span<long> indices)
        where T : unmanaged, INumber<T>
    {
        int next = 0,
            end = line.Length;
        for (int i = 0; i < line.Length; i++)
        {
            if (!T.IsNaN(line[i]))
                (line[next], indices[next++]) = (line[i], i);
            else
                indices[--end] = i;
        }

        indices[end..].Reverse();
        if (RadixSort.TryArgSort(line[..next], indices[..next]))
            return;
        line[..next].Sort(indices[..next]);
        // The sort is not stable: sorting the indices of equal elements restores their order.
        for (int i = 0; i < next; )
        {
            int run = i + 1;
            while (run < next && line[run] == line[i])
                run++;
            if (run - i > 1)
                indices[i..run].Sort();
            i = run;
        }
    }

    /// <summary>
    /// Moves the element that a sort would put at an index there, lesser elements before it and greater ones after it.
    /// There must be no NaN.
    /// </summary>
    /// <remarks>
    /// Hoare's Find (1961). The pivot of a long line is what a sample suggests, a little beyond the index wanted: the
    /// second partition leaves few elements (Floyd and Rivest 1975, "Expected time bounds for selection"). That of a
    /// short one is the median of three. After too many bad pivots the rest is sorted.
    /// </remarks>
    public static void Select<T>(Span<T> line, int index)
        where T : unmanaged, INumber<T>
    {
        int low = 0,
            high = line.Length - 1,
            patience = 2 * BitOperations.Log2((uint)line.Length + 1);
        while (high - low > 16)
        {
            if (patience-- == 0)
                break;
            T pivot = high - low > LongLine ? OfSample(line, low, high, index) : MedianOfThree(line, low, high);
            int i = low,
                j = high;
            while (i <= j)
            {
                while (line[i] < pivot)
                    i++;
                while (pivot < line[j])
                    j--;
                if (i > j)
                    break;
                (line[i], line[j]) = (line[j], line[i]);
                i++;
                j--;
            }
            if (index <= j)
                high = j;
            else if (index >= i)
                low = i;
            else
                return;
        }
        line[low..(high + 1)].Sort();
    }

    // Moves the three so that they are no greater, equal and no less than the median.
    private static T MedianOfThree<T>(Span<T> line, int low, int high)
        where T : unmanaged, INumber<T>
    {
        int middle = low + (high - low) / 2;
        if (line[middle] < line[low])
            (line[middle], line[low]) = (line[low], line[middle]);
        if (line[high] < line[low])
            (line[high], line[low]) = (line[low], line[high]);
        if (line[high] < line[middle])
            (line[high], line[middle]) = (line[middle], line[high]);
        return line[middle];
    }

    // Selects among the elements around the index.
    private static T OfSample<T>(Span<T> line, int low, int high, int index)
        where T : unmanaged, INumber<T>
    {
        double n = high - low + 1,
            place = index - low + 1,
            size = 0.5 * Math.Exp(2.0 / 3 * Math.Log(n)),
            spread = 0.5 * Math.Sqrt(Math.Log(n) * size * (n - size) / n) * Math.Sign(place - n / 2);
        int from = (int)Math.Max(low, index - place * size / n + spread),
            to = (int)Math.Min(high, index + (n - place) * size / n + spread);
        Select(line[from..(to + 1)], index - from);
        return line[index];
    }
}
