using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Log2 : IFloatUnaryKernel
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Scalar(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? Vector512.Log2(x.AsDouble()).As<double, T>() : Vector512.Log2(x.AsSingle()).As<float, T>();

    // T alone has two functions of this name.
    private static T Scalar<T>(T x) where T : ILogarithmicFunctions<T> => T.Log2(x);
}
