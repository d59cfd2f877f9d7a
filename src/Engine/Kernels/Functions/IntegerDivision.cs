using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>What a division of integers gives, computed from eight of them as doubles.</summary>
internal interface IQuotient
{
    /// <summary>Returns the result for integers below 2^52; no divisor is 0.</summary>
    static abstract Vector512<double> OfIntegers(Vector512<double> a, Vector512<double> b);

    /// <inheritdoc cref="OfIntegers(Vector512{double}, Vector512{double})"/>
    static abstract Vector256<double> OfIntegers(Vector256<double> a, Vector256<double> b);
}

/// <summary>Divides integers eight at a time. No processor has an instruction for that, but doubles are divided fast.</summary>
/// <remarks>
/// The integer part of a quotient of doubles is exact for integers a and b below 2^53: the quotient lies at least 1 / b
/// below the next integer, and could be rounded up to it only if a were greater than 2^53.
/// </remarks>
[AlsoInHalves]
internal static unsafe partial class IntegerDivision
{
    // Beyond it the elements are divided one by one.
    private const long Most = 1L << 52;

    /// <summary>True if integers of the type are divided several at a time on this machine.</summary>
    public static bool Takes<T>() =>
        Avx512DQ.IsSupported && (typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(int));

    /// <summary>Divides; the result is 0 where the divisor is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply<TKernel, T>(Vector512<T> a, Vector512<T> b)
        where TKernel : struct, IQuotient, INumericBinaryKernel
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(int))
        {
            (Vector512<long> low, Vector512<long> high) = Vector512.Widen(a.As<T, int>());
            (Vector512<long> lowBy, Vector512<long> highBy) = Vector512.Widen(b.As<T, int>());
            return Vector512.Narrow(Whole<TKernel>(low, lowBy), Whole<TKernel>(high, highBy)).As<int, T>();
        }
        Vector512<long> x = a.As<T, long>(),
            y = b.As<T, long>();
        Vector512<long> far = Far<T>(x) | Far<T>(y);
        return far == Vector512<long>.Zero ? Whole<TKernel>(x, y).As<long, T>() : Each<TKernel, T>(a, b);
    }

    // Not zero where an integer is beyond the range. A signed one is moved by the limit, so that the range begins at 0.
    private static Vector512<long> Far<T>(Vector512<long> x)
    {
        Vector512<long> moved = typeof(T) == typeof(long) ? x + Vector512.Create(Most) : x;
        return Vector512.ShiftRightLogical(moved, typeof(T) == typeof(long) ? 53 : 52);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Whole<TKernel>(Vector512<long> a, Vector512<long> b)
        where TKernel : struct, IQuotient
    {
        Vector512<long> zero = Vector512.Equals(b, Vector512<long>.Zero);
        Vector512<double> by = Vector512.ConvertToDouble(b | (zero & Vector512<long>.One));
        return Vector512.AndNot(Vector512.ConvertToInt64(TKernel.OfIntegers(Vector512.ConvertToDouble(a), by)), zero);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<T> Each<TKernel, T>(Vector512<T> a, Vector512<T> b)
        where TKernel : struct, INumericBinaryKernel
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < Vector512<T>.Count; i++)
            a = a.WithElement(i, TKernel.Invoke(a.GetElement(i), b.GetElement(i)));
        return a;
    }
}
