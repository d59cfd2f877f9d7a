using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.ComplexNumbers;

/// <summary>
/// The form of an elementwise operation for complex numbers: the value of <see cref="ElementwiseOp.OnComplex"/>. A row
/// without one refuses them.
/// </summary>
internal abstract unsafe class ComplexForm
{
    /// <summary>Returns the dtypes of an operation of which at least one operand is complex, and none is a time.</summary>
    public abstract ElementwiseSignature Resolve(ReadOnlySpan<DType> operands);

    /// <summary>Computes a run of elements of a complex dtype.</summary>
    /// <param name="row">The row of the operation.</param>
    /// <param name="type">The dtype of the last operand, as resolved.</param>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand, or null.</param>
    /// <param name="c">The third operand, or null.</param>
    /// <param name="result">The destination.</param>
    /// <param name="length">The number of elements.</param>
    public abstract void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length);

    /// <summary>Returns the complex dtype of all operands.</summary>
    protected static DType TypeOf(ReadOnlySpan<DType> operands) => DTypeRules.Promote(operands);
}

/// <summary>
/// The same operation on the real and on the imaginary parts, so that the kernel of real numbers computes it.
/// </summary>
internal sealed unsafe class OnEachPart : ComplexForm
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(TypeOf(operands), operands.Length);

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        row.Run(DTypes.PartOf(type), a, b, c, result, checked(2 * length));
}

/// <summary>An operation on truth values: numbers but 0 are true.</summary>
internal sealed unsafe class OnTruth : ComplexForm
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DType.Bool, operands.Length);

    // The operands have been cast to bool.
    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        throw DTypes.Unknown(type);
}

/// <summary>The choice between two complex numbers.</summary>
internal sealed unsafe class ComplexChoice : ComplexForm
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands)
    {
        DType type = TypeOf(operands[1..]);
        return new([DType.Bool, type, type], type);
    }

    public override void Run(ElementwiseOp row, DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Complex64)
            Choose(a, (Complex64*)b, (Complex64*)c, (Complex64*)result, length);
        else
            Choose(a, (Complex*)b, (Complex*)c, (Complex*)result, length);
    }

    private static void Choose<T>(byte* test, T* x, T* y, T* result, int length)
        where T : unmanaged
    {
        for (int i = 0; i < length; i++)
            result[i] = test[i] != 0 ? x[i] : y[i];
    }
}
