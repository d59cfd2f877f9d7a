using System.Numerics;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal readonly struct Deg2Rad : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * Factor<T>();

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * Factor<T>();

    private static T Factor<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(Math.PI / 180);
}

internal readonly struct Rad2Deg : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * Factor<T>();

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => x * Factor<T>();

    private static T Factor<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(180 / Math.PI);
}

/// <inheritdoc cref="Deg2Rad"/>
internal readonly struct Radians : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Deg2Rad.Invoke(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Deg2Rad.Invoke(x);
}

/// <inheritdoc cref="Rad2Deg"/>
internal readonly struct Degrees : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Rad2Deg.Invoke(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Rad2Deg.Invoke(x);
}
