using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Functions;

namespace Gchunk.Engine.Kernels.Singles;

/// <summary>
/// A function of floats that has a form of its own for float32: sixteen lanes instead of two times eight, and shorter
/// polynomials. Its results differ by one ulp at most from those computed in doubles.
/// </summary>
internal interface ISingleFunction
{
    static abstract Vector512<float> Of(Vector512<float> x);

    static abstract Vector256<float> Of(Vector256<float> x);
}

/// <summary>Calls functions of floats.</summary>
internal static class SingleFunctions
{
    /// <summary>Applies the function to floats, or the other one to doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply<TSingle, TDouble, T>(Vector512<T> x)
        where TSingle : struct, ISingleFunction
        where TDouble : struct, IDoubleFunction
        where T : unmanaged
    {
        if (typeof(T) != typeof(float))
            return Simd8.Apply<TDouble, T>(x);
        Vector512<float> singles = x.AsSingle();
        return (
            Vector512.IsHardwareAccelerated
                ? TSingle.Of(singles)
                : Vector512.Create(Half<TSingle>(singles.GetLower()), Half<TSingle>(singles.GetUpper()))
        ).As<float, T>();
    }

    /// <inheritdoc cref="Apply{TSingle, TDouble, T}(Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply<TSingle, TDouble, T>(Vector256<T> x)
        where TSingle : struct, ISingleFunction
        where TDouble : struct, IDoubleFunction
        where T : unmanaged =>
        typeof(T) == typeof(float) ? TSingle.Of(x.AsSingle()).As<float, T>() : Simd8.Apply<TDouble, T>(x);

    // Not inlined, as in Simd8.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Half<TSingle>(Vector256<float> x)
        where TSingle : struct, ISingleFunction => TSingle.Of(x);
}

/// <summary>Arithmetic on sixteen floats.</summary>
[AlsoInHalves]
internal static partial class Simd16
{
    /// <summary>Returns a × b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    /// <inheritdoc cref="Fma(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, float c) =>
        Vector512.FusedMultiplyAdd(a, b, Vector512.Create(c));

    /// <inheritdoc cref="Fma(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, float b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, Vector512.Create(b), c);

    /// <summary>Clamps x to ±limit; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Within(Vector512<float> x, float limit)
    {
        Vector512<float> high = Vector512.Create(limit),
            low = Vector512.Create(-limit);
        x = Vector512.ConditionalSelect(Vector512.GreaterThan(x, high), high, x);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, low), low, x);
    }
}
