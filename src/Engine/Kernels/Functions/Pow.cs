using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>Integers stay integers and wrap. A negative exponent, which NumPy refuses, gives the whole part of the true power: 0, but ±1 for a base of ±1.</summary>
internal readonly struct Pow : INumericBinaryKernel
{
    public static T Invoke<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double)) return (T)(object)Float((double)(object)a, (double)(object)b);
        if (typeof(T) == typeof(float)) return (T)(object)Float((float)(object)a, (float)(object)b);
        return Integer(a, b);
    }

    // The exponent is mostly one number for all.
    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T>
    {
        if (b == Vector512.Create(T.CreateTruncating(2))) return a * a;
        for (int i = 0; i < Vector512<T>.Count; i++) a = a.WithElement(i, Invoke(a[i], b[i]));
        return a;
    }

    // Decided by the value alone, so that the bits do not depend on the neighbours.
    private static T Float<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T two = T.One + T.One;
        if (b == two) return a * a;
        if (b == T.One) return a;
        if (b == two + T.One) return a * a * a;
        return T.Pow(a, b);
    }

    private static T Integer<T>(T a, T b) where T : unmanaged, INumber<T>
    {
        if (T.IsNegative(b))
        {
            if (a == T.One) return a;
            if (T.IsNegative(a) && a + T.One == T.Zero) return T.IsOddInteger(b) ? a : T.One;
            return T.Zero;
        }
        T two = T.One + T.One, power = T.One;
        while (b != T.Zero)
        {
            if (T.IsOddInteger(b)) power *= a;
            a *= a;
            b /= two;
        }
        return power;
    }
}
