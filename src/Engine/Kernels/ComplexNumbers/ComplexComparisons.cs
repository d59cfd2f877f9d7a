using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Functions;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.ComplexNumbers;

// NumPy compares complex numbers by the real part, then by the imaginary part; with NaN nothing is less or greater.

internal readonly struct ComplexLess : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) =>
        a.Real < b.Real && !double.IsNaN(a.Imaginary) && !double.IsNaN(b.Imaginary)
        || a.Real == b.Real && a.Imaginary < b.Imaginary;
}

internal readonly struct ComplexLessEqual : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) =>
        a.Real < b.Real && !double.IsNaN(a.Imaginary) && !double.IsNaN(b.Imaginary)
        || a.Real == b.Real && a.Imaginary <= b.Imaginary;
}

internal readonly struct ComplexGreater : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) => ComplexLess.Invoke(b, a);
}

internal readonly struct ComplexGreaterEqual : IComplexQuestion
{
    public static bool Invoke(Complex a, Complex b) => ComplexLessEqual.Invoke(b, a);
}

/// <summary>The lesser of two numbers; one with NaN if either has NaN.</summary>
internal readonly struct ComplexMinimum : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b) =>
        ComplexIsNaN.Invoke(a, a) || ComplexLessEqual.Invoke(a, b) ? a : b;
}

/// <summary>The greater of two numbers; one with NaN if either has NaN.</summary>
internal readonly struct ComplexMaximum : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b) =>
        ComplexIsNaN.Invoke(a, a) || ComplexLessEqual.Invoke(b, a) ? a : b;
}

/// <summary>The lesser of two numbers; if one has NaN, the other.</summary>
internal readonly struct ComplexFMin : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b) =>
        ComplexIsNaN.Invoke(b, b) || ComplexLessEqual.Invoke(a, b) ? a : b;
}

/// <summary>The greater of two numbers; if one has NaN, the other.</summary>
internal readonly struct ComplexFMax : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b) =>
        ComplexIsNaN.Invoke(b, b) || ComplexLessEqual.Invoke(b, a) ? a : b;
}

/// <summary>Both parts, rounded to the decimals that the real part of the second number gives.</summary>
internal readonly struct ComplexRound : IComplexPairFunction
{
    public static Complex Invoke(Complex a, Complex b) =>
        new(Round.Invoke(a.Real, b.Real), Round.Invoke(a.Imaginary, b.Real));
}

/// <summary>The first number, not less than the second and not greater than the third.</summary>
internal sealed unsafe class ComplexClip : ComplexForm
{
    private readonly ComplexBinary<ComplexMaximum> atLeast = new();
    private readonly ComplexBinary<ComplexMinimum> atMost = new();

    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) => DTypeRules.Same(TypeOf(operands), 3);

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (result == c)
        {
            // The result may take the place of an operand, here of the one that is needed last.
            byte* limited = stackalloc byte[16 * Run256];
            for (int done = 0; done < length; done += Run256)
            {
                int count = Math.Min(Run256, length - done);
                long at = (long)done * type.Size;
                atLeast.Run(row, type, a + at, b + at, null, limited, count);
                atMost.Run(row, type, limited, c + at, null, result + at, count);
            }

            return;
        }

        atLeast.Run(row, type, a, b, null, result, length);
        atMost.Run(row, type, result, c, null, result, length);
    }

    private const int Run256 = 256;
}

/// <summary>A form that computes in complex128, whatever the operands.</summary>
internal sealed unsafe class InComplex128(ComplexForm form) : ComplexForm
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DType.Complex128, operands.Length);

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        form.Run(row, type, a, b, c, result, length);
}
