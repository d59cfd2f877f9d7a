using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Equal : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a == b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.Equals(a, b);
}

internal readonly struct NotEqual : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a != b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => ~Vector512.Equals(a, b);
}

internal readonly struct Less : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a < b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.LessThan(a, b);
}

internal readonly struct LessEqual : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a <= b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.LessThanOrEqual(a, b);
}

internal readonly struct Greater : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a > b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.GreaterThan(a, b);
}

internal readonly struct GreaterEqual : IComparisonKernel
{
    public static bool Invoke<T>(T a, T b) where T : unmanaged, INumber<T> => a >= b;

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.GreaterThanOrEqual(a, b);
}
