using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Gchunk.Engine.Kernels.Functions.Lanes;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>Sine and cosine of eight angles at once: at most 1 ulp or so from the truth, each lane on its own.</summary>
/// <remarks>
/// The angle less the nearest multiple of π/2, taken off in three parts with fused operations: the first is exact, the others leave half an ulp. Source: Cody and
/// Waite, "Software manual for the elementary functions" (1980), chapter 8. What is left lies within ±π/4, where the Taylor series is short: the
/// terms that are missing come to less than 6e-17 of the result. Beyond 2³⁰ an angle goes through the scalar function.
/// (The vector functions of .NET send all lanes another way for the sake of one: a value would depend on its neighbours.)
/// </remarks>
[AlsoInHalves]
internal static partial class SineCosine
{
    /// <summary>The largest angle that is reduced here.</summary>
    public const double Farthest = 1 << 30;

    /// <summary>The sine, or for a <paramref name="turn"/> of 1 the cosine: the sine a quarter of a circle on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x, long turn)
    {
        Vector512<double> near = Vector512.LessThanOrEqual(Vector512.Abs(x), Vector512.Create(Farthest));
        Vector512<double> result = Near(x, turn);
        // As integers: all bits set are not a number, which equals nothing.
        return near.AsInt64() == Vector512<long>.AllBitsSet ? result : WithFar(x, near, result, turn);
    }

    /// <summary>The sine, and the cosine, of an angle within ±π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfReduced(Vector512<double> r, out Vector512<double> cosine)
    {
        Vector512<double> z = r * r;
        // 1 - r²/2 is rounded; what it lost joins the small terms.
        Vector512<double> one = Vector512<double>.One, half = z * 0.5, main = one - half;
        cosine = main + Fma(CosineTail(z), z * z, one - main - half);
        return Fma(SineTail(z) * z, r, r);
    }

    /// <summary>What an angle within ±<see cref="Farthest"/> is above the nearest multiple of π/2, in two parts, and that multiple.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Reduce(Vector512<double> x, out Vector512<long> quadrant, out Vector512<double> low)
    {
        Vector512<double> shifted = Fma(x, 2 / Math.PI, Vector512.Create(Rounder)), quarters = shifted - Vector512.Create(Rounder);
        quadrant = shifted.AsInt64();
        Vector512<double> first = Fma(quarters, -1.5707963267948966, x), product = TwoProduct(quarters, Vector512.Create(-6.123233995736766e-17), out Vector512<double> lost);
        Vector512<double> r = TwoSum(first, product, out low);
        low += Fma(quarters, 1.4973849048591698e-33, lost);
        return r;
    }

    /// <summary>(sin r - r) / r³, of z = r².</summary>
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

    /// <summary>(cos r - 1 + r²/2) / r⁴, of z = r².</summary>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Near(Vector512<double> x, long turn)
    {
        Vector512<double> shifted = Fma(x, 2 / Math.PI, Vector512.Create(Rounder)), quarters = shifted - Vector512.Create(Rounder);
        Vector512<long> quadrant = shifted.AsInt64() + Vector512.Create(turn);
        Vector512<double> r = Fma(quarters, 1.4973849048591698e-33, Fma(quarters, -6.123233995736766e-17, Fma(quarters, -1.5707963267948966, x)));
        Vector512<double> sine = OfReduced(r, out Vector512<double> cosine);
        // Odd quadrants take the cosine, the third and fourth the other sign.
        Vector512<double> odd = (-(quadrant & Vector512<long>.One)).AsDouble();
        Vector512<double> sign = (quadrant << 62 & Vector512.Create(long.MinValue)).AsDouble();
        // A sum with 0 would lose the sign of -0, whose sine it is itself.
        Vector512<double> value = Select(odd, cosine, turn == 0 ? Select(Vector512.Equals(x, Vector512<double>.Zero), x, sine) : sine);
        return value ^ sign;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> WithFar(Vector512<double> x, Vector512<double> near, Vector512<double> result, long turn)
    {
        for (int i = 0; i < Vector512<double>.Count; i++)
            if (near.AsInt64()[i] == 0) result = result.WithElement(i, turn == 0 ? Math.Sin(x[i]) : Math.Cos(x[i]));
        return result;
    }
}
