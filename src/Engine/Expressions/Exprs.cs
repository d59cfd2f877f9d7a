using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// Shorthands that make expressions: one method for each row of <see cref="OpTable"/>, such as <c>Exprs.Add(x, y)</c>
/// and <c>Exprs.Sum(x, axes)</c>. They are generated from the table.
/// </summary>
/// <remarks>
/// Elementwise operations promote and broadcast by NumPy's rules (<see cref="ElementwiseExpr.Create"/>); scalars are
/// <see cref="FullExpr.Weak"/>. Reductions take the axes, all of them by default (<see cref="ReductionExpr.Create"/>).
/// </remarks>
public static partial class Exprs
{
    /// <summary>Returns the elementwise operation of a row whose name is only known at run time.</summary>
    /// <exception cref="GchunkException">There is no such row, or the operands do not fit the operation.</exception>
    public static ArrayExpr Elementwise(string name, params ReadOnlySpan<ArrayExpr> operands) =>
        ElementwiseExpr.Create(OpTable.GetElementwise(name), operands);

    /// <summary>Returns the reduction of a row whose name is only known at run time.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="input">The array to reduce.</param>
    /// <param name="axes">The axes to reduce, counted from the end where negative; null for all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    /// <param name="options">The options of the reduction.</param>
    /// <exception cref="GchunkException">There is no such row, or the array does not fit the reduction.</exception>
    public static ArrayExpr Reduce(
        string name,
        ArrayExpr input,
        int[]? axes = null,
        bool keepDims = false,
        ReductionOptions options = default
    ) => ReductionExpr.Create(OpTable.GetReduction(name), input, axes, keepDims, options);
}
