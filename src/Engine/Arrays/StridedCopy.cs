using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays.Copies;

namespace Gchunk.Engine.Arrays;

/// <summary>Copies elements between memory of different strides.</summary>
internal static unsafe class StridedCopy
{
    private const int LongestRun = 1 << 20;

    /// <summary>Copies strided elements to contiguous memory.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="stride">The distance between elements, in elements.</param>
    /// <param name="target">The contiguous memory.</param>
    /// <param name="length">The number of elements.</param>
    /// <param name="size">The bytes of an element: 1, 2, 4, 8 or 16.</param>
    /// <param name="ahead">
    /// The byte distance to the elements that are wanted next, which are prefetched along the way; 0 for none.
    /// </param>
    public static void Run(byte* source, long stride, byte* target, int length, int size, nint ahead = 0)
    {
        if (length > 0)
        {
            CheckRun(source, stride * size, length, size);
            Bounds.Check(target, (long)length * size);
        }
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
            case 8:
                Run((ulong*)source, stride, (ulong*)target, length, ahead);
                break;
            case 16:
                Run((UInt128*)source, stride, (UInt128*)target, length, ahead);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(size));
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

    /// <summary>Copies a strided window into a box of a contiguous array.</summary>
    /// <param name="source">The window's first element.</param>
    /// <param name="strides">The window's strides, in elements.</param>
    /// <param name="count">The window's lengths.</param>
    /// <param name="target">The contiguous array.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="origin">The index of the box's first element in it.</param>
    /// <param name="size">The bytes of an element.</param>
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
        Span<long> from = stackalloc long[count.Length],
            to = stackalloc long[count.Length];
        long step = size;
        for (int axis = count.Length - 1; axis >= 0; axis--)
        {
            from[axis] = strides[axis] * size;
            to[axis] = step;
            target += origin[axis] * step;
            step *= shape[axis];
        }
        Copy(source, from, target, to, count, size);
    }

    /// <summary>Copies a box of elements; source and target have their own strides.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="sourceStrides">The bytes from one element to the next along each axis.</param>
    /// <param name="target">The memory for the first element.</param>
    /// <param name="targetStrides">The bytes from one element to the next in the target.</param>
    /// <param name="count">The number of elements along each axis.</param>
    /// <param name="size">The bytes of an element.</param>
    public static void Copy(
        byte* source,
        ReadOnlySpan<long> sourceStrides,
        byte* target,
        ReadOnlySpan<long> targetStrides,
        ReadOnlySpan<long> count,
        int size
    )
    {
        if (count.Contains(0))
            return;
        CheckBox(source, sourceStrides, count, size);
        CheckBox(target, targetStrides, count, size);
        // Trailing axes that are contiguous on both sides form one run of bytes.
        int rank = count.Length;
        long run = size;
        while (rank > 0 && (count[rank - 1] == 1 || (sourceStrides[rank - 1] == run && targetStrides[rank - 1] == run)))
        {
            run *= count[rank - 1];
            rank--;
        }
        if (rank == 0)
        {
            Buffer.MemoryCopy(source, target, run, run);
            return;
        }
        int last = rank - 1,
            turned = run == size && targetStrides[last] == size ? Turned(sourceStrides[..rank], count, size) : -1;
        Span<long> index = stackalloc long[rank];
        index.Clear();
        while (true)
        {
            if (turned >= 0)
            {
                TransposedCopy.Run(
                    source,
                    sourceStrides[last],
                    count[last],
                    target,
                    targetStrides[turned],
                    count[turned],
                    size
                );
            }
            else if (run == size)
            {
                CopyRow(source, sourceStrides[last], target, targetStrides[last], count[last], size);
            }
            else
            {
                byte* from = source,
                    to = target;
                for (long i = 0; i < count[last]; i++, from += sourceStrides[last], to += targetStrides[last])
                    Buffer.MemoryCopy(from, to, run, run);
            }
            int axis = last - 1;
            for (; axis >= 0; axis--)
            {
                if (axis == turned)
                    continue;
                source += sourceStrides[axis];
                target += targetStrides[axis];
                if (++index[axis] < count[axis])
                    break;
                source -= sourceStrides[axis] * count[axis];
                target -= targetStrides[axis] * count[axis];
                index[axis] = 0;
            }
            if (axis < 0)
                return;
        }
    }

    // Returns the axis along which the source is contiguous if another one is innermost in the target; -1 if none is long
    // enough to be worth it.
    private static int Turned(ReadOnlySpan<long> sourceStrides, ReadOnlySpan<long> count, int size)
    {
        const int Long = 8;
        int last = sourceStrides.Length - 1;
        if (size is not (1 or 2 or 4 or 8 or 16) || count[last] < Long || sourceStrides[last] == size)
            return -1;
        for (int axis = last - 1; axis >= 0; axis--)
        {
            if (sourceStrides[axis] == size && count[axis] >= Long)
                return axis;
        }
        return -1;
    }

    [System.Diagnostics.Conditional("CHECKED_SPANS")]
    private static void CheckRun(byte* first, long step, long length, int size) =>
        CheckBox(first, [step], [length], size);

    // The bytes from the lowest element to the end of the highest.
    [System.Diagnostics.Conditional("CHECKED_SPANS")]
    private static void CheckBox(byte* first, ReadOnlySpan<long> strides, ReadOnlySpan<long> count, int size)
    {
        long low = 0,
            high = size;
        for (int axis = 0; axis < count.Length; axis++)
        {
            long reach = (count[axis] - 1) * strides[axis];
            low += Math.Min(reach, 0);
            high += Math.Max(reach, 0);
        }
        Bounds.Check(first + low, high - low);
    }

    private static void CopyRow(byte* source, long stride, byte* target, long targetStride, long count, int size)
    {
        if (targetStride == size && stride % size == 0 && size is 1 or 2 or 4 or 8 or 16)
        {
            for (long done = 0; done < count; done += LongestRun)
            {
                int length = (int)Math.Min(LongestRun, count - done);
                Run(source + done * stride, stride / size, target + done * size, length, size);
            }
            return;
        }
        switch (size)
        {
            case 1:
                Gather<byte>(source, stride, target, targetStride, count);
                break;
            case 2:
                Gather<ushort>(source, stride, target, targetStride, count);
                break;
            case 4:
                Gather<uint>(source, stride, target, targetStride, count);
                break;
            case 8:
                Gather<ulong>(source, stride, target, targetStride, count);
                break;
            case 16:
                Gather<UInt128>(source, stride, target, targetStride, count);
                break;
            default:
                for (long i = 0; i < count; i++, source += stride, target += targetStride)
                    Buffer.MemoryCopy(source, target, size, size);
                break;
        }
    }

    // The strides need not be multiples of the element's size: records of a classic NetCDF file are packed.
    private static void Gather<T>(byte* source, long stride, byte* target, long targetStride, long count)
        where T : unmanaged
    {
        for (long i = 0; i < count; i++, source += stride, target += targetStride)
            Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<T>(source));
    }
}
