using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>The normalized sine cardinal, as NumPy defines it: sin(y) / y for the rounded product y = π x.</summary>
[AlsoInHalves]
internal readonly partial struct Sinc : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double y = Math.PI * double.CreateTruncating(x);
        return T.CreateTruncating(y == 0 ? 1 : Math.Sin(y) / y);
    }

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Sinc, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> y = x * Vector512.Create(Math.PI);
        return Select(Is(y, 0), 1, Call<Sin>(y) / y);
    }
}
