using System.Numerics;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

// A count that is negative or not less than the width shifts all bits out, as in NumPy; C# would take it modulo the
// width.
internal readonly struct LeftShift : IIntegerBinaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T> => Shifts.IsWithin(b) ? a << int.CreateTruncating(b) : T.Zero;
}

internal readonly struct RightShift : IIntegerBinaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T> =>
        Shifts.IsWithin(b) ? a >> int.CreateTruncating(b)
        : T.IsNegative(a) ? -T.One
        : T.Zero;
}

internal static class Shifts
{
    public static unsafe bool IsWithin<T>(T count)
        where T : unmanaged, IBinaryInteger<T> => !T.IsNegative(count) && count < T.CreateTruncating(8 * sizeof(T));
}
