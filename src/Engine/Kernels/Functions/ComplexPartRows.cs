using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

// The parts of real numbers. Those of complex numbers are in the folder ComplexNumbers.

internal readonly struct Real : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> => x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => x;
}

internal readonly struct Imag : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> => T.Zero;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => Vector512<T>.Zero;
}

internal readonly struct Conj : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> => x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => x;
}

internal readonly struct Angle : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan2(T.Zero, x);
}
