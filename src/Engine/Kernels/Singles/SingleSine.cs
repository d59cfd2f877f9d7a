using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Functions;

namespace Gchunk.Engine.Kernels.Singles;

/// <summary>
/// Sine and cosine of floats. The nearest multiple of π is subtracted in doubles, so that the rest is that of the exact
/// angle; the polynomial within ±π/2, from the tests' make_polynomials.py, is computed in floats.
/// </summary>
[AlsoInHalves]
internal static partial class SingleTurn
{
    /// <summary>
    /// Returns the sine, or for a <paramref name="turn"/> of 1 the cosine; angles beyond
    /// <see cref="SineCosine.Farthest"/> are computed in doubles, each lane on its own.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of<TDouble>(Vector512<float> x, long turn)
        where TDouble : struct, IDoubleFunction
    {
        Vector512<float> result = Near(x, turn),
            limit = Vector512.Create((float)SineCosine.Farthest);
        if (Vector512.LessThanOrEqualAll(Vector512.Abs(x), limit))
            return result;
        // A variable of its own: the compiler keeps the one that the call writes in memory.
        WithFar<TDouble>(x, result, out Vector512<float> far);
        return far;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Near(Vector512<float> x, long turn)
    {
        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(x);
        Vector512<float> r = Vector512.Narrow(Rest(low, turn), Rest(high, turn)),
            z = r * r;
        Vector512<float> s = Simd16.Fma(z, Vector512.Create(2.6057659267682e-06f), -0.00019809596638885289f);
        s = Simd16.Fma(s, z, 0.008333066166474602f);
        s = Simd16.Fma(s, z, -0.16666659547574683f);
        Vector512<float> value = Simd16.Fma(s * z, r, r);
        // The sum would lose the sign of -0, and sin(-0) is -0.
        return turn == 0 ? Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), x, value) : value;
    }

    // The angle minus the nearest multiple of π, which for a cosine starts at π/2, with the sign that the sine of this
    // multiple has.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Rest(Vector512<double> x, long turn)
    {
        Vector512<double> rounder = Vector512.Create(Simd8.Rounder),
            shifted = (turn == 0 ? x * (1 / Math.PI) : Simd8.Fma(x, 1 / Math.PI, Vector512.Create(-0.5))) + rounder;
        Vector512<double> halves = shifted - rounder;
        if (turn != 0)
            halves += Vector512.Create(0.5);
        Vector512<double> r = Simd8.Fma(halves, -1.2246467991473532e-16, Simd8.Fma(halves, -Math.PI, x));
        return r ^ (shifted.AsInt64() + Vector512.Create(turn) << 63).AsDouble();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WithFar<TDouble>(Vector512<float> x, Vector512<float> near, out Vector512<float> result)
        where TDouble : struct, IDoubleFunction
    {
        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(x);
        Vector512<float> far = Vector512.Narrow(Simd8.Call<TDouble>(low), Simd8.Call<TDouble>(high)),
            limit = Vector512.Create((float)SineCosine.Farthest);
        result = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.Abs(x), limit), near, far);
    }
}

/// <inheritdoc cref="SingleTurn"/>
[AlsoInHalves]
internal readonly partial struct SingleSine : ISingleFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x) => SingleTurn.Of<Sin>(x, 0);
}

/// <inheritdoc cref="SingleTurn"/>
[AlsoInHalves]
internal readonly partial struct SingleCosine : ISingleFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x) => SingleTurn.Of<Cos>(x, 1);
}
