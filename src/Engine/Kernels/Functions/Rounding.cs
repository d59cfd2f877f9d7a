using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

// Integers keep their value and dtype, as in NumPy 2.1 and later.
internal readonly struct Floor : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(double) ? (T)(object)Math.Floor((double)(object)x)
        : typeof(T) == typeof(float) ? (T)(object)MathF.Floor((float)(object)x)
        : x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(double) ? Vector512.Floor(x.AsDouble()).As<double, T>()
        : typeof(T) == typeof(float) ? Vector512.Floor(x.AsSingle()).As<float, T>()
        : x;
}

internal readonly struct Ceil : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(double) ? (T)(object)Math.Ceiling((double)(object)x)
        : typeof(T) == typeof(float) ? (T)(object)MathF.Ceiling((float)(object)x)
        : x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(double) ? Vector512.Ceiling(x.AsDouble()).As<double, T>()
        : typeof(T) == typeof(float) ? Vector512.Ceiling(x.AsSingle()).As<float, T>()
        : x;
}

internal readonly struct Trunc : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(double) ? (T)(object)Math.Truncate((double)(object)x)
        : typeof(T) == typeof(float) ? (T)(object)MathF.Truncate((float)(object)x)
        : x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(double) ? Vector512.Truncate(x.AsDouble()).As<double, T>()
        : typeof(T) == typeof(float) ? Vector512.Truncate(x.AsSingle()).As<float, T>()
        : x;
}

/// <inheritdoc cref="Trunc"/>
internal readonly struct Fix : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Trunc.Invoke(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Trunc.Invoke(x);
}
