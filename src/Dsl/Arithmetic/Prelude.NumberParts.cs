using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Splits floats into a mantissa of 0.5 to below 1 and a power of two, x = mantissa × 2^exponent: NumPy's
    /// <c>frexp</c>.
    /// </summary>
    /// <returns>The mantissas and, as int32, the exponents.</returns>
    public static (ChunkedArray Mantissa, ChunkedArray Exponent) Frexp(ChunkedArray x) =>
        (FrexpMantissa(x), FrexpExponent(x));

    /// <summary>
    /// Splits numbers into a fraction and a whole number, both with the number's sign: NumPy's <c>modf</c>.
    /// </summary>
    /// <returns>The fractions and the whole numbers, as floats.</returns>
    public static (ChunkedArray Fraction, ChunkedArray Whole) Modf(ChunkedArray x)
    {
        ChunkedArray whole = Fix(x);
        return (CopySign(Where(IsInf(x), 0.0, x - whole), x), whole);
    }

    /// <summary>
    /// Divides with a remainder, NumPy's <c>divmod</c>: the quotient rounded down, and the remainder, with the divisor's
    /// sign.
    /// </summary>
    /// <exception cref="GchunkException">The shapes do not broadcast.</exception>
    public static (ChunkedArray Quotient, ChunkedArray Remainder) DivMod(ChunkedArray x, ChunkedArray y) =>
        (FloorDivide(x, y), Remainder(x, y));

    /// <summary>
    /// Rounds to a number of decimals; negative decimals round to tens, hundreds and so on. Halves are rounded to even.
    /// </summary>
    public static ChunkedArray Around(ChunkedArray x, int decimals = 0) => Round(x, (long)decimals);

    /// <summary>
    /// The number rounded to a number of decimals; negative decimals round to tens, hundreds and so on. Halves are rounded
    /// to even. Without decimals it is rounded to an integer.
    /// </summary>
    public static ChunkedArray Round(ChunkedArray x) => x.Round();

    /// <summary>
    /// The number rounded to a number of decimals; negative decimals round to tens, hundreds and so on. Halves are rounded
    /// to even. Without decimals it is rounded to an integer.
    /// </summary>
    public static DataArray Round(DataArray x) => x.Round();

    /// <summary>
    /// Replaces NaN and infinities, NumPy's <c>nan_to_num</c>: by default, by 0 and by the greatest and least finite
    /// number. Integers stay as they are; the parts of complex numbers are replaced separately.
    /// </summary>
    /// <param name="x">The array.</param>
    /// <param name="nan">The number for NaN.</param>
    /// <param name="posInf">The number for positive infinity; null for the greatest finite number of the dtype.</param>
    /// <param name="negInf">The number for negative infinity; null for the least finite number of the dtype.</param>
    public static ChunkedArray NanToNum(ChunkedArray x, double nan = 0, double? posInf = null, double? negInf = null)
    {
        if (x.DType.IsComplex)
            return JoinParts(NanToNum(Real(x), nan, posInf, negInf), NanToNum(Imag(x), nan, posInf, negInf));
        if (!x.DType.IsFloat)
            return x;
        double most = x.DType == DType.Float32 ? float.MaxValue : double.MaxValue;
        ChunkedArray finite = Where(IsPosInf(x), posInf ?? most, Where(IsNegInf(x), negInf ?? -most, x));
        return FillNa(finite, nan);
    }

    /// <summary>Returns complex numbers with these real and imaginary parts, of the same dtype and chunks.</summary>
    internal static ChunkedArray JoinParts(ChunkedArray re, ChunkedArray im)
    {
        int[] axes = [.. Enumerable.Range(0, re.Rank)];
        return new ChunkedArray(
            new BlockOpExpr(
                new JoinPartsOp(),
                [re.Expression, im.Expression],
                [axes, axes],
                DTypes.ComplexOf(re.DType),
                re.Chunks
            )
        );
    }
}
