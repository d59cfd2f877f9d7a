using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Parts shared by the logarithms: x = 2^k m with m from √½ to √2, and log(m) through s = f / (2 + f), f = m - 1.
/// </summary>
/// <remarks>
/// log(m) = log((1 + s) / (1 - s)) = f - (f²/2 - s (f²/2 + z L(z))) with z = s²; the order of the terms keeps the large
/// ones exact. Source of the scheme: Cody and Waite, "Software manual for the elementary functions" (1980), chapter 5,
/// and Tang, ACM TOMS 16 (1990). L is the polynomial of least relative error, 2^-59 (make_polynomials.py).
/// </remarks>
[AlsoInHalves]
internal static partial class Logarithm
{
    public const double Ln2High = 0.6931471803691238,
        Ln2Low = 1.9082149292705877e-10;

    // The bits of √½: the integer number of exponents above them is k.
    private const long RootHalf = 0x3FE6A09E667F3BCD;

    /// <summary>Splits a positive normal number into an exponent and a fraction from √½ to √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Split(Vector512<double> x, out Vector512<double> exponent)
    {
        // Adding 1024 to k makes an arithmetic shift unnecessary, which not every machine has.
        Vector512<long> bits = x.AsInt64(),
            k = bits + Vector512.Create((1024L << 52) - RootHalf) >>> 52;
        exponent =
            (k + Vector512.Create(BitConverter.DoubleToInt64Bits(Rounder))).AsDouble()
            - Vector512.Create(Rounder + 1024);
        return (bits + Vector512.Create(1024L << 52) - (k << 52)).AsDouble();
    }

    /// <summary>Returns the same for any number above 0, including subnormal ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SplitAny(Vector512<double> x, out Vector512<double> exponent)
    {
        Vector512<double> small = Below(x, 2.2250738585072014e-308);
        Vector512<double> fraction = Split(Select(small, x * 18014398509481984.0, x), out exponent);
        exponent -= small & Vector512.Create(54.0);
        return fraction;
    }

    /// <summary>Returns L(z), the tail of the series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tail(Vector512<double> z)
    {
        Vector512<double> p = Vector512.Create(0.14796105287459915);
        p = Fma(p, z, 0.15314035898408324);
        p = Fma(p, z, 0.181835648617608);
        p = Fma(p, z, 0.2222219856364367);
        p = Fma(p, z, 0.28571428742472477);
        p = Fma(p, z, 0.3999999999941434);
        return Fma(p, z, 0.6666666666666734);
    }

    /// <summary>Returns k ln 2 + log(1 + f + correction), where the correction is far below an ulp of 1 + f.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> f, Vector512<double> k, Vector512<double> correction)
    {
        Vector512<double> s = f / (f + Vector512.Create(2.0)),
            z = s * s,
            half = f * f * 0.5;
        Vector512<double> rest = Fma(s, Fma(z, Tail(z), half), Fma(k, Ln2Low, correction));
        return Fma(k, Ln2High, f - (half - rest));
    }

    /// <summary>Returns log(1 + f) as a sum of two numbers, accurate to about 2^-60 of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> InTwoParts(Vector512<double> f, out Vector512<double> low)
    {
        Vector512<double> s = f / (f + Vector512.Create(2.0)),
            z = s * s,
            half = f * f * 0.5;
        Vector512<double> rest = s * Fma(z, Tail(z), half),
            high = f - half;
        low = f - high - half + Fma(f * 0.5, f, -half) * -1.0 + rest;
        return high;
    }

    /// <summary>Returns the logarithm of a number in (0, 1] or any other positive normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfNormal(Vector512<double> x) => Call<Normal>(x);

    [AlsoInHalves]
    private readonly partial struct Normal : IDoubleFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Of(Vector512<double> x) => NormalLogarithm(x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> NormalLogarithm(Vector512<double> x)
    {
        Vector512<double> fraction = Split(x, out Vector512<double> k);
        return Of(fraction - Vector512<double>.One, k, Vector512<double>.Zero);
    }

    /// <summary>
    /// Returns the logarithm of an argument that is 0, negative, infinite or NaN, otherwise the value computed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AtEdges(Vector512<double> x, Vector512<double> pole, Vector512<double> value)
    {
        value = Select(Is(x, double.PositiveInfinity), x, value);
        value = Select(Vector512.Equals(x, pole), double.NegativeInfinity, value);
        return Select(Vector512.GreaterThanOrEqual(x, pole), value, double.NaN);
    }
}
