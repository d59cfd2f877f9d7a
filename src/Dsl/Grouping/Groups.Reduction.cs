using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Grouping;

// Reductions and quantiles of the groups of one variable.
internal sealed partial class Groups
{
    /// <summary>
    /// Reduces each group; the dimensions of the keys replace the grouped one. The result of an empty group is missing,
    /// so integers become float64, except that its count is 0.
    /// </summary>
    public Variable Reduce(Variable variable, string op, bool skipNaN, bool keepAttrs, double ddof)
    {
        int axis = Array.IndexOf(variable.Dims, Dim);
        ReductionOp row = OpTable.GetReduction(op);
        if (row.GivesVector)
            throw new GchunkException($"{op} does not give one value per group");
        if (variable.Expr.DType == DType.TimeDelta64)
        {
            bool isCount = row.Result == ReductionResult.Count;
            if (!isCount)
                TimeCounts.RequireDuration(variable, row);
            Variable reduced = Reduce(TimeCounts.Of(variable), op, skipNaN, keepAttrs, ddof);
            return isCount ? reduced : TimeCounts.Back(reduced, variable);
        }
        var options = new ReductionOptions(skipNaN, ddof);
        ReductionOperand kind = ReductionOperand.Of(variable, row, skipNaN);
        ArrayExpr all = kind.Values;
        int[] kept = [.. Enumerable.Range(0, Count).Where(g => members[g] is not null)];
        ArrayExpr values;
        if (kept.Length == 0)
        {
            values = new FullExpr(0L, row.ResultType(all.DType), all.Chunks.With(axis, [0]));
        }
        else if (EachChunkHasOne(all.Chunks, axis))
        {
            // If groups end where chunks end, each group is a slice whose reduction is fused with the read.
            values = ConcatenateExpr.Create(
                [
                    .. kept.Select(g =>
                        ReductionExpr.Create(
                            row,
                            members[g]!.Value.Of(all, axis),
                            [axis],
                            keepDims: true,
                            options with
                            {
                                Siblings = kept.Length,
                            }
                        )
                    ),
                ],
                axis
            );
        }
        else
        {
            values = GroupReduction.Create(
                row,
                all,
                axis,
                Array.ConvertAll(codes, c => c < 0 ? -1 : Array.BinarySearch(kept, c)),
                kept.Length,
                options
            );
        }

        return Placed(
            kind.Finish(new Variable(variable.Dims, values, keepAttrs ? variable.Attrs.Copy() : [])),
            axis,
            kept,
            1,
            row.Result == ReductionResult.Count ? 0 : double.NaN
        );
    }

    /// <summary>
    /// Computes quantiles of each group; several quantiles lie along a last dimension <c>quantile</c>.
    /// </summary>
    public Variable Quantile(
        Variable variable,
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    )
    {
        if (variable.HasNaT)
        {
            return TimeCounts.Back(
                Quantile(TimeCounts.Of(variable), quantiles, one, method, skipNaN, keepAttrs),
                variable
            );
        }
        int axis = Array.IndexOf(variable.Dims, Dim);
        int[] kept = [.. Enumerable.Range(0, Count).Where(g => members[g] is not null)];
        ArrayExpr values =
            kept.Length == 0
                ? new FullExpr(0.0, DType.Float64, variable.Numbers.Chunks.With(axis, [0]))
                : GroupQuantileOp.Create(
                    variable.Numbers,
                    axis,
                    [.. kept.Select(g => members[g]!.Value)],
                    quantiles,
                    method,
                    skipNaN
                );
        Variable placed = Placed(
            new Variable(variable.Dims, values, keepAttrs ? variable.Attrs.Copy() : []),
            axis,
            kept,
            quantiles.Length
        );
        if (one)
            return placed;
        int last = axis + Keys.Count;
        ArrayExpr split = placed.Expr;
        // The quantiles come right after the groups; xarray has them last.
        int[] order = [.. Enumerable.Range(0, split.Rank).Where(a => a != last), last];
        placed = placed with { Dims = [.. placed.Dims, "quantile"], Expr = TransposeExpr.Create(split, order) };
        return Stacked?.Ordered(placed) ?? placed;
    }

    // Inserts missing values for empty groups, and gives each key a dimension.
    private Variable Placed(Variable variable, int axis, int[] kept, int each, double fill = double.NaN)
    {
        ArrayExpr expr = variable.Expr;
        if (kept.Length < Count)
        {
            var positions = new long[(long)Count * each];
            Array.Fill(positions, -1);
            for (int i = 0; i < kept.Length; i++)
            {
                for (int e = 0; e < each; e++)
                    positions[kept[i] * each + e] = i * each + e;
            }

            expr = Reindexing.Of(variable, Dim, positions, fill).Expr;
        }
        long[] lengths = [.. Keys.Select(k => (long)k.Count)];
        if (Keys.Count > 1 || each > 1)
        {
            expr = ReshapeExpr.Create(
                expr,
                [
                    .. expr.Shape.Take(axis),
                    .. lengths,
                    .. each > 1 ? new[] { (long)each } : [],
                    .. expr.Shape.Skip(axis + 1),
                ]
            );
        }

        string[] dims =
        [
            .. variable.Dims.Take(axis),
            .. Keys.Select(k => k.Labels.Name),
            .. variable.Dims.Skip(axis + 1),
        ];
        variable = variable with { Dims = dims, Expr = expr };
        return Stacked is null || each > 1 ? variable : Stacked.Ordered(variable);
    }

    private bool EachChunkHasOne(ChunkGrid chunks, int axis)
    {
        ReadOnlySpan<long> offsets = chunks.Offsets(axis);
        for (int c = 0; c + 1 < offsets.Length; c++)
        {
            int seen = -1;
            for (long i = offsets[c]; i < offsets[c + 1]; i++)
            {
                if (codes[i] < 0)
                    continue;
                if (seen >= 0 && codes[i] != seen)
                    return false;
                seen = codes[i];
            }
        }
        return true;
    }
}
