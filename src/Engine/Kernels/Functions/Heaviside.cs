using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Heaviside : IFloatBinaryKernel
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        a > T.Zero ? T.One
        : a < T.Zero ? T.Zero
        : T.IsNaN(a) ? a
        : b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> zero = Vector512<T>.Zero,
            step = Vector512.GreaterThan(a, zero) & Vector512<T>.One;
        return Vector512.ConditionalSelect(
            Vector512.Equals(a, a),
            Vector512.ConditionalSelect(Vector512.Equals(a, zero), b, step),
            a
        );
    }
}
