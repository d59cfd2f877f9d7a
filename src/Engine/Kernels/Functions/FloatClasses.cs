using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

[AlsoInHalves]
internal readonly partial struct IsNaN : IFloatPredicateKernel
{
    public static bool Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsNaN(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.IsNaN(x);
}

[AlsoInHalves]
internal readonly partial struct IsInf : IFloatPredicateKernel
{
    public static bool Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsInfinity(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.IsInfinity(x);
}

[AlsoInHalves]
internal readonly partial struct IsFinite : IFloatPredicateKernel
{
    public static bool Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsFinite(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.IsFinite(x);
}

[AlsoInHalves]
internal readonly partial struct SignBit : IFloatPredicateKernel
{
    public static bool Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsNegative(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector512.IsNegative(x);
}

[AlsoInHalves]
internal readonly partial struct IsPosInf : IFloatPredicateKernel
{
    public static bool Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsPositiveInfinity(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.Equals(x, Vector512.Create(T.PositiveInfinity));
}

[AlsoInHalves]
internal readonly partial struct IsNegInf : IFloatPredicateKernel
{
    public static bool Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsNegativeInfinity(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.Equals(x, Vector512.Create(T.NegativeInfinity));
}
