using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Parts shared by the exponentials: x = n ln 2 + r with |r| ≤ ln(2)/2, and the Taylor series of e^r.
/// </summary>
/// <remarks>
/// n ln 2 is subtracted in two parts with fused operations: Cody and Waite, "Software manual for the elementary
/// functions" (1980), chapter 6. The omitted terms sum to less than 5e-18.
/// </remarks>
[AlsoInHalves]
internal static partial class Exponential
{
    /// <summary>Returns the integer nearest to x / ln 2, and the rest of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Reduce(Vector512<double> x, out Vector512<double> n, out Vector512<long> whole)
    {
        Vector512<double> shifted = Fma(x, 1.4426950408889634, Vector512.Create(Rounder));
        n = shifted - Vector512.Create(Rounder);
        whole = shifted.AsInt64() - Vector512.Create(BitConverter.DoubleToInt64Bits(Rounder));
        return Fma(n, -2.3190468138462996e-17, Fma(n, -0.6931471805599453, x));
    }

    /// <summary>Returns (e^r - 1 - r) / r².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tail(Vector512<double> r)
    {
        Vector512<double> p = Vector512.Create(1 / 6227020800.0);
        p = Fma(p, r, 1 / 479001600.0);
        p = Fma(p, r, 1 / 39916800.0);
        p = Fma(p, r, 1 / 3628800.0);
        p = Fma(p, r, 1 / 362880.0);
        p = Fma(p, r, 1 / 40320.0);
        p = Fma(p, r, 1 / 5040.0);
        p = Fma(p, r, 1 / 720.0);
        p = Fma(p, r, 1 / 120.0);
        p = Fma(p, r, 1 / 24.0);
        p = Fma(p, r, 1 / 6.0);
        return Fma(p, r, 0.5);
    }

    /// <summary>
    /// Returns x times 2^n, in two steps, since 2^n itself may overflow or underflow although the result does not.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Scale(Vector512<double> x, Vector512<long> n)
    {
        // Halved without an arithmetic shift, which not every machine has.
        Vector512<long> half = (n + Vector512.Create(4096L) >>> 1) - Vector512.Create(2048L);
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>Returns e^(x + low), for a low part below an ulp of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x, Vector512<double> low)
    {
        Vector512<double> r = Reduce(x, out _, out Vector512<long> whole) + low;
        return Scale(Vector512<double>.One + Fma(r * r, Tail(r), r), whole);
    }

    /// <summary>Returns sinh(r) - r for |r| ≤ ln(2)/2, and cosh(r) - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Hyperbolic(Vector512<double> r, out Vector512<double> cosineLessOne)
    {
        Vector512<double> z = r * r,
            s = Vector512.Create(1 / 6227020800.0),
            c = Vector512.Create(1 / 479001600.0);
        s = Fma(s, z, 1 / 39916800.0);
        s = Fma(s, z, 1 / 362880.0);
        s = Fma(s, z, 1 / 5040.0);
        s = Fma(s, z, 1 / 120.0);
        s = Fma(s, z, 1 / 6.0);
        c = Fma(c, z, 1 / 3628800.0);
        c = Fma(c, z, 1 / 40320.0);
        c = Fma(c, z, 1 / 720.0);
        c = Fma(c, z, 1 / 24.0);
        c = Fma(c, z, 0.5);
        cosineLessOne = c * z;
        return s * z * r;
    }
}
