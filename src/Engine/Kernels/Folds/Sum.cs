using System.Numerics;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Folds;

// Integers wrap, as in NumPy.
internal readonly struct Sum : IFoldKernel
{
    public static long? OfBools(long state, ReadOnlySpan<byte> values) => state + values.Length - values.Count((byte)0);

    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => state + value;

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> => state + value;

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => earlier + later;

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => earlier + later;
}

// Only a missing value counts as 0: a sum that has become NaN (inf - inf) stays NaN.
internal readonly struct NaNSum : IFoldKernel
{
    public static T Identity<T>()
        where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

    public static T Fold<T>(T state, T value)
        where T : unmanaged, INumber<T> => T.IsNaN(value) ? state : state + value;

    public static Vector512<T> Fold<T>(Vector512<T> state, Vector512<T> value)
        where T : unmanaged, INumber<T> => state + (value & Vector512.Equals(value, value));

    public static T Merge<T>(T earlier, T later)
        where T : unmanaged, INumber<T> => earlier + later;

    public static Vector512<T> Merge<T>(Vector512<T> earlier, Vector512<T> later)
        where T : unmanaged, INumber<T> => earlier + later;
}
