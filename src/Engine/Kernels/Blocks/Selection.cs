using System.Numerics;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Selects order statistics without a full sort, and sorts with NaN last.</summary>
internal static class Selection
{
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
    /// Hoare's Find (1961), with the median of three as pivot. After too many bad pivots the rest is sorted.
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
            int middle = low + (high - low) / 2;
            if (line[middle] < line[low])
                (line[middle], line[low]) = (line[low], line[middle]);
            if (line[high] < line[low])
                (line[high], line[low]) = (line[low], line[high]);
            if (line[high] < line[middle])
                (line[high], line[middle]) = (line[middle], line[high]);
            T pivot = line[middle];
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
}
