using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

// IEEE 754's minimum: NaN wins, and -0 is less than 0.
internal readonly struct Minimum : INumericBinaryKernel
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => T.Min(a, b);

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.Min(a, b);
}

// IEEE 754's maximum.
internal readonly struct Maximum : INumericBinaryKernel
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => T.Max(a, b);

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.Max(a, b);
}

// IEEE 754's minimumNumber: NaN loses.
internal readonly struct FMin : INumericBinaryKernel
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => T.MinNumber(a, b);

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.MinNumber(a, b);
}

// IEEE 754's maximumNumber.
internal readonly struct FMax : INumericBinaryKernel
{
    public static T Invoke<T>(T a, T b)
        where T : unmanaged, INumber<T> => T.MaxNumber(a, b);

    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, INumber<T> => Vector512.MaxNumber(a, b);
}
