using Gchunk.Dsl.Arithmetic;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Missing;
using Gchunk.Dsl.Statistics;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Applies a reduction, given by its name in the table of operations, over some dimensions.</summary>
    /// <param name="op">NumPy's name: <c>sum</c>, <c>std</c>.</param>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <param name="skipNaN">True to skip NaN as missing.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    /// <param name="ddof">Delta degrees of freedom of <c>var</c> and <c>std</c>.</param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown, or the operation is undefined for an empty array. When the position of an extreme is
    /// computed, all values along a line are missing, which are skipped.
    /// </exception>
    public DataArray Reduce(string op, string[] dims, bool skipNaN = true, bool keepAttrs = false, double ddof = 0)
    {
        DataArray reduced = Reduced(op, dims, skipNaN, keepAttrs, ddof);
        if (op is not ("argmin" or "argmax") || !skipNaN || !DType.IsFloat)
            return reduced;
        // As in xarray. A position of -1 would be that of the last element where it is used.
        string along = string.Join(", ", (dims.Length == 0 ? [.. Dims] : dims).Select(d => $"'{d}'"));
        return reduced.With(
            reduced.variable with
            {
                Expr = RefuseNothingOp.Create(
                    reduced.Expression,
                    op == "argmin" ? nameof(NDArrayFunctions.ArgMin) : nameof(NDArrayFunctions.ArgMax),
                    along.Length == 0 ? "the array" : along
                ),
            }
        );
    }

    private DataArray Reduced(string op, string[] dims, bool skipNaN, bool keepAttrs = false, double ddof = 0)
    {
        ReductionOp row = OpTable.GetReduction(op);
        int[] axes = dims.Length == 0 ? [.. Enumerable.Range(0, Dims.Count)] : [.. dims.Select(Axis).Distinct()];
        ReductionOperand kind =
            variable.Texts is null || !ReductionOperand.IsLeftOut(variable, row)
                ? ReductionOperand.Of(variable, row, skipNaN)
                : new ReductionOperand(Numbers().Expr);
        ArrayExpr values = ReductionExpr.Create(
            row,
            kind.Values,
            axes,
            keepDims: false,
            new ReductionOptions(skipNaN, ddof)
        );
        string[] gone = [.. axes.Select(a => variable.Dims[a])];
        return new DataArray(
            kind.Finish(new Variable([.. variable.Dims.Except(gone)], values, keepAttrs ? Attrs.Copy() : [])),
            Coords.WithoutDims(gone),
            Name
        );
    }

    /// <summary>
    /// Computes the sum over some dimensions, missing where there are too few values; integers become float64.
    /// </summary>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <param name="minCount">The least number of values for a result.</param>
    public DataArray Sum(string[] dims, int minCount) => Reduce("sum", dims).AtLeast(Reduce("count", dims), minCount);

    /// <summary>Computes the sum over a dimension, missing where there are too few values.</summary>
    public DataArray Sum(string dim, int minCount) => Sum([dim], minCount);

    /// <summary>
    /// Computes the product over some dimensions, missing where there are too few values; integers become float64.
    /// </summary>
    /// <param name="dims">The dimensions to reduce; by default all.</param>
    /// <param name="minCount">The least number of values for a result.</param>
    public DataArray Prod(string[] dims, int minCount) => Reduce("prod", dims).AtLeast(Reduce("count", dims), minCount);

    /// <summary>Computes the product over a dimension, missing where there are too few values.</summary>
    public DataArray Prod(string dim, int minCount) => Prod([dim], minCount);

    internal DataArray AtLeast(DataArray counts, int minCount) =>
        Where(new DataArray((counts >= minCount).variable, Coords));

    /// <summary>
    /// Weights the array, to reduce it: <c>ssh.Weighted(Cos(Deg2Rad(ssh["lat"]))).Mean("lat", "lon")</c>.
    /// </summary>
    /// <param name="weights">The weights, none of them missing, matched by dimension name.</param>
    public WeightedArray Weighted(DataArray weights) => new(this, weights);

    /// <summary>
    /// Ranks the values along a dimension from 1; equal values share the mean of their ranks, missing ones have none.
    /// Each task holds the whole dimension.
    /// </summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="pct">True to divide ranks by the number of values.</param>
    public DataArray Rank(string dim, bool pct = false) =>
        WithData(
            new ChunkedArray(
                new RankOp(Axis(dim), pct).Of(
                    variable.HasNaT ? TimeCounts.Of(variable).Expr : Numbers().Expr,
                    Sizes[dim]
                )
            )
        );

    /// <summary>
    /// Returns the label of the least value along a dimension, the first of equals; missing if all values are.
    /// </summary>
    public DataArray IdxMin(string dim, bool skipNaN = true) => LabelAt(Reduced("argmin", [dim], skipNaN), dim);

    /// <summary>
    /// Returns the label of the greatest value along a dimension, the first of equals; missing if all values are.
    /// </summary>
    public DataArray IdxMax(string dim, bool skipNaN = true) => LabelAt(Reduced("argmax", [dim], skipNaN), dim);

    private DataArray LabelAt(DataArray positions, string dim)
    {
        if (IndexOrCount(dim) is TextIndex texts)
            return new DataArray(positions.variable with { Texts = texts.Labels.ToArray() }, positions.Coords, dim);
        NDArray table = IndexOrCount(dim) switch
        {
            NumberIndex numbers => NDArray.From(numbers.Labels),
            TimeIndex times => NDArray.From(times.Labels),
            var other => throw new GchunkException(
                $"the labels of '{dim}' are {other.Span}, which arrays cannot hold; get positions with ArgMin or ArgMax"
            ),
        };
        ArrayExpr labels = ElementOps.Lookup(positions.Expression, table);
        if (IndexOrCount(dim) is NumberIndex { DType: DType.Float32 })
            labels = CastExpr.Create(labels, DType.Float32);
        return new DataArray(
            positions.variable with
            {
                Expr = labels,
                Calendar = (IndexOrCount(dim) as TimeIndex)?.Calendar,
            },
            positions.Coords,
            dim
        );
    }

    internal DataArray With(Func<Variable, Variable> change) => With(change(variable));
}
