using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>The mantissa m of x = m 2^e, with 0.5 ≤ |m| &lt; 1; 0, NaN and infinities stay.</summary>
internal readonly struct FrexpMantissa : IFloatUnaryKernel
{
    public static bool HasVector => false;

    public static T Invoke<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double value = double.CreateTruncating(x);
        return T.CreateTruncating(FrexpExponent.Split(value, out _));
    }
}

/// <summary>The exponent e of x = m 2^e, with 0.5 ≤ |m| &lt; 1, as int32; 0 for 0, NaN and infinities.</summary>
internal sealed unsafe class FrexpExponent(string name, string summary) : ElementwiseOp(name, summary, 1)
{
    private const long Fraction = (1L << 52) - 1;

    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        new([DTypeRules.Float(operands)], DType.Int32);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        var exponents = (int*)result;
        for (int i = 0; i < length; i++)
            Split(type == DType.Float32 ? ((float*)a)[i] : ((double*)a)[i], out exponents[i]);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        Run(type, a, b, c, result, length);

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
