using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels;

/// <summary>The choices of a reduction that a task carries beside its name.</summary>
/// <param name="SkipNaN">Whether NaN counts as missing; without effect on integers.</param>
/// <param name="Ddof">
/// Delta degrees of freedom of <c>var</c> and <c>std</c>: the divisor is the count less this.
/// </param>
/// <param name="Siblings">Like reductions that are computed beside it (the groups of a group-by) and so give the cores
/// work as well: then a task may fold more blocks.
/// Part of what the expression is, since the last bits of a sum follow from how blocks are shared out to tasks.</param>
public readonly record struct ReductionOptions(bool SkipNaN = false, double Ddof = 0, int Siblings = 1);

/// <summary>An operation that folds the elements along some axes into one: one row of <see cref="OpTable"/>.</summary>
/// <remarks>
/// A state is a few 8-byte numbers for each cell of the result (a sum; a count, a mean and a sum of squares), which the
/// operation reads as it likes. The state
/// of all cells is held by component: component k of cell i lies at <c>state[k * cells + i]</c>. Values are folded in
/// the order of the array (C order within
/// a block), states are combined along a tree that depends on the chunks alone: so the same expression always gives the
/// same bits.
/// </remarks>
public abstract unsafe class ReductionOp
{
    /// <summary>Makes an operation.</summary>
    protected ReductionOp(string name, string summary, int components) =>
        (Name, Summary, Components) = (name, summary, components);

    /// <summary>NumPy's name, which tasks carry: <c>sum</c>, <c>var</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence for the help text.</summary>
    public string Summary { get; }

    /// <summary>The number of 8-byte components of the state of one cell.</summary>
    public int Components { get; }

    /// <summary>
    /// Whether a cell gives a vector, as a histogram does: all axes are folded then, and the last of them stays with
    /// the results along it.
    /// </summary>
    public virtual bool GivesVector => false;

    /// <summary>The number of results that a cell gives.</summary>
    public virtual int Results => 1;

    /// <summary>What tasks carry beside the name and the choices: the edges of a histogram's bins.</summary>
    public virtual IReadOnlyList<NDArray> Parameters => [];

    /// <summary>Whether an empty array has a result: 0 for a sum, none for a minimum.</summary>
    public virtual bool HasIdentity => true;

    /// <summary>
    /// The dtype that elements of another dtype are converted to before they are folded; the same for most.
    /// </summary>
    public virtual DType OperandType(DType input) => input;

    /// <summary>The dtype of the result for elements of a dtype.</summary>
    /// <exception cref="GchunkException">The operation is not defined for it.</exception>
    public abstract DType ResultType(DType input);

    /// <summary>Sets the states of all cells to that of no elements.</summary>
    public abstract void Initialize(DType type, ReductionOptions options, ulong* state, long cells);

    /// <summary>Folds a run of elements into one cell.</summary>
    /// <param name="type">The dtype of the elements, as of <see cref="OperandType"/>.</param>
    /// <param name="options">The choices.</param>
    /// <param name="values">The elements.</param>
    /// <param name="length">How many there are; at most a tile.</param>
    /// <param name="state">The states of all cells.</param>
    /// <param name="cells">The number of cells: the distance between components.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="position">
    /// The index of the first element along the reduced axes taken as one, in the whole array; those of the others
    /// follow one by one.
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
    /// Folds element i of a run into cell <paramref name="cell"/> + i; all of them have the same position.
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

    /// <summary>Whether <see cref="FoldTogether"/> is there for a dtype.</summary>
    public virtual bool FoldsTogether(DType type) => false;

    /// <summary>
    /// Folds element i of several runs, one run after the other, into cell <paramref name="cell"/> + i, with one
    /// reading and one writing of the states.
    /// </summary>
    /// <param name="type">The dtype of the elements, as of <see cref="OperandType"/>.</param>
    /// <param name="options">The choices.</param>
    /// <param name="values">The runs.</param>
    /// <param name="runs">How many there are.</param>
    /// <param name="length">The elements of each; at most a tile.</param>
    /// <param name="state">The states of all cells.</param>
    /// <param name="cells">The number of cells: the distance between components.</param>
    /// <param name="cell">The first cell.</param>
    /// <param name="begins">Whether these are the first runs of the states, which were not initialised.</param>
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

    /// <summary>Folds the states of later elements into those of earlier ones, cell by cell.</summary>
    public abstract void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells);

    /// <summary>Turns states into results.</summary>
    /// <param name="type">The dtype of the elements, as of <see cref="OperandType"/>.</param>
    /// <param name="options">The choices.</param>
    /// <param name="state">The states of all cells.</param>
    /// <param name="cells">The number of cells.</param>
    /// <param name="result">Where the results go, of <see cref="ResultType"/>.</param>
    public abstract void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
