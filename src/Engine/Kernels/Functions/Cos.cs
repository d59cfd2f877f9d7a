using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using Gchunk.Engine.Kernels.Singles;

namespace Gchunk.Engine.Kernels.Functions;

/// <inheritdoc cref="SineCosine"/>
[AlsoInHalves]
internal readonly partial struct Cos : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cos(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SingleFunctions.Apply<SingleCosine, Cos, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x) => SineCosine.Of(x, 1);
}
