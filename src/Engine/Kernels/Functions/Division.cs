using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes the quotient rounded down and the remainder, which has the divisor's sign, as Python does. Both are 0 for a
/// division by an integer 0, and nothing traps.
/// </summary>
/// <remarks>
/// For floats the remainder is subtracted before the division and the quotient is then rounded, so quotient × divisor +
/// remainder gives the dividend back. Signs of 0 as in NumPy.
/// </remarks>
[AlsoInHalves]
internal readonly partial struct FloorDivide : INumericBinaryKernel, IDoublePairFunction, IQuotient
{
    public static bool HasVector<T>() => Division.HasVector<T>();

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return (T)(object)Float((double)(object)a, (double)(object)b);
        if (typeof(T) == typeof(float))
            return (T)(object)Float((float)(object)a, (float)(object)b);
        if (T.IsZero(b))
            return T.Zero;
        // Dividing the least integer by -1 would trap.
        if (Division.IsMinusOne(b))
            return -a;
        T quotient = a / b;
        return T.IsNegative(a) != T.IsNegative(b) && quotient * b != a ? quotient - T.One : quotient;
    }

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Division.Apply<FloorDivide, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfIntegers(Vector512<double> a, Vector512<double> b)
    {
        return Vector512.Floor(a / b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> zero = Vector512<double>.Zero,
            exact = a / b,
            rest = Division.Rest(a, b),
            quotient = (a - rest) / b;
        quotient -=
            Vector512.AndNot(
                Vector512.LessThan((rest ^ b).AsInt64(), Vector512<long>.Zero).AsDouble(),
                Vector512.Equals(rest, zero)
            ) & Vector512<double>.One;
        Vector512<double> whole = Vector512.Floor(quotient);
        whole += Above(quotient - whole, 0.5) & Vector512<double>.One;
        whole = Select(Vector512.Equals(quotient, zero), SignOf(exact), whole);
        whole = Select(Vector512.Equals(b, zero), exact, whole);
        return Select(Vector512.Equals(whole, whole), whole, double.NaN);
    }

    private static T Float<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsZero(b))
            return a / b;
        T rest = a % b,
            quotient = (a - rest) / b;
        if (!T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b))
            quotient -= T.One;
        if (T.IsZero(quotient))
            return T.CopySign(T.Zero, a / b);
        T whole = T.Floor(quotient);
        return quotient - whole > T.CreateTruncating(0.5) ? whole + T.One : whole;
    }
}

/// <inheritdoc cref="FloorDivide"/>
[AlsoInHalves]
internal readonly partial struct Remainder : INumericBinaryKernel, IDoublePairFunction, IQuotient
{
    public static bool HasVector<T>() => Division.HasVector<T>();

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return (T)(object)Float((double)(object)a, (double)(object)b);
        if (typeof(T) == typeof(float))
            return (T)(object)Float((float)(object)a, (float)(object)b);
        if (T.IsZero(b) || Division.IsMinusOne(b))
            return T.Zero;
        T rest = a % b;
        return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
    }

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Division.Apply<Remainder, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfIntegers(Vector512<double> a, Vector512<double> b)
    {
        return Fma(-Vector512.Floor(a / b), b, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> zero = Vector512<double>.Zero,
            rest = Division.Rest(a, b);
        Vector512<double> other = Vector512.LessThan((rest ^ b).AsInt64(), Vector512<long>.Zero).AsDouble();
        return Select(
            Vector512.Equals(rest, zero),
            SignOf(b),
            Select(other & Vector512.Equals(rest, rest), rest + b, rest)
        );
    }

    private static T Float<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rest = a % b;
        if (T.IsZero(rest))
            return T.CopySign(T.Zero, b);
        return T.IsNegative(rest) != T.IsNegative(b) && !T.IsNaN(rest) ? rest + b : rest;
    }
}

/// <summary>Computes C's remainder, which has the dividend's sign.</summary>
[AlsoInHalves]
internal readonly partial struct FMod : INumericBinaryKernel, IDoublePairFunction, IQuotient
{
    public static bool HasVector<T>() => Division.HasVector<T>();

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double) || typeof(T) == typeof(float))
            return a % b;
        return T.IsZero(b) || Division.IsMinusOne(b) ? T.Zero : a % b;
    }

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Division.Apply<FMod, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfIntegers(Vector512<double> a, Vector512<double> b)
    {
        return Fma(-Vector512.Truncate(a / b), b, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> a, Vector512<double> b)
    {
        return Division.Rest(a, b);
    }
}

[AlsoInHalves]
internal static partial class Division
{
    public static bool IsMinusOne<T>(T x)
        where T : unmanaged, INumber<T> => T.IsNegative(x) && T.IsZero(x + T.One);

    /// <summary>True if numbers of the type are divided several at a time.</summary>
    public static bool HasVector<T>() =>
        typeof(T) == typeof(double) || typeof(T) == typeof(float) || IntegerDivision.Takes<T>();

    /// <summary>Divides floats as they are, and integers as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply<TKernel, T>(Vector512<T> a, Vector512<T> b)
        where TKernel : struct, INumericBinaryKernel, IDoublePairFunction, IQuotient
        where T : unmanaged, INumber<T>
    {
        return IntegerDivision.Takes<T>() ? IntegerDivision.Apply<TKernel, T>(a, b) : Simd8.Apply<TKernel, T>(a, b);
    }

    private const double Most = 1L << 52;

    /// <summary>
    /// Returns the remainder of a division rounded towards 0. If the quotient is below 2^52, a fused operation
    /// subtracts its integer part times the divisor exactly; the quotient may have been rounded up to an integer, and
    /// then the divisor is added back, also exactly. Larger quotients use the scalar operation.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Rest(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> quotient = a / b,
            less = Vector512.LessThan(Vector512.Abs(a), Vector512.Abs(b));
        Vector512<double> rest = Fma(-Vector512.Truncate(quotient), b, a);
        rest +=
            Vector512.LessThan((rest ^ a).AsInt64(), Vector512<long>.Zero).AsDouble()
            & ~Vector512.Equals(rest, Vector512<double>.Zero)
            & (Vector512.Abs(b) ^ SignOf(a));
        rest = Select(less, a, rest);
        rest = Select(Vector512.Equals(rest, Vector512<double>.Zero), SignOf(a), rest);
        Vector512<double> far = Vector512.GreaterThanOrEqual(Vector512.Abs(quotient), Vector512.Create(Most));
        if (far.AsInt64() != Vector512<long>.Zero)
            rest = WithFar(a, b, far, rest);
        // The compiler is free to return either operand's NaN, so one NaN is returned for all.
        return Select(Vector512.Equals(rest, rest), rest, double.NaN);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<double> WithFar(
        Vector512<double> a,
        Vector512<double> b,
        Vector512<double> far,
        Vector512<double> result
    )
    {
        for (int i = 0; i < Vector512<double>.Count; i++)
        {
            if (far.AsInt64()[i] != 0)
                result = result.WithElement(i, a[i] % b[i]);
        }

        return result;
    }
}
