using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

// NaN wins, as in NumPy.
internal readonly struct Max : IFoldKernel
{
    public static bool HasIdentity => false;

    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        typeof(T) == typeof(double) ? (T)(object)double.NegativeInfinity : T.MinValue;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.Max(state, value);

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> => Vector512.Max(state, value);

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => T.Max(earlier, later);

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => Vector512.Max(earlier, later);
}

// NaN is the state of no values, and loses.
internal readonly struct NaNMax : IFoldKernel
{
    public static bool HasIdentity => false;

    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        typeof(T) == typeof(double) ? (T)(object)double.NaN : T.MinValue;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.MaxNumber(state, value);

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> => Vector512.MaxNumber(state, value);

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => T.MaxNumber(earlier, later);

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => Vector512.MaxNumber(earlier, later);
}
