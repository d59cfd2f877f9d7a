using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

// NaN wins, as in NumPy.
internal readonly struct Min : IFoldKernel
{
    public static bool HasIdentity => false;

    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        typeof(T) == typeof(double) ? (T)(object)double.PositiveInfinity : T.MaxValue;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.Min(state, value);

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> => Vector512.Min(state, value);

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => T.Min(earlier, later);

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => Vector512.Min(earlier, later);
}

// NaN is the state of no values, and loses.
internal readonly struct NaNMin : IFoldKernel
{
    public static bool HasIdentity => false;

    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        typeof(T) == typeof(double) ? (T)(object)double.NaN : T.MaxValue;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.MinNumber(state, value);

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> => Vector512.MinNumber(state, value);

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => T.MinNumber(earlier, later);

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => Vector512.MinNumber(earlier, later);
}
