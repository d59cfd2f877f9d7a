using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Rounds to a number of decimals as NumPy does: multiplied by a power of ten, rounded to the nearest integer (half to
/// even), and divided again.
/// </summary>
/// <remarks>
/// Negative decimals round to tens, hundreds and so on. Integers are unchanged if the decimals are not negative.
/// </remarks>
internal readonly struct Round : INumericBinaryKernel
{
    // The powers of ten that float64 holds exactly.
    private static ReadOnlySpan<double> Exact =>
        [
            1,
            1e1,
            1e2,
            1e3,
            1e4,
            1e5,
            1e6,
            1e7,
            1e8,
            1e9,
            1e10,
            1e11,
            1e12,
            1e13,
            1e14,
            1e15,
            1e16,
            1e17,
            1e18,
            1e19,
            1e20,
            1e21,
            1e22,
        ];

    public static bool HasVector<T>() => typeof(T) == typeof(double) || typeof(T) == typeof(float);

    public static T Invoke<T>(T x, T decimals)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return (T)(object)OfDouble((double)(object)x, (double)(object)decimals);
        if (typeof(T) == typeof(float))
            return (T)(object)(float)OfDouble((float)(object)x, (float)(object)decimals);
        return T.IsNegative(decimals) ? OfInteger(x, decimals) : x;
    }

    // The decimals are nearly always the same number for all elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> decimals)
        where T : unmanaged, INumber<T>
    {
        T first = decimals[0];
        if (T.Abs(first) < T.CreateTruncating(Exact.Length - 1) && decimals == Vector512.Create(first))
        {
            double scale = Exact[(int)Math.Abs(Math.Round(double.CreateTruncating(first)))];
            bool divides = T.IsNegative(first);
            if (typeof(T) == typeof(double))
                return OfDoubles(x.AsDouble(), scale, divides).As<double, T>();
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(x.AsSingle());
            return Vector512.Narrow(OfDoubles(low, scale, divides), OfDoubles(high, scale, divides)).As<float, T>();
        }
        for (int i = 0; i < Vector512<T>.Count; i++)
            x = x.WithElement(i, Invoke(x[i], decimals[i]));
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> OfDoubles(Vector512<double> x, double scale, bool divides)
    {
        Vector512<double> scaled = divides ? x / scale : x * scale,
            whole = Vector512.Round(scaled),
            back = divides ? whole * scale : whole / scale;
        return Vector512.ConditionalSelect(Vector512.IsFinite(scaled), back, x);
    }

    private static double OfDouble(double x, double decimals)
    {
        if (double.IsNaN(decimals))
            return decimals;
        double power = Math.Abs(Math.Round(decimals)),
            scale = power < Exact.Length ? Exact[(int)power] : Math.Pow(10, power),
            scaled = decimals < 0 ? x / scale : x * scale;
        if (!double.IsFinite(scaled))
            return x;
        double whole = Math.Round(scaled);
        return decimals < 0
            ? double.IsInfinity(scale)
                ? Math.CopySign(0, x)
                : whole * scale
            : whole / scale;
    }

    private static T OfInteger<T>(T x, T decimals)
        where T : unmanaged, INumber<T>
    {
        Int128 value = Int128.CreateTruncating(x),
            scale = 1;
        for (T i = decimals; T.IsNegative(i); i++)
        {
            scale *= 10;
            if (scale > ulong.MaxValue)
                return T.Zero;
        }
        (Int128 quotient, Int128 rest) = Int128.DivRem(value, scale);
        Int128 twice = 2 * Int128.Abs(rest);
        if (twice > scale || twice == scale && Int128.IsOddInteger(quotient))
            quotient += Int128.Sign(value);
        return T.CreateTruncating(quotient * scale);
    }
}
