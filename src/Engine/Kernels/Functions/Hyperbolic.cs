using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Sinh : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sinh(x);
}

internal readonly struct Cosh : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cosh(x);
}

internal readonly struct Tanh : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tanh(x);
}

internal readonly struct Arcsinh : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asinh(x);
}

internal readonly struct Arccosh : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acosh(x);
}

internal readonly struct Arctanh : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atanh(x);
}
