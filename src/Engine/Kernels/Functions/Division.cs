using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>The quotient rounded down, and what it leaves, which has the divisor's sign: Python's pair. By an integer 0 both are 0, and nothing traps.</summary>
/// <remarks>For floats the quotient is taken of what is divisible, then rounded; so quotient × divisor + remainder gives the dividend back. Signs of 0 as in NumPy.</remarks>
internal readonly struct FloorDivide : INumericBinaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double)) return (T)(object)Float((double)(object)a, (double)(object)b);
        if (typeof(T) == typeof(float)) return (T)(object)Float((float)(object)a, (float)(object)b);
        if (T.IsZero(b)) return T.Zero;
        // The least integer by -1 would trap.
        if (Division.IsMinusOne(b)) return -a;
        T quotient = a / b;
        return T.IsNegative(a) != T.IsNegative(b) && quotient * b != a ? quotient - T.One : quotient;
    }

    private static T Float<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsZero(b)) return a / b;
        T rest = a % b, quotient = (a - rest) / b;
        if (!T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b)) quotient -= T.One;
        if (T.IsZero(quotient)) return T.CopySign(T.Zero, a / b);
        T whole = T.Floor(quotient);
        return quotient - whole > T.CreateTruncating(0.5) ? whole + T.One : whole;
    }
}

/// <inheritdoc cref="FloorDivide"/>
internal readonly struct Remainder : INumericBinaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double)) return (T)(object)Float((double)(object)a, (double)(object)b);
        if (typeof(T) == typeof(float)) return (T)(object)Float((float)(object)a, (float)(object)b);
        if (T.IsZero(b) || Division.IsMinusOne(b)) return T.Zero;
        T rest = a % b;
        return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
    }

    private static T Float<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rest = a % b;
        if (T.IsZero(rest)) return T.CopySign(T.Zero, b);
        return T.IsNegative(rest) != T.IsNegative(b) && !T.IsNaN(rest) ? rest + b : rest;
    }
}

/// <summary>C's remainder, which has the dividend's sign.</summary>
internal readonly struct FMod : INumericBinaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double) || typeof(T) == typeof(float)) return a % b;
        return T.IsZero(b) || Division.IsMinusOne(b) ? T.Zero : a % b;
    }
}

internal static class Division
{
    public static bool IsMinusOne<T>(T x) where T : unmanaged, INumber<T> => T.IsNegative(x) && T.IsZero(x + T.One);
}
