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
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        T best = skipNaN ? WideFold<T, NaNMin>.Run(values, length) : WideFold<T, Min>.Run(values, length);
        return held is not null && Compare(best, *held) < 0 ? -1 : ArgExtrema.Find(values, length, best, skipNaN);
    }

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
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        T best = skipNaN ? WideFold<T, NaNMax>.Run(values, length) : WideFold<T, Max>.Run(values, length);
        return held is not null && Compare(best, *held) < 0 ? -1 : ArgExtrema.Find(values, length, best, skipNaN);
    }

    public static Vector512<T> Better<T>(Vector512<T> values, Vector512<T> others)
        where T : unmanaged, INumber<T> =>
        Vector512.GreaterThan(values, others) | ArgExtrema.OnlyFirstIsNaN(values, others);

    public static int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T> => ArgExtrema.Compare(value, other, value > other);
}

internal static unsafe class ArgExtrema
{
    /// <summary>
    /// Returns the first index of the extremum of a run, or -1 if it is NaN only because all values are missing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find<T>(T* values, int length, T extremum, bool skipNaN)
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
