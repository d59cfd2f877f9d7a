using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>The mantissa m of x = m 2^e, with 0.5 ≤ |m| &lt; 1; 0, NaN and infinities stay.</summary>
internal readonly struct FrexpMantissa : IFloatUnaryKernel
{
    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double value = double.CreateTruncating(x);
        return T.CreateTruncating(FrexpExponent.Split(value, out _));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke<T>(Vector512<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<T> size = Vector512.Abs(x);
        if (typeof(T) == typeof(double))
        {
            Vector512<double> v = x.AsDouble(),
                small = Vector512.LessThan(size.AsDouble(), Vector512.Create(2.2250738585072014e-308));
            v = Vector512.ConditionalSelect(small, v * Vector512.Create((double)(1L << 54)), v);
            Vector512<long> bits =
                v.AsInt64() & Vector512.Create(FrexpExponent.Fraction | long.MinValue) | Vector512.Create(1022L << 52);
            return Special(size, x, bits.As<long, T>());
        }
        else
        {
            Vector512<float> v = x.AsSingle(),
                small = Vector512.LessThan(size.AsSingle(), Vector512.Create(1.17549435e-38f));
            v = Vector512.ConditionalSelect(small, v * Vector512.Create((float)(1 << 25)), v);
            Vector512<int> bits =
                v.AsInt32() & Vector512.Create((1 << 23) - 1 | int.MinValue) | Vector512.Create(126 << 23);
            return Special(size, x, bits.As<int, T>());
        }
    }

    // 0, NaN and infinities stay.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Special<T>(Vector512<T> size, Vector512<T> x, Vector512<T> mantissa)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.ConditionalSelect(
            Vector512.GreaterThan(size, Vector512<T>.Zero)
                & Vector512.LessThan(size, Vector512.Create(T.PositiveInfinity)),
            mantissa,
            x
        );
}

/// <summary>The exponent e of x = m 2^e, with 0.5 ≤ |m| &lt; 1, as int32; 0 for 0, NaN and infinities.</summary>
internal sealed unsafe class FrexpExponent(string name, string summary) : ElementwiseOp(name, summary, 1)
{
    internal const long Fraction = (1L << 52) - 1;

    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        new([DTypeRules.Float(operands)], DType.Int32);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        int i = 0;
        if (type == DType.Float32)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
                Of(Vector512.Load((float*)a + i)).Store((int*)result + i);
        }
        else
        {
            for (; i <= length - Vector512<int>.Count; i += Vector512<int>.Count)
            {
                Vector512
                    .Narrow(
                        Of(Vector512.Load((double*)a + i)),
                        Of(Vector512.Load((double*)a + i + Vector512<double>.Count))
                    )
                    .Store((int*)result + i);
            }
        }

        Scalar(type, a, result, i, length);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        Scalar(type, a, result, 0, length);

    private static void Scalar(DType type, byte* a, byte* result, int from, int length)
    {
        for (int i = from; i < length; i++)
            Split(type == DType.Float32 ? ((float*)a)[i] : ((double*)a)[i], out ((int*)result)[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Of(Vector512<double> x)
    {
        Vector512<double> size = Vector512.Abs(x),
            small = Vector512.LessThan(size, Vector512.Create(2.2250738585072014e-308));
        size = Vector512.ConditionalSelect(small, size * Vector512.Create((double)(1L << 54)), size);
        Vector512<long> exponent =
            (size.AsInt64() >>> 52) - Vector512.Create(1022L) - (small.AsInt64() & Vector512.Create(54L));
        return exponent
            & (
                Vector512.GreaterThan(size, Vector512<double>.Zero)
                & Vector512.LessThan(size, Vector512.Create(double.PositiveInfinity))
            ).AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Of(Vector512<float> x)
    {
        Vector512<float> size = Vector512.Abs(x),
            small = Vector512.LessThan(size, Vector512.Create(1.17549435e-38f));
        size = Vector512.ConditionalSelect(small, size * Vector512.Create((float)(1 << 25)), size);
        Vector512<int> exponent =
            (size.AsInt32() >>> 23) - Vector512.Create(126) - (small.AsInt32() & Vector512.Create(25));
        return exponent
            & (
                Vector512.GreaterThan(size, Vector512<float>.Zero)
                & Vector512.LessThan(size, Vector512.Create(float.PositiveInfinity))
            ).AsInt32();
    }

    /// <summary>Returns the mantissa and writes the exponent.</summary>
    internal static double Split(double x, out int exponent)
    {
        exponent = 0;
        if (x == 0 || !double.IsFinite(x))
            return x;
        if (Math.Abs(x) < 2.2250738585072014e-308)
        {
            // A subnormal number has no exponent of its own.
            x *= 1L << 54;
            exponent = -54;
        }
        long bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52 & 0x7FF) - 1022;
        return BitConverter.Int64BitsToDouble(bits & (Fraction | long.MinValue) | 1022L << 52);
    }
}
