using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// A strided window of an array: for each axis of the window, the axis of the array that it runs along and the step.
/// Slices, transposes and broadcasts are windows, which compose without touching data.
/// </summary>
/// <param name="Start">For each axis of the array, the index of the window's first element.</param>
/// <param name="Axis">
/// For each axis of the window, the axis of the array that it runs along, or -1 if it repeats (broadcasting). An array
/// axis occurs at most once.
/// </param>
/// <param name="Step">
/// For each axis of the window, the distance between neighbours in the array; may be negative.
/// </param>
/// <param name="Count">For each axis of the window, its length.</param>
public readonly record struct ArrayView(long[] Start, int[] Axis, long[] Step, long[] Count)
{
    /// <summary>The shape of the window.</summary>
    public Shape Shape => new(Count.AsSpan());

    /// <summary>The number of axes of the window.</summary>
    public int Rank => Axis.Length;

    /// <summary>Creates the window of a box of the array.</summary>
    public static ArrayView Box(ReadOnlySpan<long> origin, ReadOnlySpan<long> count)
    {
        var axis = new int[count.Length];
        var step = new long[count.Length];
        for (int i = 0; i < axis.Length; i++)
            (axis[i], step[i]) = (i, 1);
        return new ArrayView(origin.ToArray(), axis, step, count.ToArray());
    }

    /// <summary>Composes this window with a window of it: the result is a window of this window's array.</summary>
    public ArrayView Compose(in ArrayView inner)
    {
        long[] start = Start.AsSpan().ToArray();
        for (int b = 0; b < Rank; b++)
        {
            if (Axis[b] >= 0)
                start[Axis[b]] += Step[b] * inner.Start[b];
        }

        var axis = new int[inner.Rank];
        var step = new long[inner.Rank];
        for (int c = 0; c < inner.Rank; c++)
        {
            int b = inner.Axis[c];
            axis[c] = b < 0 ? -1 : Axis[b];
            step[c] = axis[c] < 0 ? 0 : inner.Step[c] * Step[b];
        }
        return new ArrayView(start, axis, step, inner.Count);
    }

    /// <summary>Restricts one axis of this window to a range of its indices.</summary>
    public ArrayView Narrow(int axis, long from, long count)
    {
        long[] start = Start.AsSpan().ToArray(),
            counts = Count.AsSpan().ToArray();
        if (Axis[axis] >= 0)
            start[Axis[axis]] += Step[axis] * from;
        counts[axis] = count;
        return this with { Start = start, Count = counts };
    }

    /// <summary>Moves the origin of the array: for an array that is part of a larger one.</summary>
    public ArrayView Shift(ReadOnlySpan<long> origin)
    {
        long[] start = Start.AsSpan().ToArray();
        for (int i = 0; i < start.Length; i++)
            start[i] -= origin[i];
        return this with { Start = start };
    }

    /// <summary>Returns whether every element of the window is one of an array of a shape.</summary>
    public bool IsWithin(Shape array)
    {
        if (Start.Length != array.Rank || Step.Length != Rank || Count.Length != Rank)
            return false;
        if (Count.AsSpan().Contains(0))
            return true;
        for (int axis = 0; axis < array.Rank; axis++)
        {
            if (Start[axis] < 0 || Start[axis] >= array[axis])
                return false;
        }

        for (int w = 0; w < Rank; w++)
        {
            int axis = Axis[w];
            if (axis < 0 || Step[w] == 0)
                continue;
            long room = Step[w] < 0 ? Start[axis] : array[axis] - 1 - Start[axis];
            if (Count[w] > 1 && Count[w] - 1 > room / Math.Abs(Step[w]))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Returns the window axis that runs along an axis of the array, or -1 if the array is read at one index.
    /// </summary>
    public int WindowAxis(int arrayAxis) => System.Array.IndexOf(Axis, arrayAxis);

    /// <summary>Returns the smallest region of the array, with positive steps, that contains the window.</summary>
    public Region ToRegion()
    {
        int rank = Start.Length;
        var region = new Region(new long[rank], new long[rank], new long[rank]);
        for (int i = 0; i < rank; i++)
        {
            int w = WindowAxis(i);
            long count = w < 0 ? 1 : Count[w],
                step = w < 0 ? 1 : Step[w];
            region.Count[i] = count;
            region.Step[i] = count <= 1 ? 1 : Math.Abs(step);
            region.Start[i] = step < 0 && count > 0 ? Start[i] + (count - 1) * step : Start[i];
        }
        return region;
    }
}
