using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Rint : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Round(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double)
            ? Vector512.Round(x.AsDouble()).As<double, T>()
            : Vector512.Round(x.AsSingle()).As<float, T>();
}
