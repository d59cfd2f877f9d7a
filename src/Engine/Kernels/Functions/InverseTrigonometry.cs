using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>For arguments beyond 1/2: π/2 minus twice the arc sine of √((1 - x) / 2), the root in two parts.</summary>
[AlsoInHalves]
internal readonly partial struct Arcsin : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asin(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Arcsin, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> size = Vector512.Abs(x),
            over = Above(size, 0.5),
            half = Fma(size, -0.5, Vector512.Create(0.5));
        Vector512<double> z = Select(over, half, size * size),
            t = Select(over, Vector512.Sqrt(half), size),
            tail = t * z * Arcus.SineTail(z);
        Vector512<double> low = Fma(-t, t, half) / (t + t),
            main = FastTwoSum(Vector512.Create(Math.PI / 2), t * -2.0, out Vector512<double> lost);
        // At 1 the root is 0, and so is its rounding error.
        low = Vector512.AndNot(low, Vector512.Equals(t, Vector512<double>.Zero));
        Vector512<double> value = Select(
            over,
            main + (lost + Fma(tail + low, -2.0, Vector512.Create(6.123233995736766e-17))),
            t + tail
        );
        return value ^ SignOf(x);
    }
}

/// <summary>
/// Up to 1/2: π/2 minus the arc sine; beyond: twice the arc sine of √((1 - |x|) / 2), subtracted from π for negative
/// arguments.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Arccos : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acos(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Arccos, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> size = Vector512.Abs(x),
            over = Above(size, 0.5),
            below = Below(x, 0),
            half = Fma(size, -0.5, Vector512.Create(0.5));
        Vector512<double> z = Select(over, half, size * size),
            t = Select(over, Vector512.Sqrt(half), x),
            tail = t * z * Arcus.SineTail(z);
        Vector512<double> low = over & (Fma(-t, t, half) / (t + t));
        low = Vector512.AndNot(low, Vector512.Equals(t, Vector512<double>.Zero));
        // The result is a multiple of π/2 (0, 1 or 2) ∓ the arc sine, once or twice.
        Vector512<double> turns = Select(over, below & Vector512.Create(2.0), Vector512<double>.One),
            factor = Select(over, Select(below, -2.0, Vector512.Create(2.0)), -1.0);
        Vector512<double> main = TwoSum(turns * (Math.PI / 2), t * factor, out Vector512<double> lost);
        Vector512<double> value = main + (lost + Fma(tail + low, factor, turns * 6.123233995736766e-17));
        return Select(Vector512.LessThanOrEqual(size, Vector512<double>.One), value, double.NaN);
    }
}
