using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <inheritdoc cref="Logarithm"/>
[AlsoInHalves]
internal readonly partial struct Log : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Log(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Log, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> fraction = Logarithm.SplitAny(x, out Vector512<double> k);
        return Logarithm.AtEdges(
            x,
            Vector512<double>.Zero,
            Logarithm.Of(fraction - Vector512<double>.One, k, Vector512<double>.Zero)
        );
    }
}
