using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Arctan2 : IFloatBinaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan2(a, b);
}
