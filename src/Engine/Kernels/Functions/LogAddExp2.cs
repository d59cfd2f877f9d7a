using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes the greater number plus log2(1 + 2^-d), where d is its distance from the other: nothing overflows.
/// </summary>
internal readonly struct LogAddExp2 : IFloatBinaryKernel
{
    private const double Log2E = 1.4426950408889634;

    public static bool HasVector => false;

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
}
