using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// A function of doubles that treats each lane on its own and without a branch: a value never depends on its
/// neighbours. It is written on eight lanes; the form on four is the same text (<see cref="AlsoInHalvesAttribute"/>).
/// </summary>
internal interface IDoubleFunction
{
    static abstract Vector512<double> Of(Vector512<double> x);

    static abstract Vector256<double> Of(Vector256<double> x);
}

/// <summary>A function of pairs of doubles.</summary>
internal interface IDoublePairFunction
{
    static abstract Vector512<double> Of(Vector512<double> a, Vector512<double> b);

    static abstract Vector256<double> Of(Vector256<double> a, Vector256<double> b);
}

/// <summary>Arithmetic on eight doubles, with which the kernels are written.</summary>
[AlsoInHalves]
internal static partial class Simd8
{
    /// <summary>Added to a number below 2⁵¹, it leaves the nearest integer in the low bits.</summary>
    public const double Rounder = 6755399441055744.0;

    /// <summary>
    /// Applies the function in doubles; floats are widened, so that their result is accurate to little more than half
    /// an ulp.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply<TFunction, T>(Vector512<T> x)
        where TFunction : struct, IDoubleFunction
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
            return Call<TFunction>(x.AsDouble()).As<double, T>();
        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(x.AsSingle());
        return Vector512.Narrow(Call<TFunction>(low), Call<TFunction>(high)).As<float, T>();
    }

    /// <inheritdoc cref="Apply{TFunction, T}(Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply<TFunction, T>(Vector512<T> a, Vector512<T> b)
        where TFunction : struct, IDoublePairFunction
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
            return Call<TFunction>(a.AsDouble(), b.AsDouble()).As<double, T>();
        (Vector512<double> aLow, Vector512<double> aHigh) = Vector512.Widen(a.AsSingle());
        (Vector512<double> bLow, Vector512<double> bHigh) = Vector512.Widen(b.AsSingle());
        return Vector512.Narrow(Call<TFunction>(aLow, bLow), Call<TFunction>(aHigh, bHigh)).As<float, T>();
    }

    /// <summary>
    /// Calls the function; on machines without such wide vectors, on one half of the lanes after the other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Call<TFunction>(Vector512<double> x)
        where TFunction : struct, IDoubleFunction =>
        Vector512.IsHardwareAccelerated
            ? TFunction.Of(x)
            : Vector512.Create(Call<TFunction>(x.GetLower()), Call<TFunction>(x.GetUpper()));

    /// <inheritdoc cref="Call{TFunction}(Vector512{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Call<TFunction>(Vector512<double> a, Vector512<double> b)
        where TFunction : struct, IDoublePairFunction =>
        Vector512.IsHardwareAccelerated
            ? TFunction.Of(a, b)
            : Vector512.Create(
                Call<TFunction>(a.GetLower(), b.GetLower()),
                Call<TFunction>(a.GetUpper(), b.GetUpper())
            );

    // Not inlined: with several copies inlined, a function would be more than the JIT compiles as one.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<double> Call<TFunction>(Vector256<double> x)
        where TFunction : struct, IDoubleFunction => TFunction.Of(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<double> Call<TFunction>(Vector256<double> a, Vector256<double> b)
        where TFunction : struct, IDoublePairFunction => TFunction.Of(a, b);

    /// <summary>Returns a × b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Fma(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    /// <inheritdoc cref="Fma(Vector512{double}, Vector512{double}, Vector512{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Fma(Vector512<double> a, Vector512<double> b, double c) =>
        Vector512.FusedMultiplyAdd(a, b, Vector512.Create(c));

    /// <inheritdoc cref="Fma(Vector512{double}, Vector512{double}, Vector512{double})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Fma(Vector512<double> a, double b, Vector512<double> c) =>
        Vector512.FusedMultiplyAdd(a, Vector512.Create(b), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Select(Vector512<double> test, Vector512<double> yes, Vector512<double> no) =>
        Vector512.ConditionalSelect(test, yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Select(Vector512<double> test, double yes, Vector512<double> no) =>
        Vector512.ConditionalSelect(test, Vector512.Create(yes), no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Select(Vector512<double> test, Vector512<double> yes, double no) =>
        Vector512.ConditionalSelect(test, yes, Vector512.Create(no));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Above(Vector512<double> x, double limit) =>
        Vector512.GreaterThan(x, Vector512.Create(limit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Below(Vector512<double> x, double limit) =>
        Vector512.LessThan(x, Vector512.Create(limit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Is(Vector512<double> x, double value) =>
        Vector512.Equals(x, Vector512.Create(value));

    /// <summary>Clamps x to ±limit; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Within(Vector512<double> x, double limit)
    {
        x = Select(Above(x, limit), limit, x);
        return Select(Below(x, -limit), -limit, x);
    }

    /// <summary>Returns the sign bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SignOf(Vector512<double> x) => x & Vector512.Create(-0.0);

    /// <summary>Returns 2^n, for n within the exponents of normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowerOfTwo(Vector512<long> n) => (n + Vector512.Create(1023L) << 52).AsDouble();

    /// <summary>Returns the sum of two numbers and its rounding error (Knuth 1969, section 4.2.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> TwoSum(Vector512<double> a, Vector512<double> b, out Vector512<double> lost)
    {
        Vector512<double> sum = a + b,
            part = sum - a;
        lost = a - (sum - part) + (b - part);
        return sum;
    }

    /// <summary>Returns the same if |a| ≥ |b| or a is 0 (Dekker 1971).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> FastTwoSum(Vector512<double> a, Vector512<double> b, out Vector512<double> lost)
    {
        Vector512<double> sum = a + b;
        lost = b - (sum - a);
        return sum;
    }

    /// <summary>Returns the product of two numbers and its rounding error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> TwoProduct(Vector512<double> a, Vector512<double> b, out Vector512<double> lost)
    {
        Vector512<double> product = a * b;
        lost = Fma(a, b, -product);
        return product;
    }
}
