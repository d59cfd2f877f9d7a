using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Stacks several dimensions into one in every variable that has them all; see <see cref="DataArray.Stack(string,
    /// string[])"/>.
    /// </summary>
    public Dataset Stack(string dim, params string[] dims)
    {
        Sizes.Require(dims);
        return Map(v => dims.All(v.Dims.Contains) ? v.Stack(dim, dims) : v);
    }

    /// <summary>
    /// Splits a stacked dimension into its original dimensions; see <see cref="DataArray.Unstack(string)"/>.
    /// </summary>
    public Dataset Unstack(string dim)
    {
        Sizes.Require(dim);
        return Map(v => v.Dims.Contains(dim) ? v.Unstack(dim) : v);
    }

    /// <summary>Unstacks several dimensions, by default all that are stacked.</summary>
    public Dataset Unstack(params string[] dims)
    {
        Dataset result = this;
        foreach (
            string dim in dims.Length > 0 ? dims : [.. Coords.Where(c => c.Index is ProductIndex).Select(c => c.Name)]
        )
        {
            result = result.Unstack(dim);
        }

        return result;
    }

    /// <summary>
    /// Combines all variables into one array along a new first dimension, labelled by their names; variables are
    /// broadcast along the dimensions that they lack.
    /// </summary>
    /// <exception cref="GchunkException">There are no variables, or the name is taken.</exception>
    public DataArray ToArray(string dim = "variable", string? name = null)
    {
        if (variables.Count == 0)
            throw new GchunkException("the data set has no variables to put into an array");
        if (Sizes.Contains(dim) || Contains(dim))
            throw new GchunkException($"there is a '{dim}' already; give the new dimension another name");
        DataArray[] all = Prelude.Broadcast([.. Variables]);
        DataArray joined = DataArray.Concat([.. all.Select(v => v.Rename((string?)null))], dim);
        return new DataArray(
            joined.Variable with
            {
                Attrs = Attrs.Copy(),
            },
            joined.Coords.With(new Coordinate(dim, new TextIndex([.. variables.Keys]))),
            name
        );
    }

    /// <summary>
    /// Combines all variables into one array of samples and features: the variable names and all dimensions except the
    /// sample dimensions are stacked.
    /// </summary>
    /// <param name="newDim">The name of the stacked dimension, the last one.</param>
    /// <param name="sampleDims">The dimensions to keep, which every variable must have.</param>
    /// <param name="variableDim">The name of the level that holds the variable names.</param>
    /// <exception cref="GchunkException">A variable lacks a sample dimension, or a name is taken.</exception>
    public DataArray ToStacked(string newDim, string[] sampleDims, string variableDim = "variable")
    {
        Sizes.Require(sampleDims);
        if (variables.Count == 0)
            throw new GchunkException("the data set has no variables to put into an array");
        foreach (var (name, v) in variables)
        {
            if (sampleDims.FirstOrDefault(d => !v.Dims.Contains(d)) is { } lacking)
            {
                throw new GchunkException(
                    $"variable '{name}' ({string.Join(", ", v.Dims)}) lacks the sample dimension '{lacking}'"
                );
            }
        }

        string[] stacked =
        [
            .. Dims.Where(d => !sampleDims.Contains(d) && variables.Values.Any(v => v.Dims.Contains(d))),
        ];
        var levels = new List<ProductLevel>
        {
            new(variableDim, variables.Count, new TextIndex([.. variables.Keys]), []),
        };
        foreach (string dim in stacked)
        {
            bool partial = variables.Values.Any(v => !v.Dims.Contains(dim));
            levels.Add(
                new(
                    dim,
                    Sizes[dim] + (partial ? 1 : 0),
                    partial
                        ? ProductIndex.WithMissing(Coords.IndexOf(dim) ?? NumberIndex.Count(Sizes[dim]))
                        : Coords.IndexOf(dim),
                    Coords.Find(dim)?.Attrs ?? []
                )
            );
        }
        var parts = new List<ArrayExpr>();
        var positions = new List<long>();
        int number = 0;
        DType dtype = variables.Values.Select(v => v.Expr.DType).Aggregate(DTypes.Promote);
        foreach (DataArray array in Variables)
        {
            string[] own = [.. stacked.Where(array.Dims.Contains)];
            DataArray ordered = array.Transpose([.. sampleDims, .. own]);
            parts.Add(
                CastExpr.Create(
                    ReshapeExpr.Create(
                        ordered.Expression,
                        [.. sampleDims.Select(d => Sizes[d]), own.Aggregate(1L, (n, d) => n * Sizes[d])]
                    ),
                    dtype
                )
            );
            AddPositions(positions, number++, levels, stacked, own);
        }
        long full = levels.Aggregate(1L, (n, l) => n * l.Length);
        var index = new ProductIndex(levels, positions.Count == full ? null : [.. positions]);
        Coordinates coords = Coords.Over(sampleDims);
        return new DataArray(
            new Variable([.. sampleDims, newDim], ConcatenateExpr.Create(parts, sampleDims.Length), []),
            coords.With(new Coordinate(newDim, index))
        );
    }

    // The positions of a variable's values in the product of all levels; on a level that it lacks, the last one.
    private static void AddPositions(
        List<long> positions,
        long number,
        List<ProductLevel> levels,
        string[] stacked,
        string[] own
    )
    {
        List<long> all = [number];
        for (int l = 0; l < stacked.Length; l++)
        {
            long length = levels[l + 1].Length;
            bool has = own.Contains(stacked[l]),
                partial = levels[l + 1].Index is { } i && ProductIndex.EndsMissing(i);
            var next = new List<long>();
            foreach (long at in all)
            {
                if (!has)
                {
                    next.Add(at * length + length - 1);
                }
                else
                {
                    for (long k = 0; k < length - (partial ? 1 : 0); k++)
                        next.Add(at * length + k);
                }
            }

            all = next;
        }
        positions.AddRange(all);
    }
}
