using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Sine and cosine of eight angles at once, accurate to about 1 ulp; each lane is computed on its own.
/// </summary>
/// <remarks>
/// The nearest multiple of π is subtracted from the angle in three parts with fused operations: the first is exact, the
/// others leave half an ulp. Source: Cody and Waite, "Software manual for the elementary functions" (1980), chapter 8.
/// The rest is within ±π/2; the polynomial there is from the tests' make_polynomials.py, accurate to 3e-19 of the
/// result. Beyond 2³⁰ an angle goes through the scalar function. If both sine and cosine are needed, multiples of π/2
/// are subtracted instead, and the Taylor series of both within ±π/4 are short. (The vector functions of .NET take
/// another path for all lanes if one lane needs it: a value would depend on its neighbours.)
/// </remarks>
[AlsoInHalves]
internal static partial class SineCosine
{
    /// <summary>The largest angle that is reduced here.</summary>
    public const double Farthest = 1 << 30;

    /// <summary>
    /// Returns the sine, or for a <paramref name="turn"/> of 1 the cosine: the sine a quarter of a circle further.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x, long turn)
    {
        Vector512<double> result = Near(x, turn);
        if (Vector512.LessThanOrEqualAll(Vector512.Abs(x), Vector512.Create(Farthest)))
            return result;
        // A variable of its own: the compiler keeps the one that the call writes in memory.
        WithFar(x, result, turn, out Vector512<double> far);
        return far;
    }

    /// <summary>Returns the sine and the cosine of an angle within ±π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfReduced(Vector512<double> r, out Vector512<double> cosine)
    {
        Vector512<double> z = r * r;
        // 1 - r²/2 is rounded; its rounding error is added to the small terms.
        Vector512<double> one = Vector512<double>.One,
            half = z * 0.5,
            main = one - half;
        cosine = main + Fma(CosineTail(z), z * z, one - main - half);
        return Fma(SineTail(z) * z, r, r);
    }

    /// <summary>
    /// Subtracts the nearest multiple of π/2 from an angle within ±<see cref="Farthest"/>; returns the rest in two
    /// parts, and the multiple.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Reduce(Vector512<double> x, out Vector512<long> quadrant, out Vector512<double> low)
    {
        Vector512<double> shifted = Fma(x, 2 / Math.PI, Vector512.Create(Rounder)),
            quarters = shifted - Vector512.Create(Rounder);
        quadrant = shifted.AsInt64();
        Vector512<double> first = Fma(quarters, -1.5707963267948966, x),
            product = TwoProduct(quarters, Vector512.Create(-6.123233995736766e-17), out Vector512<double> lost);
        Vector512<double> r = TwoSum(first, product, out low);
        low += Fma(quarters, 1.4973849048591698e-33, lost);
        return r;
    }

    /// <summary>Returns (sin r - r) / r³ for z = r².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SineTail(Vector512<double> z)
    {
        Vector512<double> s = Vector512.Create(-1 / 1307674368000.0);
        s = Fma(s, z, 1 / 6227020800.0);
        s = Fma(s, z, -1 / 39916800.0);
        s = Fma(s, z, 1 / 362880.0);
        s = Fma(s, z, -1 / 5040.0);
        s = Fma(s, z, 1 / 120.0);
        return Fma(s, z, -1 / 6.0);
    }

    /// <summary>Returns (cos r - 1 + r²/2) / r⁴ for z = r².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> CosineTail(Vector512<double> z)
    {
        Vector512<double> c = Vector512.Create(1 / 20922789888000.0);
        c = Fma(c, z, -1 / 87178291200.0);
        c = Fma(c, z, 1 / 479001600.0);
        c = Fma(c, z, -1 / 3628800.0);
        c = Fma(c, z, 1 / 40320.0);
        c = Fma(c, z, -1 / 720.0);
        return Fma(c, z, 1 / 24.0);
    }

    // The angle minus the nearest multiple of π, which for a cosine starts at π/2: the rest is within ±π/2, and one
    // polynomial serves both.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Near(Vector512<double> x, long turn)
    {
        Vector512<double> rounder = Vector512.Create(Rounder),
            shifted = (turn == 0 ? x * (1 / Math.PI) : Fma(x, 1 / Math.PI, Vector512.Create(-0.5))) + rounder;
        Vector512<double> halves = shifted - rounder;
        if (turn != 0)
            halves += Vector512.Create(0.5);
        Vector512<double> r = Fma(
                halves,
                2.9947698097183397e-33,
                Fma(halves, -1.2246467991473532e-16, Fma(halves, -Math.PI, x))
            ),
            z = r * r;
        Vector512<double> s = Fma(z, 2.7216780039923628e-15, Vector512.Create(-7.643043465418091e-13));
        s = Fma(s, z, 1.6058941903477854e-10);
        s = Fma(s, z, -2.5052106921615938e-08);
        s = Fma(s, z, 2.7557319211744394e-06);
        s = Fma(s, z, -0.00019841269841213368);
        s = Fma(s, z, 0.008333333333333208);
        s = Fma(s, z, -1 / 6.0);
        Vector512<double> value = Fma(s * z, r, r);
        // The sum would lose the sign of -0, and sin(-0) is -0.
        if (turn == 0)
            value = Select(Vector512.Equals(x, Vector512<double>.Zero), x, value);
        // The sign alternates with every half of the circle.
        return value ^ (shifted.AsInt64() + Vector512.Create(turn) << 63).AsDouble();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WithFar(Vector512<double> x, Vector512<double> near, long turn, out Vector512<double> result)
    {
        result = near;
        for (int i = 0; i < Vector512<double>.Count; i++)
        {
            if (!(Math.Abs(x[i]) <= Farthest))
                result = result.WithElement(i, turn == 0 ? Math.Sin(x[i]) : Math.Cos(x[i]));
        }
    }
}
