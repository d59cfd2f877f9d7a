using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Stacks several dimensions into one, which comes last; the last of them varies fastest.</summary>
    /// <remarks>
    /// Its labels are the product of theirs, which is never materialized; <see cref="Unstack(string)"/> undoes it.
    /// </remarks>
    /// <param name="dim">The name of the stacked dimension.</param>
    /// <param name="dims">The dimensions to stack.</param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or already stacked, or the new name is taken.
    /// </exception>
    public DataArray Stack(string dim, params string[] dims)
    {
        if (dims.Length == 0)
        {
            throw new GchunkException(
                $"Stack(\"{dim}\", …) needs the dimensions to stack, for example [\"lat\", \"lon\"]"
            );
        }

        foreach (string d in dims)
        {
            Axis(d);
            if (Coords.IndexOf(d) is ProductIndex)
                throw new GchunkException($"'{d}' is already stacked; Unstack it first");
        }
        if (dims.Distinct().Count() != dims.Length)
            throw new GchunkException($"Stack names a dimension twice: {string.Join(", ", dims)}");
        if ((Dims.Contains(dim) || Coords.Find(dim) is not null) && !dims.Contains(dim))
            throw new GchunkException($"there is a '{dim}' already; stack into another name");
        var index = new ProductIndex([
            .. dims.Select(d => new ProductLevel(d, Sizes[d], Coords.IndexOf(d), Coords.Find(d)?.Attrs ?? [])),
        ]);
        IEnumerable<Coordinate> others = Coords
            .Where(c => !dims.Contains(c.Name))
            .Select(c =>
                c.Dims.Any(dims.Contains) ? new Coordinate(c.Name, StackVariable(c.Variable, dim, dims, Sizes)) : c
            );
        return new DataArray(
            StackVariable(variable, dim, dims, Sizes),
            new Coordinates([.. others, new Coordinate(dim, index)]),
            Name
        );
    }

    private static Variable StackVariable(Variable variable, string dim, string[] dims, Sizes sizes)
    {
        string[] rest = [.. variable.Dims.Except(dims)];
        ArrayExpr expr = variable.Expr;
        string[] own = variable.Dims;
        if (dims.Except(own).Any())
        {
            // A coordinate over some of the stacked dimensions is repeated along the others.
            own = [.. own, .. dims.Except(own)];
            var chunks = new long[own.Length][];
            for (int a = 0; a < own.Length; a++)
                chunks[a] = a < expr.Rank ? expr.Chunks.Sizes(a).ToArray() : [sizes[own[a]]];
            expr = BroadcastExpr.Create(expr, [.. Enumerable.Range(0, expr.Rank)], new ChunkGrid(chunks));
        }
        string[] order = [.. rest, .. dims];
        expr = TransposeExpr.Create(expr, Array.ConvertAll(order, d => Array.IndexOf(own, d)));
        long total = 1;
        foreach (string d in dims)
            total *= sizes[d];
        expr = ReshapeExpr.Create(expr, [.. expr.Shape.Take(rest.Length), total]);
        return variable with { Dims = [.. rest, dim], Expr = expr };
    }

    /// <summary>
    /// Stacks several groups of dimensions, one after the other; see <see cref="Stack(string, string[])"/>.
    /// </summary>
    public DataArray Stack(params ReadOnlySpan<(string Dim, string[] Dims)> stacks)
    {
        DataArray result = this;
        foreach (var (dim, dims) in stacks)
            result = result.Stack(dim, dims);
        return result;
    }

    /// <summary>
    /// Splits a stacked dimension into its original dimensions, which come last. Combinations that were dropped are
    /// missing (NaN), so integers become float64.
    /// </summary>
    /// <exception cref="GchunkException">The dimension is unknown or not stacked.</exception>
    public DataArray Unstack(string dim)
    {
        Axis(dim);
        if (Coords.IndexOf(dim) is not ProductIndex index)
        {
            throw new GchunkException(
                $"'{dim}' is not stacked, so it cannot be unstacked{(Coords.FirstOrDefault(c => c.Index is ProductIndex) is { } stacked ? $"; did you mean '{stacked.Name}'?" : "")}"
            );
        }

        string[] levels = [.. index.Levels.Select(l => l.Name)];
        if (levels.FirstOrDefault(l => l != dim && Dims.Contains(l)) is { } taken)
        {
            throw new GchunkException(
                $"unstacking '{dim}' gives a dimension '{taken}', which exists already; rename one"
            );
        }

        long[]? inverse = index.Inverse();
        List<Coordinate> coords =
        [
            .. index.Levels.Where(l => l.Index is not null).Select(l => new Coordinate(l.Name, l.Index!, l.Attrs)),
        ];
        foreach (Coordinate c in Coords)
        {
            if (c.Name != dim)
            {
                coords.Add(
                    c.Dims.Contains(dim) ? new Coordinate(c.Name, UnstackVariable(c.Variable, dim, index, inverse)) : c
                );
            }
        }

        return new DataArray(UnstackVariable(variable, dim, index, inverse), new Coordinates(coords), Name);
    }

    private static Variable UnstackVariable(Variable variable, string dim, ProductIndex index, long[]? inverse)
    {
        string[] rest = [.. variable.Dims.Where(d => d != dim)];
        ArrayExpr expr = TransposeExpr.Create(
            variable.Expr,
            [.. rest.Append(dim).Select(d => Array.IndexOf(variable.Dims, d))]
        );
        if (inverse is not null)
        {
            Variable ordered = variable with { Dims = [.. rest, dim], Expr = expr };
            expr = Reindexing.Of(ordered, dim, inverse).Expr;
        }
        expr = ReshapeExpr.Create(expr, [.. expr.Shape.Take(rest.Length), .. index.Levels.Select(l => l.Length)]);
        return variable with { Dims = [.. rest, .. index.Levels.Select(l => l.Name)], Expr = expr };
    }

    /// <summary>
    /// Unstacks several dimensions, by default all that are stacked. See <see cref="Unstack(string)"/>.
    /// </summary>
    public DataArray Unstack(params string[] dims)
    {
        DataArray result = this;
        foreach (
            string dim in dims.Length > 0 ? dims : [.. Coords.Where(c => c.Index is ProductIndex).Select(c => c.Name)]
        )
        {
            result = result.Unstack(dim);
        }

        return result;
    }

    /// <summary>Returns a data set with a variable for each label of a dimension.</summary>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    public Dataset ToDatasetAlong(string dim)
    {
        DimensionIndex labels = IndexOrCount(dim);
        return new Dataset(
            [
                .. Enumerable
                    .Range(0, (int)labels.Length)
                    .Select(i => Isel(dim, i).DropCoordsIfAny(dim).Rename(labels.Label(i))),
            ],
            Attrs
        );
    }

    /// <summary>Turns the result of <see cref="Dataset.ToStacked"/> back into a data set.</summary>
    /// <param name="dim">The stacked dimension.</param>
    /// <exception cref="GchunkException">The dimension is not stacked from variables.</exception>
    public Dataset ToUnstacked(string dim)
    {
        Axis(dim);
        if (Coords.IndexOf(dim) is not ProductIndex { Levels: [{ Index: TextIndex names }, ..] } product)
            throw new GchunkException($"'{dim}' is not stacked from the variables of a data set; ToStacked makes it");
        var arrays = new List<DataArray>();
        long each = product.FullLength / names.Length;
        for (int v = 0; v < names.Length; v++)
        {
            long[] own =
            [
                .. Enumerable
                    .Range(0, (int)product.Length)
                    .Select(i => (long)i)
                    .Where(i => product.PositionInProduct(i) / each == v),
            ];
            if (own.Length == 0)
                continue;
            // The variable lacks a level if all of its positions lie at the level's last, missing label.
            int[] levels =
            [
                .. Enumerable.Range(1, product.Levels.Count - 1).Where(l => !own.All(i => product.IsMissing(i, l))),
            ];
            DataArray part = Pick(dim, AxisPick.From(own));
            ProductLevel[] kept = [.. levels.Select(l => product.WithoutMissing(l))];
            DataArray bare = part.DropCoordsIfAny(dim);
            if (levels.Length == 0)
            {
                arrays.Add(bare.Isel(dim, 0).Rename(names.Label(v)));
            }
            else
            {
                long[] positions =
                [
                    .. own.Select(i =>
                        kept.Select((l, k) => product.PositionOnLevel(i, levels[k]))
                            .Zip(kept)
                            .Aggregate(0L, (at, l) => at * l.Second.Length + l.First)
                    ),
                ];
                bool whole =
                    positions.Length == kept.Aggregate(1L, (n, l) => n * l.Length)
                    && positions.Select((p, i) => p == i).All(x => x);
                arrays.Add(
                    new DataArray(
                        bare.variable,
                        bare.Coords.With(new Coordinate(dim, new ProductIndex(kept, whole ? null : positions))),
                        names.Label(v)
                    ).Unstack(dim)
                );
            }
        }
        return new Dataset(arrays);
    }
}
