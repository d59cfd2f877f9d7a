using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

[AlsoInHalves]
internal readonly partial struct Equal : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => a == b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.Equals(a, b);
}

[AlsoInHalves]
internal readonly partial struct NotEqual : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => a != b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => ~Vector512.Equals(a, b);
}

[AlsoInHalves]
internal readonly partial struct Less : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => a < b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.LessThan(a, b);
}

[AlsoInHalves]
internal readonly partial struct LessEqual : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => a <= b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.LessThanOrEqual(a, b);
}

[AlsoInHalves]
internal readonly partial struct Greater : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => a > b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.GreaterThan(a, b);
}

[AlsoInHalves]
internal readonly partial struct GreaterEqual : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => a >= b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.GreaterThanOrEqual(a, b);
}
