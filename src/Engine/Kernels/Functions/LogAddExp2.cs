using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes the greater number plus log2(1 + 2^-d), where d is its distance from the other: nothing overflows.
/// </summary>
[AlsoInHalves]
internal readonly partial struct LogAddExp2 : IFloatBinaryKernel, IDoublePairFunction
{
    private const double Log2E = 1.4426950408889634;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double x = double.CreateTruncating(a),
            y = double.CreateTruncating(b);
        return T.CreateTruncating(
            x == y
                ? x + 1
                : Math.Max(x, y) + Log2E * double.CreateTruncating(Log1p.Invoke(double.Exp2(-Math.Abs(x - y))))
        );
    }

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<LogAddExp2, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> value =
            Vector512.Max(a, b) + Vector512.Create(Log2E) * Call<Log1p>(Call<Exp2>(-Vector512.Abs(a - b)));
        return Select(Vector512.Equals(a, b), a + Vector512<double>.One, value);
    }
}
