using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// The distance from a number to the next one away from 0, with the number's sign: the difference of two floats whose
/// bits are neighbours.
/// </summary>
internal readonly struct Spacing : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsFinite(x) ? T.CopySign(T.BitIncrement(T.Abs(x)) - T.Abs(x), x) : T.NaN;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> size = Vector512.Abs(x),
            next = typeof(T) == typeof(double)
                ? (size.AsInt64() + Vector512<long>.One).As<long, T>()
                : (size.AsInt32() + Vector512<int>.One).As<int, T>();
        return Vector512.ConditionalSelect(
            Vector512.LessThan(size, Vector512.Create(T.PositiveInfinity)),
            Vector512.CopySign(next - size, x),
            Vector512.Create(T.NaN)
        );
    }
}
