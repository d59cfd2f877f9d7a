using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>
/// How an elementwise operation treats operands of given dtypes: what each is converted to first, and what comes out.
/// </summary>
/// <param name="Operands">The dtype that each operand is converted to before the kernel sees it.</param>
/// <param name="Result">The dtype of the result.</param>
public readonly record struct ElementwiseSignature(DType[] Operands, DType Result);

/// <summary>
/// An operation that gives each element of the result from the elements at the same place in its operands: one row of
/// <see cref="OpTable"/>.
/// </summary>
public abstract unsafe class ElementwiseOp
{
    /// <summary>Makes an operation.</summary>
    protected ElementwiseOp(string name, string summary, int arity) => (Name, Summary, Arity) = (name, summary, arity);

    /// <summary>NumPy's name, which tasks carry: <c>cos</c>, <c>add</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence for the help text.</summary>
    public string Summary { get; }

    /// <summary>The number of operands, one to three.</summary>
    public int Arity { get; }

    /// <summary>The dtypes that operands of these dtypes are computed in.</summary>
    /// <exception cref="GchunkException">The operation is not defined for them.</exception>
    public abstract ElementwiseSignature Resolve(ReadOnlySpan<DType> operands);

    /// <summary>
    /// Computes a run of elements. The operands already have the dtypes that <see cref="Resolve"/> asked for.
    /// </summary>
    /// <param name="type">
    /// The dtype of the last operand as resolved (the one that decides: <c>where</c>'s first operand is always bool).
    /// </param>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand, or null.</param>
    /// <param name="c">The third operand, or null.</param>
    /// <param name="result">
    /// Where the result goes; it may be one of the operands where the element sizes are equal.
    /// </param>
    /// <param name="length">The number of elements.</param>
    public abstract void Run(DType type, byte* a, byte* b, byte* c, byte* result, int length);

    /// <summary>
    /// Whether <see cref="RunFetching"/> asks memory for what comes next: worth it where computing takes longer than
    /// reading.
    /// </summary>
    internal virtual bool Fetches => false;

    /// <summary>
    /// As <see cref="Run"/>, asking memory between the elements for those that lie so many bytes behind the first
    /// operand's: reading and computing overlap.
    /// </summary>
    internal virtual void RunFetching(DType type, byte* a, byte* b, byte* c, byte* result, int length, nint ahead) =>
        Run(type, a, b, c, result, length);

    /// <summary>
    /// As <see cref="Run"/>, element by element through the scalar form: what the tests hold the vector form against.
    /// </summary>
    internal abstract void RunScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
