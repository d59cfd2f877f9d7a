using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

// The state is 0 or 1. NaN is true, as in NumPy.
internal readonly struct Any : IFoldKernel
{
    public static long? OfBools(long state, ReadOnlySpan<byte> values) =>
        state == 0 && !values.ContainsAnyExcept((byte)0) ? 0 : 1;

    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.IsZero(value) ? state : T.One;

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> =>
        Vector512.ConditionalSelect(Vector512.Equals(value, Vector512<T>.Zero), state, Vector512<T>.One);

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => T.Max(earlier, later);

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => Vector512.Max(earlier, later);
}

// A missing value does not count as true.
internal readonly struct NaNAny : IFoldKernel
{
    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.IsZero(value) || T.IsNaN(value) ? state : T.One;

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> =>
        Vector512.ConditionalSelect(
            Vector512.Equals(value, Vector512<T>.Zero) | ~Vector512.Equals(value, value),
            state,
            Vector512<T>.One
        );

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => T.Max(earlier, later);

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => Vector512.Max(earlier, later);
}
