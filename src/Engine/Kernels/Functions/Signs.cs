using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Negative : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> => -x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => -x;
}

internal readonly struct Positive : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> => x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => x;
}

// The least integer has no positive counterpart and is unchanged, as in NumPy (T.Abs would throw).
internal readonly struct Abs : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> => T.IsNegative(x) ? -x : x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => Vector512.Abs(x);
}

internal readonly struct Sign : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> =>
        x > T.Zero ? T.One
        : x < T.Zero ? -T.One
        : T.IsNaN(x) ? x
        : T.Zero;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T>
    {
        Vector512<T> zero = Vector512<T>.Zero,
            one = Vector512<T>.One;
        Vector512<T> sign = Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, zero),
            one,
            Vector512.LessThan(x, zero) & (zero - one)
        );
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), sign, x);
    }
}

internal readonly struct FAbs : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Abs(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.Abs(x);
}
