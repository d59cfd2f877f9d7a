using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>The options of a reduction.</summary>
/// <param name="SkipNaN">True to treat NaN as missing; no effect on integers.</param>
/// <param name="Ddof">
/// The delta degrees of freedom of <c>var</c> and <c>std</c>: the divisor is the count minus this.
/// </param>
/// <param name="Siblings">
/// The number of similar reductions that are computed together (the groups of a group-by) and so also keep the cores
/// busy: one task may then reduce more blocks. It is part of the expression's identity, since the last bits of a sum
/// depend on how blocks are distributed to tasks.
/// </param>
public readonly record struct ReductionOptions(bool SkipNaN = false, double Ddof = 0, int Siblings = 1);

/// <summary>An operation that reduces the elements along some axes to one: one row of <see cref="OpTable"/>.</summary>
/// <remarks>
/// A state is a few 8-byte numbers for each cell of the result (a sum; a count, a mean and a sum of squares), which the
/// operation interprets as it likes. The states of all cells are stored by component: component k of cell i is at
/// <c>state[k * cells + i]</c>. Values are folded in the order of the array (C order within a block), and states are
/// combined along a tree that depends only on the chunks, so the same expression always gives the same bits.
/// </remarks>
public abstract unsafe class ReductionOp
{
    /// <summary>Creates an operation.</summary>
    protected ReductionOp(string name, string summary, int components) =>
        (Name, Summary, Components) = (name, summary, components);

    /// <summary>NumPy's name, which tasks refer to: <c>sum</c>, <c>var</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence for the help text.</summary>
    public string Summary { get; }

    /// <summary>The number of 8-byte components of the state of one cell.</summary>
    public int Components { get; }

    /// <summary>The relation of the result to the elements.</summary>
    public ReductionResult Result { get; init; }

    /// <summary>True if the result follows from the order of the elements: the least, the greatest.</summary>
    public bool NeedsOrder => Result is ReductionResult.Least or ReductionResult.Greatest;

    /// <summary>True if the result is one of the elements.</summary>
    public bool GivesElement => NeedsOrder || Result is ReductionResult.Element;

    /// <summary>
    /// True if each cell gives a vector, as a histogram does: all axes are reduced then, and the last of them is kept
    /// for the results.
    /// </summary>
    public virtual bool GivesVector => false;

    /// <summary>The number of results of a cell.</summary>
    public virtual int Results => 1;

    /// <summary>The parameters besides the name and the options: the bin edges of a histogram.</summary>
    public virtual IReadOnlyList<NDArray> Parameters => [];

    /// <summary>True if the result depends on the positions of the elements, as that of argmax does.</summary>
    public virtual bool UsesPositions => false;

    /// <summary>True if an empty array has a result: 0 for a sum, none for a minimum.</summary>
    public virtual bool HasIdentity => true;

    /// <summary>The reduction of complex numbers, if it has a kernel of its own.</summary>
    internal ReductionOp? OnComplex { get; init; }

    /// <summary>
    /// Returns whether the kernel reads elements of a dtype: by default only bools, integers, float32 and float64.
    /// </summary>
    public virtual bool Takes(DType dtype) => dtype.IsReal;

    /// <summary>
    /// Returns the dtype that elements are cast to before they are folded; for most operations the same.
    /// </summary>
    public virtual DType OperandType(DType input) => input;

    /// <summary>Returns the dtype of the result for elements of a dtype.</summary>
    /// <exception cref="GchunkException">The operation is not defined for this dtype.</exception>
    public abstract DType ResultType(DType input);

    /// <summary>Initializes the states of all cells to that of no elements.</summary>
    public abstract void Initialize(DType type, ReductionOptions options, ulong* state, long cells);

    /// <summary>Folds a run of elements into one cell.</summary>
    /// <param name="type">The dtype of the elements, from <see cref="OperandType"/>.</param>
    /// <param name="options">The options.</param>
    /// <param name="values">The elements.</param>
    /// <param name="length">The number of elements; at most a tile.</param>
    /// <param name="state">The states of all cells.</param>
    /// <param name="cells">The number of cells: the distance between components.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="position">
    /// The index of the first element along the flattened reduced axes of the whole array; the others follow one by
    /// one.
    /// </param>
    public abstract void FoldRun(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    );

    /// <summary>
    /// Folds element i of a run into cell <paramref name="cell"/> + i; all elements have the same position.
    /// </summary>
    public abstract void FoldEach(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    );

    /// <summary>
    /// Returns whether the result has the same bits however the elements are divided among states: true for a least
    /// element or a count, not for a sum of floats.
    /// </summary>
    public virtual bool CombinesExactly(DType type) => false;

    /// <summary>Returns true if <see cref="FoldTogether"/> supports a dtype.</summary>
    public virtual bool FoldsTogether(DType type) => false;

    /// <summary>
    /// Folds element i of several runs, one run after the other, into cell <paramref name="cell"/> + i; the states are
    /// read and written only once.
    /// </summary>
    /// <param name="type">The dtype of the elements, from <see cref="OperandType"/>.</param>
    /// <param name="options">The options.</param>
    /// <param name="values">The runs.</param>
    /// <param name="runs">The number of runs.</param>
    /// <param name="length">The number of elements of each run; at most a tile.</param>
    /// <param name="state">The states of all cells.</param>
    /// <param name="cells">The number of cells: the distance between components.</param>
    /// <param name="cell">The first cell.</param>
    /// <param name="begins">True if these are the first runs of the states, which are not initialized yet.</param>
    public virtual void FoldTogether(
        DType type,
        ReductionOptions options,
        byte** values,
        int runs,
        int length,
        ulong* state,
        long cells,
        long cell,
        bool begins
    ) => throw new NotSupportedException();

    /// <summary>Combines the states of later elements into those of earlier ones, cell by cell.</summary>
    public abstract void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells);

    /// <summary>Computes the results from the states.</summary>
    /// <param name="type">The dtype of the elements, from <see cref="OperandType"/>.</param>
    /// <param name="options">The options.</param>
    /// <param name="state">The states of all cells.</param>
    /// <param name="cells">The number of cells.</param>
    /// <param name="result">The destination, of the dtype from <see cref="ResultType"/>.</param>
    public abstract void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
