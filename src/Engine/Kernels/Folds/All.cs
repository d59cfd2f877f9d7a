using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

// The state is 0 or 1. NaN is true, so a missing value never changes the result.
internal readonly struct All : IFoldKernel
{
    public static long? OfBools(long state, ReadOnlySpan<byte> values) => values.Contains((byte)0) ? 0 : state;

    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.One;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.IsZero(value) ? T.Zero : state;

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> => state & ~Vector512.Equals(value, Vector512<T>.Zero);

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => T.Min(earlier, later);

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => Vector512.Min(earlier, later);
}
