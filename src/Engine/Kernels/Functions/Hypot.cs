using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes the square root of the sum of squares in two parts, of numbers scaled to near 1 by a power of two. Infinite
/// if either operand is, even if the other is NaN.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Hypot : IFloatBinaryKernel, IDoublePairFunction
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Hypot(a, b);

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Hypot, T>(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> a, Vector512<double> b)
    {
        a = Vector512.Abs(a);
        b = Vector512.Abs(b);
        Vector512<double> infinity = Vector512.Create(double.PositiveInfinity),
            over = Vector512.GreaterThan(b, a),
            x = Select(over, b, a),
            y = Select(over, a, b);
        const double Down = 7.60436626518064e-211,
            Up = 1.3150339753870934e+210;
        Vector512<double> large = Above(x, 1e150),
            small = Below(x, 1e-150),
            scale = Select(large, Down, Select(small, Up, Vector512<double>.One)),
            back = Select(large, Up, Select(small, Down, Vector512<double>.One));
        x *= scale;
        y *= scale;
        Vector512<double> first = TwoProduct(x, x, out Vector512<double> firstLow),
            second = TwoProduct(y, y, out Vector512<double> secondLow);
        Vector512<double> sum = FastTwoSum(first, second, out Vector512<double> low),
            root = Vector512.Sqrt(sum);
        Vector512<double> rest = (Fma(-root, root, sum) + (low + (firstLow + secondLow))) / (root + root);
        // For zeros there is no rest.
        Vector512<double> value = Select(Is(sum, 0), root, root + rest) * back;
        return Select(Vector512.Equals(a, infinity) | Vector512.Equals(b, infinity), infinity, value);
    }
}
