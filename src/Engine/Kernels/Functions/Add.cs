using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Add : INumericBinaryKernel
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => a + b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => a + b;
}
