using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Applies a reduction, given by its name in the table of operations, to every variable that has any of the
    /// dimensions.
    /// </summary>
    /// <param name="op">NumPy's name.</param>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    /// <param name="ddof">Delta degrees of freedom of <c>var</c> and <c>std</c>.</param>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    public Dataset Reduce(string op, string[] dims, bool skipNaN = true, bool keepAttrs = false, double ddof = 0)
    {
        Sizes.Require(dims);
        ReductionOp row = OpTable.GetReduction(op);
        string[] gone = dims.Length == 0 ? [.. Sizes.Names] : dims;
        // Text and times cannot be averaged: variables of these kinds along the dimensions are dropped.
        string[] others =
        [
            .. Names.Where(n =>
                ReductionOperand.IsLeftOut(VariableOf(n), row)
                && (dims.Length == 0 || VariableOf(n).Dims.Intersect(gone).Any())
            ),
        ];
        Dataset kept = others.Length > 0 ? Drop(others) : this;
        return kept.MapVariables(
            (name, variable) =>
            {
                string[] own = [.. variable.Dims.Intersect(gone)];
                if (own.Length == 0 && dims.Length > 0)
                {
                    // A variable is constant along a dimension that it lacks.
                    if (op is "std" or "var" && !ReductionOperand.IsLeftOut(variable, row))
                    {
                        string one = dims[0];
                        return kept[name].ExpandDims(one).Reduce(op, [one], skipNaN, keepAttrs, ddof).Variable;
                    }
                    return row.Result == ReductionResult.Count
                        ? kept[name].NotNull().AsType(DType.Int64).Variable with
                        {
                            Attrs = keepAttrs ? variable.Attrs.Copy() : [],
                        }
                        : variable;
                }

                return kept[name].Reduce(op, own, skipNaN, keepAttrs, ddof).Variable;
            },
            kept.Coords.WithoutDims(gone),
            keepAttrs ? Attrs : []
        );
    }

    /// <summary>
    /// The data set without the variables along some dimensions that a reduction, or an interpolation, is not defined
    /// for: texts and times.
    /// </summary>
    /// <param name="dims">The dimensions.</param>
    /// <param name="op">The reduction; null for an operation on numbers.</param>
    internal Dataset NumbersAlong(IEnumerable<string> dims, ReductionOp? op = null)
    {
        string[] others =
        [
            .. Names.Where(n =>
                ReductionOperand.IsLeftOut(VariableOf(n), op) && VariableOf(n).Dims.Intersect(dims).Any()
            ),
        ];
        return others.Length == 0 ? this : Drop(others);
    }

    /// <summary>Ranks values along a dimension; see <see cref="DataArray.Rank"/>.</summary>
    public Dataset Rank(string dim, bool pct = false) => Over([dim], v => v.Rank(dim, pct));

    /// <summary>Returns the labels of the least values; see <see cref="DataArray.IdxMin"/>.</summary>
    public Dataset IdxMin(string dim, bool skipNaN = true) => Over([dim], v => v.IdxMin(dim, skipNaN));

    /// <summary>Returns the labels of the greatest values; see <see cref="DataArray.IdxMax"/>.</summary>
    public Dataset IdxMax(string dim, bool skipNaN = true) => Over([dim], v => v.IdxMax(dim, skipNaN));

    /// <summary>Weights the data set, to reduce it; see <see cref="DataArray.Weighted(DataArray)"/>.</summary>
    public WeightedDataset Weighted(DataArray weights) => new(this, weights);
}
