using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>Sine and cosine of eight angles at once: at most 1 ulp or so from the truth, each lane on its own.</summary>
/// <remarks>
/// The angle less the nearest multiple of π/2, taken off in three parts with fused operations: the first is exact, the others leave half an ulp. Source: Cody and
/// Waite, "Software manual for the elementary functions" (1980), chapter 8. What is left lies within ±π/4, where the Taylor series is short: the
/// terms that are missing come to less than 6e-17 of the result. Beyond 2³⁰ an angle goes through the scalar function.
/// (The vector functions of .NET send all lanes another way for the sake of one: a value would depend on its neighbours.)
/// </remarks>
internal static class SineCosine
{
    private const double Farthest = 1 << 30;

    // Added to a number below 2⁵¹, it leaves the nearest integer in the low bits.
    private const double Rounder = 6755399441055744.0;

    /// <summary>The sine, or for a <paramref name="turn"/> of 1 the cosine: the sine a quarter of a circle on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Of<T>(Vector512<T> x, long turn) where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return OfDoubles(x.AsDouble(), turn).As<double, T>();
        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(x.AsSingle());
        return Vector512.Narrow(OfDoubles(low, turn), OfDoubles(high, turn)).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> OfDoubles(Vector512<double> x, long turn)
    {
        Vector512<double> near = Vector512.LessThanOrEqual(Vector512.Abs(x), Vector512.Create(Farthest));
        Vector512<double> result = Near(x, turn);
        return near == Vector512<double>.AllBitsSet ? result : WithFar(x, near, result, turn);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Near(Vector512<double> x, long turn)
    {
        Vector512<double> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(2 / Math.PI), Vector512.Create(Rounder));
        Vector512<double> quarters = shifted - Vector512.Create(Rounder);
        Vector512<long> quadrant = shifted.AsInt64() + Vector512.Create(turn);
        Vector512<double> r = Vector512.FusedMultiplyAdd(quarters, Vector512.Create(-1.5707963267948966), x);
        r = Vector512.FusedMultiplyAdd(quarters, Vector512.Create(-6.123233995736766e-17), r);
        r = Vector512.FusedMultiplyAdd(quarters, Vector512.Create(1.4973849048591698e-33), r);
        Vector512<double> square = r * r;

        Vector512<double> s = Vector512.Create(-1 / 1307674368000.0);
        s = Vector512.FusedMultiplyAdd(s, square, Vector512.Create(1 / 6227020800.0));
        s = Vector512.FusedMultiplyAdd(s, square, Vector512.Create(-1 / 39916800.0));
        s = Vector512.FusedMultiplyAdd(s, square, Vector512.Create(1 / 362880.0));
        s = Vector512.FusedMultiplyAdd(s, square, Vector512.Create(-1 / 5040.0));
        s = Vector512.FusedMultiplyAdd(s, square, Vector512.Create(1 / 120.0));
        s = Vector512.FusedMultiplyAdd(s, square, Vector512.Create(-1 / 6.0));
        Vector512<double> sine = Vector512.FusedMultiplyAdd(s * square, r, r);

        Vector512<double> c = Vector512.Create(1 / 20922789888000.0);
        c = Vector512.FusedMultiplyAdd(c, square, Vector512.Create(-1 / 87178291200.0));
        c = Vector512.FusedMultiplyAdd(c, square, Vector512.Create(1 / 479001600.0));
        c = Vector512.FusedMultiplyAdd(c, square, Vector512.Create(-1 / 3628800.0));
        c = Vector512.FusedMultiplyAdd(c, square, Vector512.Create(1 / 40320.0));
        c = Vector512.FusedMultiplyAdd(c, square, Vector512.Create(-1 / 720.0));
        c = Vector512.FusedMultiplyAdd(c, square, Vector512.Create(1 / 24.0));
        // 1 - r²/2 is rounded; what it lost joins the small terms.
        Vector512<double> one = Vector512<double>.One, half = square * 0.5, main = one - half;
        Vector512<double> cosine = main + Vector512.FusedMultiplyAdd(c, square * square, one - main - half);

        // Odd quadrants take the cosine, the third and fourth the other sign.
        Vector512<double> odd = (-(quadrant & Vector512<long>.One)).AsDouble();
        Vector512<double> sign = (quadrant << 62 & Vector512.Create(long.MinValue)).AsDouble();
        // A sum with 0 would lose the sign of -0, whose sine it is itself.
        Vector512<double> value = Vector512.ConditionalSelect(odd, cosine, turn == 0 ? Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), x, sine) : sine);
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
