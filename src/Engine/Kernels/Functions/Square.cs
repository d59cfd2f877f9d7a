using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Square : INumericUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> => x * x;

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, INumber<T> => x * x;
}
