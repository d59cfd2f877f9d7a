using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using Gchunk.Engine.Kernels.Singles;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Hyperbolic functions by their addition theorem: |x| = n ln 2 + r, and those of n ln 2 are (2^n ∓ 2^-n) / 2.
/// </summary>
[AlsoInHalves]
internal static partial class HyperbolicParts
{
    /// <summary>
    /// Returns sinh(n ln 2), cosh(n ln 2), r, sinh(r) - r, cosh(r) - 1, and the power of two by which the results are
    /// too small; n is kept below 64, where 2^-n is negligible.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(
        Vector512<double> size,
        out Vector512<double> cosh,
        out Vector512<double> r,
        out Vector512<double> s,
        out Vector512<double> c,
        out Vector512<long> more
    )
    {
        r = Exponential.Reduce(Select(Above(size, 711), 711.0, size), out _, out Vector512<long> whole);
        s = Exponential.Hyperbolic(r, out c);
        Vector512<long> n = Vector512.Min(whole, Vector512.Create(64L));
        more = whole - n;
        Vector512<double> up = PowerOfTwo(n - Vector512<long>.One),
            down = PowerOfTwo(-n - Vector512<long>.One);
        cosh = up + down;
        return up - down;
    }

    /// <summary>
    /// Returns a + b r, and the rest of the sine: together a (1 + c) + b (r + s). If n is 0, a is 0 and b is 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sine(
        Vector512<double> a,
        Vector512<double> b,
        Vector512<double> r,
        Vector512<double> s,
        Vector512<double> c,
        out Vector512<double> rest
    )
    {
        Vector512<double> main = Fma(b, r, a);
        rest = Fma(b, r, a - main) + Fma(b, s, a * c);
        return main;
    }
}

/// <inheritdoc cref="HyperbolicParts"/>
[AlsoInHalves]
internal readonly partial struct Sinh : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sinh(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Sinh, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> a = HyperbolicParts.Of(
            Vector512.Abs(x),
            out Vector512<double> b,
            out Vector512<double> r,
            out Vector512<double> s,
            out Vector512<double> c,
            out Vector512<long> more
        );
        Vector512<double> main = HyperbolicParts.Sine(a, b, r, s, c, out Vector512<double> rest);
        return Exponential.Scale(main + rest, more) | SignOf(x);
    }
}

/// <inheritdoc cref="HyperbolicParts"/>
[AlsoInHalves]
internal readonly partial struct Cosh : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cosh(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Cosh, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> a = HyperbolicParts.Of(
            Vector512.Abs(x),
            out Vector512<double> b,
            out Vector512<double> r,
            out Vector512<double> s,
            out Vector512<double> c,
            out Vector512<long> more
        );
        return Exponential.Scale(b + Fma(a, r + s, b * c), more);
    }
}

/// <summary>Computes the quotient of the two, each in two parts.</summary>
[AlsoInHalves]
internal readonly partial struct Tanh : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tanh(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SingleFunctions.Apply<SingleTanh, Tanh, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> size = Vector512.Abs(x);
        Vector512<double> a = HyperbolicParts.Of(
            Select(Above(size, 40), 40.0, size),
            out Vector512<double> b,
            out Vector512<double> r,
            out Vector512<double> s,
            out Vector512<double> c,
            out _
        );
        Vector512<double> up = TwoSum(
                HyperbolicParts.Sine(a, b, r, s, c, out Vector512<double> rest),
                rest,
                out Vector512<double> upLow
            ),
            down = FastTwoSum(b, Fma(a, r + s, b * c), out Vector512<double> downLow);
        Vector512<double> inverse = Vector512<double>.One / down,
            quotient = up * inverse;
        return Fma(Fma(-quotient, down, up) + (upLow - quotient * downLow), inverse, quotient) | SignOf(x);
    }
}
