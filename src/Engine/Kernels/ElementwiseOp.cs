using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.ComplexNumbers;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels;

/// <summary>The dtypes of an elementwise operation for operands of given dtypes.</summary>
/// <param name="Operands">The dtype that each operand is cast to before the kernel runs.</param>
/// <param name="Result">The dtype of the result.</param>
public readonly record struct ElementwiseSignature(DType[] Operands, DType Result);

/// <summary>
/// An operation that computes each element of the result from the elements at the same index of its operands: one row
/// of <see cref="OpTable"/>.
/// </summary>
public abstract unsafe class ElementwiseOp
{
    /// <summary>Creates an operation.</summary>
    protected ElementwiseOp(string name, string summary, int arity) => (Name, Summary, Arity) = (name, summary, arity);

    /// <summary>NumPy's name, which tasks refer to: <c>cos</c>, <c>add</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence for the help text.</summary>
    public string Summary { get; }

    /// <summary>The number of operands, one to three.</summary>
    public int Arity { get; }

    /// <summary>
    /// The fields that distinguish operations of the same name, as numbers; empty for the rows of
    /// <see cref="OpTable"/>.
    /// </summary>
    public virtual IReadOnlyList<double> Parameters => [];

    /// <summary>
    /// True if the result is the first operand rounded, limited or with another sign: in the same units, so that its
    /// attributes stay.
    /// </summary>
    public bool KeepsAttributes { get; init; }

    /// <summary>The result where a time is missing.</summary>
    public MissingOperand WhereMissing { get; init; }

    /// <summary>True for comparisons.</summary>
    public bool IsComparison => WhereMissing is MissingOperand.IsFalse or MissingOperand.IsTrue;

    /// <summary>The operation on complex numbers, or null if it has no meaning for them.</summary>
    internal ComplexForm? OnComplex { get; init; }

    /// <summary>Returns the dtypes that operands of given dtypes are cast to, and the dtype of the result.</summary>
    /// <exception cref="GchunkException">The operation is not defined for these dtypes.</exception>
    public ElementwiseSignature Resolve(ReadOnlySpan<DType> operands)
    {
        DType? other = null;
        foreach (DType operand in operands)
            other = operand.IsReal ? other : operand;
        if (other is not { } type)
            return ResolveReal(operands);
        return type.IsComplex && OnComplex is not null
            ? OnComplex.Resolve(operands)
            : throw DTypeRules.Undefined(Name, type);
    }

    /// <summary>Returns the dtypes for bools, integers, float32 and float64.</summary>
    protected abstract ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands);

    /// <summary>
    /// Computes a run of elements. The operands already have the dtypes that <see cref="Resolve"/> returned.
    /// </summary>
    /// <param name="type">
    /// The dtype of the last operand as resolved (it determines the kernel: <c>where</c>'s first operand is always
    /// bool).
    /// </param>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand, or null.</param>
    /// <param name="c">The third operand, or null.</param>
    /// <param name="result">The destination; it may be one of the operands if the element sizes are equal.</param>
    /// <param name="length">The number of elements.</param>
    public void Run(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type.IsReal)
            RunReal(type, a, b, c, result, length);
        else
            Form(type).Run(this, type, a, b, c, result, length);
    }

    /// <summary>Computes a run of bools, integers, float32 or float64.</summary>
    protected abstract void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length);

    private ComplexForm Form(DType type) => OnComplex ?? throw DTypeRules.Undefined(Name, type);

    /// <summary>
    /// True if <see cref="RunFetching"/> prefetches: this pays if computing takes longer than reading.
    /// </summary>
    internal virtual bool Fetches => false;

    /// <summary>
    /// Like <see cref="Run"/>, but prefetches the elements that come after the first operand's: reading and computing
    /// overlap.
    /// </summary>
    internal void RunFetching(DType type, byte* a, byte* b, byte* c, byte* result, int length, FetchPattern ahead)
    {
        if (type.IsReal)
            RunRealFetching(type, a, b, c, result, length, ahead);
        else
            Form(type).Run(this, type, a, b, c, result, length);
    }

    private protected virtual void RunRealFetching(
        DType type,
        byte* a,
        byte* b,
        byte* c,
        byte* result,
        int length,
        FetchPattern ahead
    ) => RunReal(type, a, b, c, result, length);

    /// <summary>
    /// Like <see cref="Run"/>, but element by element through the scalar form, against which the tests check the vector
    /// form.
    /// </summary>
    internal void RunScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type.IsReal)
            RunRealScalar(type, a, b, c, result, length);
        else
            Form(type).Run(this, type, a, b, c, result, length);
    }

    private protected abstract void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
