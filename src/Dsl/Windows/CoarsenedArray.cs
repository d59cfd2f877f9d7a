using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>
/// An array in adjacent blocks along one or several dimensions; each reduction gives one value per block.
/// </summary>
public sealed class CoarsenedArray : Reductions<DataArray>
{
    private readonly DataArray array;
    private readonly (string Dim, int Factor)[] windows;

    internal CoarsenedArray(DataArray array, (string Dim, int Factor)[] windows, string boundary, string side)
    {
        string[] boundaries = ["exact", "trim", "pad"];
        if (!boundaries.Contains(boundary))
            throw new GchunkException(Spelling.Unknown("boundary", boundary, boundaries));
        if (side is not ("left" or "right"))
            throw new GchunkException($"side: is \"left\" or \"right\"; got \"{side}\"");
        foreach (var (dim, factor) in windows)
        {
            long length = array.Sizes[dim],
                rest = length % Math.Max(1, factor);
            if (factor < 1 || factor > length)
                throw new GchunkException($"Coarsen of '{dim}' needs a factor from 1 to {length}; got {factor}");
            if (rest == 0)
                continue;
            if (boundary == "exact")
            {
                throw new GchunkException(
                    $"dimension '{dim}' of length {length} is not a multiple of {factor}; drop the rest with boundary: \"trim\", or fill it with \"pad\""
                );
            }

            if (boundary == "trim")
                array = side == "left" ? array.Isel(dim, 0..(int)(length - rest)) : array.Isel(dim, (int)rest..);
            else
                array = array.Pad([side == "left" ? (dim, 0, factor - rest) : (dim, factor - rest, 0)]);
        }
        (this.array, this.windows) = (array, windows);
    }

