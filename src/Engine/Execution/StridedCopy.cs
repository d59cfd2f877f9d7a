using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Execution;

/// <summary>Copies between dense memory and a window with steps.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>Copies elements that lie <paramref name="stride"/> elements apart into a dense run.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="stride">The step, in elements.</param>
    /// <param name="target">The dense run.</param>
    /// <param name="length">How many elements.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="ahead">
    /// How many bytes behind these the elements lie that are wanted next, which memory is asked for on the way; 0 for
    /// none.
    /// </param>
    public static void Run(byte* source, long stride, byte* target, int length, int size, nint ahead = 0)
    {
        switch (size)
        {
            case 1:
                Run(source, stride, target, length, ahead);
                break;
            case 2:
                Run((ushort*)source, stride, (ushort*)target, length, ahead);
                break;
            case 4:
                Run((uint*)source, stride, (uint*)target, length, ahead);
                break;
            default:
                Run((ulong*)source, stride, (ulong*)target, length, ahead);
                break;
        }
    }

    private static void Run<T>(T* source, long stride, T* target, int length, nint ahead)
        where T : unmanaged, INumber<T>
    {
        if (stride == 1)
        {
            Buffer.MemoryCopy(source, target, (long)length * sizeof(T), (long)length * sizeof(T));
        }
        else if (stride == 0)
        {
            new Span<T>(target, length).Fill(*source);
        }
        else if (stride == -1)
        {
            Reverse(source, target, length, ahead);
        }
        else
        {
            for (int i = 0; i < length; i++, source += stride)
                target[i] = *source;
        }
    }

    private static void Reverse<T>(T* last, T* target, int length, nint ahead)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        if (sizeof(T) == 8)
        {
            Vector512<long> order = Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0);
            for (; i <= length - 8; i += 8)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0((byte*)(last - i) + ahead);
                Vector512.Store(Vector512.Shuffle(Vector512.Load((long*)last - i - 7), order), (long*)target + i);
            }
        }
        else if (sizeof(T) == 4)
        {
            Vector512<int> order = Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
            for (; i <= length - 16; i += 16)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0((byte*)(last - i) + ahead);
                Vector512.Store(Vector512.Shuffle(Vector512.Load((int*)last - i - 15), order), (int*)target + i);
            }
        }
        for (; i < length; i++)
            target[i] = *(last - i);
    }

    /// <summary>Copies a window into a box of a dense array.</summary>
    /// <param name="source">The window's first element.</param>
    /// <param name="strides">The window's strides, in elements.</param>
    /// <param name="count">The window's lengths.</param>
    /// <param name="target">The dense array.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="origin">Where the box begins in it.</param>
    /// <param name="size">Bytes of an element.</param>
    public static void Box(
        byte* source,
        ReadOnlySpan<long> strides,
        ReadOnlySpan<long> count,
        byte* target,
        Shape shape,
        ReadOnlySpan<long> origin,
        int size
    )
    {
        // Where an outer axis is empty there is nothing to copy, though a row has a length.
        if (count.Contains(0))
            return;
        int rank = count.Length;
        long[] targetStrides = shape.Strides();
        for (int axis = 0; axis < rank; axis++)
            target += origin[axis] * targetStrides[axis] * size;
        if (rank == 0)
        {
            Run(source, 1, target, 1, size);
            return;
        }
        // Inner axes that are dense on both sides make one run.
        int inner = rank - 1;
        long run = count[inner];
        while (
            inner > 0
            && strides[rank - 1] == 1
            && strides[inner - 1] == strides[inner] * count[inner]
            && targetStrides[inner - 1] == targetStrides[inner] * count[inner]
        )
        {
            run *= count[--inner];
        }

        Span<long> index = stackalloc long[rank];
        while (true)
        {
            for (long done = 0; done < run; done += 1 << 20)
            {
                int length = (int)Math.Min(1 << 20, run - done);
                Run(source + done * strides[rank - 1] * size, strides[rank - 1], target + done * size, length, size);
            }
            int axis = inner - 1;
            for (; axis >= 0; axis--)
            {
                source += strides[axis] * size;
                target += targetStrides[axis] * size;
                if (++index[axis] < count[axis])
                    break;
                source -= strides[axis] * count[axis] * size;
                target -= targetStrides[axis] * count[axis] * size;
                index[axis] = 0;
            }
            if (axis < 0)
                return;
        }
    }
}
