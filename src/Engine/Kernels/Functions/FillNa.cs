using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct FillNa : INumericBinaryKernel
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => T.IsNaN(a) ? b : a;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.ConditionalSelect(Vector512.Equals(a, a), a, b);
}
