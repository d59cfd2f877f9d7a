using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

// A count that is negative or not less than the width shifts all bits out, as in NumPy; C# would take it modulo the
// width. The processor's own shifts of vectors shift all bits out too.
internal readonly struct LeftShift : IIntegerBinaryKernel
{
    public static bool HasVector<T>() => Shifts.HasVector<T>();

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T> => Shifts.IsWithin(b) ? a << int.CreateTruncating(b) : T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryInteger<T> =>
        Unsafe.SizeOf<T>() == 8
            ? Avx512F.ShiftLeftLogicalVariable(a.AsUInt64(), b.AsUInt64()).As<ulong, T>()
            : Avx512F.ShiftLeftLogicalVariable(a.AsUInt32(), b.AsUInt32()).As<uint, T>();
}

internal readonly struct RightShift : IIntegerBinaryKernel
{
    public static bool HasVector<T>() => Shifts.HasVector<T>();

    public static T Invoke<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T> =>
        Shifts.IsWithin(b) ? a >> int.CreateTruncating(b)
        : T.IsNegative(a) ? -T.One
        : T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> a, Vector512<T> b)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(long))
            return Avx512F.ShiftRightArithmeticVariable(a.AsInt64(), b.AsUInt64()).As<long, T>();
        if (typeof(T) == typeof(int))
            return Avx512F.ShiftRightArithmeticVariable(a.AsInt32(), b.AsUInt32()).As<int, T>();
        return typeof(T) == typeof(ulong)
            ? Avx512F.ShiftRightLogicalVariable(a.AsUInt64(), b.AsUInt64()).As<ulong, T>()
            : Avx512F.ShiftRightLogicalVariable(a.AsUInt32(), b.AsUInt32()).As<uint, T>();
    }
}

internal static class Shifts
{
    public static bool HasVector<T>() => Avx512F.IsSupported && Unsafe.SizeOf<T>() >= 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWithin<T>(T count)
        where T : unmanaged, IBinaryInteger<T> => ulong.CreateTruncating(count) < (ulong)(8 * Unsafe.SizeOf<T>());
}
