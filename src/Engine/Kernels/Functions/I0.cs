using System.Numerics;
using Gchunk.Engine.Kernels.Rows;
using MathNet.Numerics;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// The modified Bessel function of the first kind, of order 0, by MathNet.Numerics: Chebyshev series below and above 8
/// (Clenshaw, "Chebyshev series for mathematical functions", National Physical Laboratory 1962).
/// </summary>
internal readonly struct I0 : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(x) ? x
        : T.IsInfinity(x) ? T.PositiveInfinity
        : T.CreateTruncating(SpecialFunctions.BesselI0(double.CreateTruncating(x)));
}
