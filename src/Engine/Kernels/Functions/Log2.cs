using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// The exponent plus the natural logarithm of the fraction, in two parts, times 1 / ln 2 in two parts; powers of two
/// are exact.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Log2 : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Scalar(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Log2, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> fraction = Logarithm.SplitAny(x, out Vector512<double> k);
        Vector512<double> high = Logarithm.InTwoParts(fraction - Vector512<double>.One, out Vector512<double> low);
        Vector512<double> part = TwoProduct(high, Vector512.Create(1.4426950408889634), out Vector512<double> lost);
        Vector512<double> sum = FastTwoSum(k, part, out Vector512<double> rest);
        return Logarithm.AtEdges(
            x,
            Vector512<double>.Zero,
            sum + (rest + Fma(low, 1.4426950408889634, Fma(high, 2.0355273740931033e-17, lost)))
        );
    }

    // The type parameter T has two functions of this name.
    private static T Scalar<T>(T x)
        where T : ILogarithmicFunctions<T> => T.Log2(x);
}
