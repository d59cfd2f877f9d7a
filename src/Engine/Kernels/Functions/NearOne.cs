using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

// e^x - 1 without the cancellation near 0: the error of the rounded e^x is divided out again. Source: Kahan's note in Higham, "Accuracy and Stability
// of Numerical Algorithms" (2002), section 1.14.1, algorithm 2.
internal readonly struct Expm1 : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(OfDouble(double.CreateTruncating(x)));

    private static double OfDouble(double x)
    {
        double power = Math.Exp(x);
        if (!(Math.Abs(x) <= 1)) return power - 1;
        return power == 1 ? x : (power - 1) * x / Math.Log(power);
    }
}

// log(1 + x) by the same device; section 1.14.1, problem 1.5.
internal readonly struct Log1p : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(OfDouble(double.CreateTruncating(x)));

    private static double OfDouble(double x)
    {
        double sum = 1 + x;
        if (sum == 1) return x;
        return double.IsFinite(sum) ? Math.Log(sum) * x / (sum - 1) : Math.Log(sum);
    }
}
