using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>For arguments beyond 1: π/2 minus the arc tangent of 1 / x.</summary>
[AlsoInHalves]
internal readonly partial struct Arctan : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Arctan, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        // Beyond 10^17 the result is π/2 already.
        Vector512<double> one = Vector512<double>.One,
            size = Vector512.Abs(x),
            near = Select(Above(size, 1e17), 1e17, size),
            over = Vector512.GreaterThan(near, one);
        Vector512<double> value = Arcus.Tangent(
            Select(over, one, near),
            Select(over, near, one),
            over & Vector512.Create(2.0),
            Select(over, -1.0, one)
        );
        return Select(Below(size, 1e-9), size, value) | SignOf(x);
    }
}

/// <summary>
/// Computes the angle of the lesser coordinate over the greater one and mirrors it into its octant. Signs of 0 and
/// infinities as in IEEE 754.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Arctan2 : IFloatBinaryKernel, IDoublePairFunction
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan2(a, b);

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Arctan2, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> y, Vector512<double> x)
    {
        Vector512<double> one = Vector512<double>.One,
            zero = Vector512<double>.Zero,
            infinity = Vector512.Create(double.PositiveInfinity);
        Vector512<double> ay = Vector512.Abs(y),
            ax = Vector512.Abs(x),
            over = Vector512.GreaterThan(ay, ax);
        Vector512<double> up = Select(over, ax, ay),
            down = Select(over, ay, ax);
        // Two infinities count as two ones, two zeros as 0 over 1; very large and very small pairs are scaled so that
        // sums and their rounding errors are exact.
        Vector512<double> scale = Select(Above(down, 1e300), 1e-150, Select(Below(down, 1e-200), 1e150, one));
        up *= scale;
        down *= scale;
        Vector512<double> endless = Vector512.Equals(down, infinity);
        up = Select(endless, Select(Vector512.Equals(up, infinity), one, zero), up);
        down = Select(endless | Vector512.Equals(down, zero), one, down);
        Vector512<double> left = Vector512.LessThan(x.AsInt64(), Vector512<long>.Zero).AsDouble(),
            sign = Select(over ^ left, -1.0, one);
        Vector512<double> turn = Select(over, 2.0, left & Vector512.Create(4.0));
        Vector512<double> value = Arcus.Tangent(up, down, turn, sign);
        // A quotient that is too small to be split is the whole result.
        value = Select(Vector512.AndNot(Vector512.LessThan(ay, ax * 1e-9), left), ay / ax, value);
        value = Select(Vector512.Equals(x, x) & Vector512.Equals(y, y), value, double.NaN);
        return value | SignOf(y);
    }
}
