using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// With x = m 8^k and m from 1 to 8: a polynomial approximation of m^(-1/3), two Newton-like iterations with further
/// terms of the series, and a last step with an exact residual.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Cbrt : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cbrt(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Cbrt, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> one = Vector512<double>.One,
            size = Vector512.Abs(x),
            small = Below(size, 2.2250738585072014e-308);
        Vector512<long> bits = Select(small, size * 18014398509481984.0, size).AsInt64();
        Vector512<double> fraction = (
            bits & Vector512.Create(0xFFFFFFFFFFFFFL) | Vector512.Create(1023L << 52)
        ).AsDouble();
        // The exponent is made positive by adding a multiple of three (54 is one too); its third is rounded down, and
        // the rest is kept.
        Vector512<double> e =
            ((bits >>> 52) + Vector512.Create(BitConverter.DoubleToInt64Bits(Rounder))).AsDouble()
            - Vector512.Create(Rounder);
        e -= small & Vector512.Create(54.0);
        Vector512<double> third =
                Fma(e, Vector512.Create(1 / 3.0), -1 / 3.0) + Vector512.Create(Rounder) - Vector512.Create(Rounder),
            left = Fma(third, -3.0, e);
        Vector512<double> m = fraction * Select(Is(left, 0), one, Select(Is(left, 1), 2.0, Vector512.Create(4.0)));

        Vector512<double> start = Vector512.Create(0.028590649465405172);
        start = Fma(start, fraction, -0.22123552045695402);
        start = Fma(start, fraction, 0.6954772760332387);
        start = Fma(start, fraction, -1.172874825157134);
        start = Fma(start, fraction, 1.6700047399527693);
        Vector512<double> y =
            start
            * Select(Is(left, 0), one, Select(Is(left, 1), 0.7937005259840998, Vector512.Create(0.6299605249474366)));
        Vector512<double> error = Fma(-m * y * y, y, one);
        y = Fma(y * error, Fma(error, Fma(error, 14 / 81.0, Vector512.Create(2 / 9.0)), 1 / 3.0), y);

        Vector512<double> root = m * y * y,
            square = TwoProduct(root, root, out Vector512<double> squareLow),
            cube = TwoProduct(square, root, out Vector512<double> cubeLow);
        Vector512<double> residue = m - cube - Fma(squareLow, root, cubeLow);
        root = Fma(residue * y * y, 1 / 3.0, root);
        // 341 is a third of 1023.
        Vector512<long> power =
            (third + Vector512.Create(Rounder)).AsInt64()
            - Vector512.Create(BitConverter.DoubleToInt64Bits(Rounder) + 341);
        Vector512<double> plain =
            Vector512.GreaterThan(size, Vector512<double>.Zero)
            & Vector512.LessThan(size, Vector512.Create(double.PositiveInfinity));
        return Select(plain, root * PowerOfTwo(power), size) | SignOf(x);
    }
}
