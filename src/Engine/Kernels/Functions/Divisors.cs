using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Euclid's algorithm; the result is not negative, except for the least integer, which has no positive counterpart.
/// </summary>
internal readonly struct Gcd : IIntegerBinaryKernel
{
    public static bool HasVector<T>() => false;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T>
    {
        while (b != T.Zero)
            (a, b) = (b, Division.IsMinusOne(b) ? T.Zero : a % b);
        return T.IsNegative(a) ? -a : a;
    }
}

/// <summary>|a| / gcd × |b|, which wraps; 0 if either is 0.</summary>
internal readonly struct Lcm : IIntegerBinaryKernel
{
    public static bool HasVector<T>() => false;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T>
    {
        T gcd = Gcd.Invoke(a, b);
        if (gcd == T.Zero)
            return gcd;
        return (T.IsNegative(a) ? -a : a) / gcd * (T.IsNegative(b) ? -b : b);
    }
}
