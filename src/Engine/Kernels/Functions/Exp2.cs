using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes 2^x as 2^n e^(r ln 2), where n is the integer nearest to x and r is the difference, with ln 2 in two parts.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Exp2 : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Exp2(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Exp2, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        x = Within(x, 1500);
        Vector512<double> shifted = x + Vector512.Create(Rounder),
            part = x - (shifted - Vector512.Create(Rounder));
        Vector512<double> r = TwoProduct(part, Vector512.Create(0.6931471805599453), out Vector512<double> lost);
        Vector512<double> low = Fma(part, 2.3190468138462996e-17, lost),
            power = Vector512<double>.One + (Fma(r * r, Exponential.Tail(r), low) + r);
        return Exponential.Scale(power, shifted.AsInt64() - Vector512.Create(BitConverter.DoubleToInt64Bits(Rounder)));
    }
}