    private protected override DataArray Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    )
    {
        (ArrayExpr blocks, int[] axes) = Blocks(array.Variable with { Expr = array.Expression });
        int[] rest = [.. Enumerable.Range(0, blocks.Rank).Except(axes)];
        ArrayExpr last = TransposeExpr.Create(blocks, [.. rest, .. axes]);
        last = ReshapeExpr.Create(
            last,
            [.. last.Shape.Take(rest.Length), windows.Aggregate(1L, (n, w) => n * w.Factor)]
        );
        ArrayExpr values = GroupQuantileOp.Create(
            last,
            rest.Length,
            [new AxisPick(AxisSlice.All(last.Shape[rest.Length]))],
            quantiles,
            method,
            skipNaN
        );
        if (one)
            values = ReshapeExpr.Create(values, [.. values.Shape.Take(rest.Length)]);
        Coordinates coords = new(Coords());
        return new DataArray(
            new Variable(
                one ? array.DimArray : [.. array.Dims, "quantile"],
                values,
                keepAttrs ? array.Attrs.Copy() : []
            ),
            one ? coords : coords.With(new Coordinate("quantile", new NumberIndex(quantiles))),
            array.Name
        );
    }

    /// <summary>
    /// Returns the blocks: each dimension is split into two, the number of the block and the position in it.
    /// </summary>
    /// <param name="names">For each coarsened dimension, the names of these two.</param>
    /// <exception cref="GchunkException">Names are missing.</exception>
    public DataArray Construct(params ReadOnlySpan<(string Dim, string Block, string Position)> names)
    {
        (string Dim, string Block, string Position)[] given = names.ToArray();
        var dims = new List<string>();
        var coords = new List<Coordinate>(array.Coords.Where(c => !c.Dims.Any(d => windows.Any(w => w.Dim == d))));
        foreach (string dim in array.Dims)
        {
            if (!windows.Any(w => w.Dim == dim))
            {
                dims.Add(dim);
                continue;
            }
            (string Dim, string Block, string Position) name = given.FirstOrDefault(n => n.Dim == dim);
            if (name.Dim is null)
            {
                throw new GchunkException(
                    $"Construct needs two names for each coarsened dimension; '{dim}' has none: (\"{dim}\", \"block\", \"place\")"
                );
            }

            dims.AddRange([name.Block, name.Position]);
        }
        foreach (Coordinate c in array.Coords)
        {
            if (c.Dims.Any(d => windows.Any(w => w.Dim == d)) && c.Index is not ProductIndex)
            {
                coords.Add(
                    new Coordinate(
                        c.Name,
                        c.Variable with
                        {
                            Dims =
                            [
                                .. c.Dims.SelectMany(d =>
                                    given.FirstOrDefault(n => n.Dim == d) is { Dim: not null } n
                                        ? new[] { n.Block, n.Position }
                                        : [d]
                                ),
                            ],
                            Expr = Blocks(c.Variable).Blocks,
                        }
                    )
                );
            }
        }

        return new DataArray(
            array.Variable with
            {
                Dims = [.. dims],
                Expr = Blocks(array.Variable).Blocks,
            },
            new Coordinates(coords),
            array.Name
        );
    }

    /// <inheritdoc/>
    public override DataArray Reduce(string op, bool skipNaN = true, bool keepAttrs = true, double ddof = 0)
    {
        Variable values = Reduce(array.Variable, op, new ReductionOptions(skipNaN, ddof));
        return new DataArray(
            values with
            {
                Attrs = keepAttrs ? array.Attrs.Copy() : [],
            },
            new Coordinates(Coords()),
            array.Name
        );
    }

    private IEnumerable<Coordinate> Coords() =>
        array
            .Coords.Select(c =>
                !c.Dims.Any(d => windows.Any(w => w.Dim == d))
                    ? c
                    : c.Index switch
                    {
                        NumberIndex numbers => new Coordinate(c.Name, Means(numbers, Factor(c.Name)), c.Attrs),
                        TimeIndex times => new Coordinate(c.Name, Means(times, Factor(c.Name)), c.Attrs),
                        null => new Coordinate(c.Name, Reduce(c.Variable, "mean", new ReductionOptions(SkipNaN: true))),
                        _ => null,
                    }
            )
            .OfType<Coordinate>();

    private int Factor(string dim) => windows.First(w => w.Dim == dim).Factor;

    private Variable Reduce(Variable variable, string op, ReductionOptions options)
    {
        ReductionOperand kind = ReductionOperand.Of(variable, OpTable.GetReduction(op), options.SkipNaN);
        var (blocks, axes) = Blocks(variable with { Expr = kind.Values });
        return kind.Finish(
            new Variable(variable.Dims, Exprs.Reduce(op, blocks, axes, keepDims: false, options), variable.Attrs)
        );
    }

    // Splits each axis into two: the number of the block and the position in it.
    private (ArrayExpr Blocks, int[] Axes) Blocks(Variable variable)
    {
        var shape = new List<long>();
        var axes = new List<int>();
        for (int axis = 0; axis < variable.Dims.Length; axis++)
        {
            int factor = windows.FirstOrDefault(w => w.Dim == variable.Dims[axis]).Factor;
            shape.Add(factor == 0 ? variable.Expr.Shape[axis] : variable.Expr.Shape[axis] / factor);
            if (factor == 0)
                continue;
            axes.Add(shape.Count);
            shape.Add(factor);
        }
        return (ReshapeExpr.Create(variable.Expr, [.. shape]), [.. axes]);
    }

    private static NumberIndex Means(NumberIndex index, int factor)
    {
        var means = new double[index.Length / factor];
        for (int i = 0; i < means.Length; i++)
        {
            int known = 0;
            foreach (double label in index.Labels.Slice(i * factor, factor))
            {
                if (!double.IsNaN(label))
                    (means[i], known) = (means[i] + label, known + 1);
            }

            means[i] /= known;
            if (index.DType == DType.Float32)
                means[i] = (float)means[i];
        }
        return new NumberIndex(means, index.DType == DType.Float32 ? DType.Float32 : DType.Float64);
    }

    private static TimeIndex Means(TimeIndex index, int factor)
    {
        var means = new long[index.Length / factor];
        for (int i = 0; i < means.Length; i++)
        {
            Int128 sum = 0;
            int known = 0;
            foreach (long label in index.Labels.Slice(i * factor, factor))
            {
                if (label != Engine.Storage.Cf.CfDateTime.NaT)
                    (sum, known) = (sum + label, known + 1);
            }

            means[i] = known == 0 ? Engine.Storage.Cf.CfDateTime.NaT : (long)(sum / known);
        }
        return new TimeIndex(means, index.Calendar);
    }
}
