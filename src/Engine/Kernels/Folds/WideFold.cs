using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>The loops of a fold over values that already have the type of the state.</summary>
internal static unsafe class WideFold<T, TKernel>
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
    where TKernel : struct, IFoldKernel
{
    /// <summary>Folds a run of values.</summary>
    /// <remarks>
    /// Four vectors of eight lanes, then the lanes by halves, then the rest one by one: a tree that depends only on the
    /// positions of the values, so that every machine gives the same bits, whatever the width of its registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Run(T* values, int length)
    {
        T state = TKernel.Identity<T>();
        int width = Vector512<T>.Count,
            i = 0;
        if (length >= 4 * width)
        {
            Vector512<T> a = Vector512.Create(state),
                b = a,
                c = a,
                d = a;
            for (; i <= length - 4 * width; i += 4 * width)
            {
                a = TKernel.Fold(a, Vector512.Load(values + i));
                b = TKernel.Fold(b, Vector512.Load(values + i + width));
                c = TKernel.Fold(c, Vector512.Load(values + i + 2 * width));
                d = TKernel.Fold(d, Vector512.Load(values + i + 3 * width));
            }
            state = Lanes(TKernel.Merge(TKernel.Merge(a, b), TKernel.Merge(c, d)));
        }
        for (; i < length; i++)
            state = TKernel.Fold(state, values[i]);
        return state;
    }

    /// <summary>Folds each value into the state at the same index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Each(T* values, T* states, int length)
    {
        int width = Vector512<T>.Count,
            i = 0;
        for (; i <= length - width; i += width)
            TKernel.Fold(Vector512.Load(states + i), Vector512.Load(values + i)).Store(states + i);
        for (; i < length; i++)
            states[i] = TKernel.Fold(states[i], values[i]);
    }

    /// <summary>Merges later states into earlier ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merge(T* earlier, T* later, long length)
    {
        long width = Vector512<T>.Count,
            i = 0;
        for (; i <= length - width; i += width)
            TKernel.Merge(Vector512.Load(earlier + i), Vector512.Load(later + i)).Store(earlier + i);
        for (; i < length; i++)
            earlier[i] = TKernel.Merge(earlier[i], later[i]);
    }

    /// <summary>Merges eight lanes by halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Lanes(Vector512<T> lanes)
    {
        lanes = TKernel.Merge(lanes, Shifted(lanes, 4));
        lanes = TKernel.Merge(lanes, Shifted(lanes, 2));
        return TKernel.Merge(lanes, Shifted(lanes, 1)).ToScalar();
    }

    // Only the lower lanes of the result matter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Shifted(Vector512<T> lanes, int by)
    {
        Vector512<long> all = lanes.As<T, long>();
        return (
            by switch
            {
                4 => Vector512.Shuffle(all, Vector512.Create(4L, 5, 6, 7, 0, 1, 2, 3)),
                2 => Vector512.Shuffle(all, Vector512.Create(2L, 3, 0, 1, 0, 1, 2, 3)),
                _ => Vector512.Shuffle(all, Vector512.Create(1L, 0, 0, 1, 0, 1, 2, 3)),
            }
        ).As<long, T>();
    }
}
