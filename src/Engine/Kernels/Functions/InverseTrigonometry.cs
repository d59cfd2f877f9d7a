using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Arcsin : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asin(x);
}

internal readonly struct Arccos : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acos(x);
}

internal readonly struct Arctan : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan(x);
}
