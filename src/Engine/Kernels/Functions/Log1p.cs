using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>Computes log(1 + x) and carries along the rounding error of 1 + x; accurate near 0.</summary>
[AlsoInHalves]
internal readonly partial struct Log1p : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(Scalar(double.CreateTruncating(x)));

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Log1p, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> value = OfSum(x, Vector512<double>.Zero, Vector512<double>.Zero);
        // Adding 0 would lose the sign of -0.
        return Select(
            Vector512.Equals(x, Vector512<double>.Zero),
            x,
            Logarithm.AtEdges(x, -Vector512<double>.One, value)
        );
    }

    /// <summary>Returns log(1 + x + low) + extra × ln 2, for x above -1 and a low part below an ulp of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OfSum(Vector512<double> x, Vector512<double> low, Vector512<double> extra)
    {
        Vector512<double> one = Vector512<double>.One,
            sum = TwoSum(one, x, out Vector512<double> lost);
        Vector512<double> fraction = Logarithm.Split(sum, out Vector512<double> k),
            f = fraction - one;
        // The rounding error divided by the sum: fraction / sum is the power of two that was removed, and the series is
        // accurate enough for 1 / fraction.
        Vector512<long> scale = (fraction.AsInt64() - sum.AsInt64()) + Vector512.Create(1023L << 52);
        Vector512<double> correction = (lost + low) * scale.AsDouble() * Fma(f, f - one, one);
        // The rounding error of a large sum is negligible, and the power of two may be too small for a double.
        return Logarithm.Of(f, k + extra, Vector512.AndNot(correction, Above(sum, 1e30)));
    }

    // The error of the rounded sum is divided out again. Source: Kahan's note in Higham, "Accuracy and Stability of
    // Numerical Algorithms" (2002), section 1.14.1, problem 1.5.
    private static double Scalar(double x)
    {
        double sum = 1 + x;
        if (sum == 1)
            return x;
        return double.IsFinite(sum) ? Math.Log(sum) * x / (sum - 1) : Math.Log(sum);
    }
}
