using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// As <see cref="Log2"/>, with the base-10 logarithms of 2 and e; the first part of the former has 20 bits fewer, so
/// that its product with the exponent is exact.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Log10 : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Log10(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Log10, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> fraction = Logarithm.SplitAny(x, out Vector512<double> k);
        Vector512<double> high = Logarithm.InTwoParts(fraction - Vector512<double>.One, out Vector512<double> low);
        Vector512<double> part = TwoProduct(high, Vector512.Create(0.4342944819032518), out Vector512<double> lost);
        Vector512<double> sum = FastTwoSum(k * 0.30102999560767785, part, out Vector512<double> rest);
        return Logarithm.AtEdges(
            x,
            Vector512<double>.Zero,
            sum
                + (
                    rest
                    + Fma(
                        k,
                        5.630334806675098e-11,
                        Fma(low, 0.4342944819032518, Fma(high, 1.098319650216765e-17, lost))
                    )
                )
        );
    }
}
