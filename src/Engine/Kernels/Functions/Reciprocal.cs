using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// For integers, the integer part: 0 except for ±1; the reciprocal of 0 is 0, as after an integer division by 0.
/// </summary>
internal readonly struct Reciprocal : INumericUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(double) || typeof(T) == typeof(float) || !T.IsZero(x) ? T.One / x : T.Zero;
}
