using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;
using static Gchunk.Engine.Kernels.Functions.Simd8;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// Computes the sine over the cosine, each in two parts, swapped in odd quadrants; reduced as in
/// <see cref="SineCosine"/>.
/// </summary>
[AlsoInHalves]
internal readonly partial struct Tan : IFloatUnaryKernel, IDoubleFunction
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tan(x);

    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Apply<Tan, T>(x);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> result = Near(x);
        if (Vector512.LessThanOrEqualAll(Vector512.Abs(x), Vector512.Create(SineCosine.Farthest)))
            return result;
        // A variable of its own, as for the sine.
        WithFar(x, result, out Vector512<double> far);
        return far;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Near(Vector512<double> x)
    {
        Vector512<double> r = SineCosine.Reduce(x, out Vector512<long> quadrant, out Vector512<double> low),
            z = r * r;
        Vector512<double> sine = FastTwoSum(r, Fma(SineCosine.SineTail(z) * z, r, low), out Vector512<double> sineLow);
        Vector512<double> one = Vector512<double>.One,
            half = z * 0.5,
            main = one - half,
            rest = one - main - half + Fma(-r, low, Fma(SineCosine.CosineTail(z), z * z, Fma(r, r, -z) * -0.5));
        Vector512<double> cosine = FastTwoSum(main, rest, out Vector512<double> cosineLow);
        Vector512<double> odd = (-(quadrant & Vector512<long>.One)).AsDouble();
        Vector512<double> up = Select(odd, -cosine, sine),
            upLow = Select(odd, -cosineLow, sineLow),
            down = Select(odd, sine, cosine),
            downLow = Select(odd, sineLow, cosineLow);
        Vector512<double> inverse = Vector512<double>.One / down,
            quotient = up * inverse;
        Vector512<double> value = Fma(Fma(-quotient, down, up) + (upLow - quotient * downLow), inverse, quotient);
        return Select(Below(Vector512.Abs(x), 1e-9), x, value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WithFar(Vector512<double> x, Vector512<double> near, out Vector512<double> result)
    {
        result = near;
        for (int i = 0; i < Vector512<double>.Count; i++)
        {
            if (!(Math.Abs(x[i]) <= SineCosine.Farthest))
                result = result.WithElement(i, Math.Tan(x[i]));
        }
    }
}
