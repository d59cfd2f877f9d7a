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
    public static T Lanes(Vector512<T> lanes)
    {
        T* s = stackalloc T[8];
        lanes.Store(s);
        for (int half = 4; half > 0; half /= 2)
        {
            for (int k = 0; k < half; k++)
                s[k] = TKernel.Merge(s[k], s[k + half]);
        }

        return s[0];
    }
}
