using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes the greater number plus log(1 + e^-d), where d is its distance from the other: nothing overflows.
/// </summary>
[AlsoInHalves]
internal readonly partial struct LogAddExp : IFloatBinaryKernel, IDoublePairFunction
{
    private const double Ln2 = 0.6931471805599453,
        Ln2Low = 2.3190468138462996e-17;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double x = double.CreateTruncating(a),
            y = double.CreateTruncating(b);
        return T.CreateTruncating(
            x == y ? Twice(x) : Math.Max(x, y) + double.CreateTruncating(Log1p.Invoke(Math.Exp(-Math.Abs(x - y))))
        );
    }

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<LogAddExp, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> a, Vector512<double> b)
    {
        Vector512<double> value = Vector512.Max(a, b) + Call<Log1p>(Call<Exp>(-Vector512.Abs(a - b)));
        Vector512<double> twice = TwoSum(a, Vector512.Create(Ln2), out Vector512<double> lost);
        twice = Select(Below(Vector512.Abs(a), 1), twice + (lost + Vector512.Create(Ln2Low)), twice);
        return Select(Vector512.Equals(a, b), twice, value);
    }

    // Near -ln 2 the sum is small, and its rounding error is a large part of it.
    private static double Twice(double x)
    {
        double sum = x + Ln2;
        return Math.Abs(x) < 1 ? sum + (Ln2 - (sum - x) + Ln2Low) : sum;
    }
}
