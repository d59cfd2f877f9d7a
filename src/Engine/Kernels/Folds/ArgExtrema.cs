using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

// Unless NaN is skipped, the first NaN wins over every number, as in NumPy.
internal readonly unsafe struct ArgMin : IArgFoldKernel
{
    public static bool GivesPosition => true;

    public static bool PrefersLater => false;

    public static bool HasVector => true;

    public static int Pick<T>(T* values, int length, bool skipNaN, T* held)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        ArgExtrema.Pick<ArgMin, Min, NaNMin, T>(values, length, skipNaN, held);

    public static Vector512<T> Better<T>(Vector512<T> values, Vector512<T> others)
        where T : unmanaged, INumber<T> =>
        Vector512.LessThan(values, others) | ArgExtrema.OnlyFirstIsNaN(values, others);

    public static int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T> => ArgExtrema.Compare(value, other, value < other);
}

internal readonly unsafe struct ArgMax : IArgFoldKernel
{
    public static bool GivesPosition => true;

    public static bool PrefersLater => false;

    public static bool HasVector => true;

    public static int Pick<T>(T* values, int length, bool skipNaN, T* held)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        ArgExtrema.Pick<ArgMax, Max, NaNMax, T>(values, length, skipNaN, held);

    public static Vector512<T> Better<T>(Vector512<T> values, Vector512<T> others)
        where T : unmanaged, INumber<T> =>
        Vector512.GreaterThan(values, others) | ArgExtrema.OnlyFirstIsNaN(values, others);

    public static int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T> => ArgExtrema.Compare(value, other, value > other);
}

internal static unsafe class ArgExtrema
{
    /// <summary>Picks the extremum of a run that a fold finds, or that another one finds which skips NaN.</summary>
    public static int Pick<TKernel, TFold, TSkipping, T>(T* values, int length, bool skipNaN, T* held)
        where TKernel : struct, IArgFoldKernel
        where TFold : struct, IFoldKernel
        where TSkipping : struct, IFoldKernel
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        T best = skipNaN ? WideFold<T, TSkipping>.Run(values, length) : WideFold<T, TFold>.Run(values, length);
        return held is not null && TKernel.Compare(best, *held) < 0 ? -1 : Find(values, length, best, skipNaN);
    }

    // The first index of the extremum of a run, or -1 if it is NaN only because all values are missing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find<T>(T* values, int length, T extremum, bool skipNaN)
        where T : unmanaged, INumber<T>
    {
        bool isNaN = T.IsNaN(extremum);
        if (isNaN && skipNaN)
            return -1;
        Vector512<T> sought = Vector512.Create(extremum);
        int i = 0;
        for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            Vector512<T> value = Vector512.Load(values + i),
                found = isNaN ? ~Vector512.Equals(value, value) : Vector512.Equals(value, sought);
            if (found != Vector512<T>.Zero)
                break;
        }
        for (; i < length; i++)
        {
            if (isNaN ? T.IsNaN(values[i]) : values[i] == extremum)
                return i;
        }
        return -1;
    }

    /// <summary>Returns a mask of the values that are NaN where the others are not.</summary>
    public static Vector512<T> OnlyFirstIsNaN<T>(Vector512<T> values, Vector512<T> others)
        where T : unmanaged, INumber<T> => ~Vector512.Equals(values, values) & Vector512.Equals(others, others);

    public static int Compare<T>(T value, T other, bool better)
        where T : unmanaged, INumber<T>
    {
        if (T.IsNaN(value))
            return T.IsNaN(other) ? 0 : 1;
        return better ? 1
            : value == other ? 0
            : -1;
    }
}
