using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

// As in NumPy, the upper bound wins if it is below the lower one, and NaN in any operand gives NaN.
internal readonly struct Clip : INumericTernaryKernel
{
    public static T Invoke<T>(T x, T least, T most)
        where T : unmanaged, INumber<T> => T.Min(T.Max(x, least), most);

    public static Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> least, Vector512<T> most)
        where T : unmanaged, INumber<T> => Vector512.Min(Vector512.Max(x, least), most);
}
