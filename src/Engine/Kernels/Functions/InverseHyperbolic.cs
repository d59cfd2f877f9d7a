using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes log(1 + f) with f = |x| + x² / (1 + √(1 + x²)), which is small if x is; for large numbers, log(|x|) + ln 2.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Arcsinh : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asinh(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Arcsinh, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> size = Vector512.Abs(x),
            far = Above(size, 1 << 28),
            near = Vector512.AndNot(size, far),
            one = Vector512<double>.One;
        Vector512<double> square = near * near,
            f = FastTwoSum(near, square / (one + Vector512.Sqrt(one + square)), out Vector512<double> low);
        // The second term becomes larger than the first, but never by much, so the rounding error remains accurate
        // enough.
        low = Select(Above(near, 1), square / (one + Vector512.Sqrt(one + square)) - (f - near), low);
        Vector512<double> value = Log1p.OfSum(Select(far, size - one, f), Vector512.AndNot(low, far), far & one);
        value = Select(Vector512.LessThan(size, Vector512.Create(double.PositiveInfinity)), value, size);
        return Select(Below(size, 1e-9), size, value) ^ SignOf(x);
    }
}

/// <summary>Computes log(1 + f) with f = t + √(2t + t²) and t = x - 1; for large numbers, log(x) + ln 2.</summary>
[AlsoInHalves]
internal readonly partial struct Arccosh : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acosh(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Arccosh, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> far = Above(x, 1 << 28),
            less = x - Vector512<double>.One,
            t = Vector512.AndNot(less, far);
        Vector512<double> root = Vector512.Sqrt(Fma(t, t, t + t)),
            f = FastTwoSum(root, t, out Vector512<double> low);
        Vector512<double> value = Log1p.OfSum(
            Select(far, less, f),
            Vector512.AndNot(low, far),
            far & Vector512<double>.One
        );
        value = Select(Is(x, double.PositiveInfinity), x, value);
        return Select(Vector512.GreaterThanOrEqual(x, Vector512<double>.One), value, double.NaN);
    }
}

/// <summary>
/// Computes half of log((1 + |x|) / (1 - |x|)). That quotient is 2^k m; for the series of log(m), s = ((1 - 2^k) + (1 +
/// 2^k) |x|) / ((1 + 2^k) + (1 - 2^k) |x|), which is x itself if k is 0.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Arctanh : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atanh(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Arctanh, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> one = Vector512<double>.One,
            size = Vector512.Abs(x),
            inside = Vector512.LessThan(size, one),
            y = size & inside;
        Logarithm.Split((one + y) / (one - y), out Vector512<double> k);
        Vector512<double> power = ((k + Vector512.Create(Rounder + 1023)).AsInt64() << 52).AsDouble();
        Vector512<double> s = Fma(one + power, y, one - power) / Fma(one - power, y, one + power),
            z = s * s;
        Vector512<double> value = Fma(
            k,
            Logarithm.Ln2High / 2,
            s + Fma(k, Logarithm.Ln2Low / 2, s * z * Logarithm.Tail(z) * 0.5)
        );
        value = Select(inside, value, Select(Is(size, 1), double.PositiveInfinity, Vector512.Create(double.NaN)));
        return value ^ SignOf(x);
    }
}
