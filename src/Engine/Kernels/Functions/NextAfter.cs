using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct NextAfter : IFloatBinaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(a) || T.IsNaN(b) ? T.NaN
        : a < b ? T.BitIncrement(a)
        : a > b ? T.BitDecrement(a)
        : b;
}
