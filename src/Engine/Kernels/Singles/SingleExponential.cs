using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Gchunk.Engine.Kernels.Singles.Simd16;

namespace Gchunk.Engine.Kernels.Singles;

/// <summary>e^x of floats: x = n ln 2 + r, and a polynomial of r from the tests' make_polynomials.py.</summary>
[AlsoInHalves]
internal readonly partial struct SingleExponential : ISingleFunction
{
    // Added to a float below 2²², it leaves the nearest integer in the low bits.
    private const float Rounder = 12582912;

    // Beyond ±120 the result is 0 or infinite already.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        x = Within(x, 120);
        Vector512<float> shifted = Fma(x, 1.44269504f, Vector512.Create(Rounder)),
            n = shifted - Vector512.Create(Rounder),
            r = Fma(n, 1.904654300e-9f, Fma(n, -0.693147182f, x));
        Vector512<float> p = Fma(r, Vector512.Create(0.0013941096549482815f), 0.008363180498255005f);
        p = Fma(p, r, 0.041666375382557026f);
        p = Fma(p, r, 0.16666576973477998f);
        p = Fma(p, r, 0.5000000026925697f);
        Vector512<float> value = Vector512<float>.One + Fma(r * r, p, r);
        // In two steps: 2^n itself may overflow or underflow although the result does not.
        Vector512<int> whole = shifted.AsInt32() - Vector512.Create(BitConverter.SingleToInt32Bits(Rounder)),
            half = whole >> 1;
        return value * PowerOfTwo(half) * PowerOfTwo(whole - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> n) => (n + Vector512.Create(127) << 23).AsSingle();
}

/// <summary>
/// The hyperbolic tangent of floats: a polynomial from the tests' make_polynomials.py near 0, and 1 - 2 / (e^2|x| + 1)
/// elsewhere.
/// </summary>
[AlsoInHalves]
internal readonly partial struct SingleTanh : ISingleFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> sign = x & Vector512.Create(-0.0f),
            size = Vector512.Abs(x),
            z = x * x;
        Vector512<float> p = Fma(z, Vector512.Create(-0.006179813936424068f), 0.021007462299952318f);
        p = Fma(p, z, -0.05383743117314381f);
        p = Fma(p, z, 0.13332452283294025f);
        p = Fma(p, z, -0.3333331388847763f);
        Vector512<float> near = Fma(p * z, size, size),
            two = Vector512.Create(2f),
            far = Vector512<float>.One - two / (SingleExponential.Of(size + size) + Vector512<float>.One);
        return Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512.Create(0.5625f)), near, far) | sign;
    }
}
