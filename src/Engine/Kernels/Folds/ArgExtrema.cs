using System.Numerics;

namespace Gchunk.Engine.Kernels.Folds;

// Unless NaN is skipped, the first NaN wins over every number, as in NumPy.
internal readonly unsafe struct ArgMin : IArgFoldKernel
{
    public static bool GivesPosition => true;

    public static bool PrefersLater => false;

    public static int Pick<T>(T* values, int length, bool skipNaN)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        ArgExtrema.Find(
            values,
            length,
            skipNaN ? WideFold<T, NaNMin>.Run(values, length) : WideFold<T, Min>.Run(values, length),
            skipNaN
        );

    public static int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T> => ArgExtrema.Compare(value, other, value < other);
}

internal readonly unsafe struct ArgMax : IArgFoldKernel
{
    public static bool GivesPosition => true;

    public static bool PrefersLater => false;

    public static int Pick<T>(T* values, int length, bool skipNaN)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        ArgExtrema.Find(
            values,
            length,
            skipNaN ? WideFold<T, NaNMax>.Run(values, length) : WideFold<T, Max>.Run(values, length),
            skipNaN
        );

    public static int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T> => ArgExtrema.Compare(value, other, value > other);
}

internal static unsafe class ArgExtrema
{
    /// <summary>
    /// Returns the first index of the extremum of a run, or -1 if it is NaN only because all values are missing.
    /// </summary>
    public static int Find<T>(T* values, int length, T extremum, bool skipNaN)
        where T : unmanaged, INumber<T>
    {
        var run = new ReadOnlySpan<T>(values, length);
        if (!T.IsNaN(extremum))
            return run.IndexOf(extremum);
        if (skipNaN)
            return -1;
        for (int i = 0; i < length; i++)
        {
            if (T.IsNaN(values[i]))
                return i;
        }

        return -1;
    }

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
