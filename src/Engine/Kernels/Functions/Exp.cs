using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using Gchunk.Engine.Kernels.Singles;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <inheritdoc cref="Exponential"/>
[AlsoInHalves]
internal readonly partial struct Exp : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Exp(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => SingleFunctions.Apply<SingleExponential, Exp, T>(x);

    // Beyond ±1000 the result is 0 or infinite already.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x) => Exponential.Of(Within(x, 1000), Vector512<double>.Zero);
}
