using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>Computes e^x - 1 as 2^n (e^r - 1) + (2^n - 1), with e^r - 1 in two parts; accurate near 0.</summary>
[AlsoInHalves]
internal readonly partial struct Expm1 : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(Scalar(double.CreateTruncating(x)));

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Expm1, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        // At 710 the result is infinite already, at -60 it is -1; 2^n is halved until the end, since it may be 2^1024.
        Vector512<double> near = Select(Below(x, -60), -60.0, Select(Above(x, 710), 710.0, x));
        Vector512<double> r = Exponential.Reduce(near, out _, out Vector512<long> n);
        Vector512<double> high = FastTwoSum(r, r * r * Exponential.Tail(r), out Vector512<double> low);
        Vector512<double> half = PowerOfTwo(n - Vector512<long>.One),
            sum = TwoSum(half - Vector512.Create(0.5), half * high, out Vector512<double> lost);
        Vector512<double> value = (sum + Fma(half, low, lost)) * 2.0;
        return Select(Below(Vector512.Abs(x), 1e-18), x, value);
    }

    // The error of the rounded e^x is divided out again. Source: Kahan's note in Higham, "Accuracy and Stability of
    // Numerical Algorithms" (2002), section 1.14.1, algorithm 2.
    private static double Scalar(double x)
    {
        double power = Math.Exp(x);
        if (!(Math.Abs(x) <= 1))
            return power - 1;
        return power == 1 ? x : (power - 1) * x / Math.Log(power);
    }
}
