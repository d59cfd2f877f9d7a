using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>The axes in another order.</summary>
    /// <param name="dims">
    /// Every dimension once, <c>"..."</c> for those that are not named; or none to reverse them.
    /// </param>
    /// <exception cref="GchunkException">A dimension is missing or unknown.</exception>
    public DataArray Transpose(params string[] dims)
    {
        if (dims.Length == 0)
            dims = [.. variable.Dims.Reverse()];
        if (Array.IndexOf(dims, "...") is >= 0 and var rest)
            dims = [.. dims.Take(rest), .. variable.Dims.Except(dims), .. dims.Skip(rest + 1)];
        int[] order = Array.ConvertAll(dims, Axis);
        if (order.Distinct().Count() != Dims.Count)
        {
            throw new GchunkException(
                $"Transpose needs each dimension once ({string.Join(", ", Dims)}); got ({string.Join(", ", dims)})"
            );
        }

        return With(variable with { Dims = dims, Expr = TransposeExpr.Create(variable.Expr, order) });
    }

    /// <summary>Several dimensions as one, the last of them running fastest; it comes last.</summary>
    /// <remarks>
    /// Its labels are the product of theirs, which is never written out; <see cref="Unstack(string)"/> undoes it.
    /// </remarks>
    /// <param name="dim">The name of the stacked dimension.</param>
    /// <param name="dims">The dimensions that it takes the place of.</param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown or itself stacked, or the new name is taken.
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
    /// A stacked dimension back as the dimensions that it was made from; they come last. Labels that were dropped are
    /// missing: NaN, whole numbers become float64.
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
                $"unstacking '{dim}' gives a dimension '{taken}', which there is already; rename one"
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
            expr = Take.Create(expr, rest.Length, inverse);
        expr = ReshapeExpr.Create(expr, [.. expr.Shape.Take(rest.Length), .. index.Levels.Select(l => l.Length)]);
        return variable with { Dims = [.. rest, .. index.Levels.Select(l => l.Name)], Expr = expr };
    }

    /// <summary>The array without dimensions of length 1.</summary>
    /// <param name="dims">Those to take away; none stands for all of length 1.</param>
    /// <exception cref="GchunkException">A dimension that is named is longer.</exception>
    public DataArray Squeeze(params string[] dims)
    {
        DataArray result = this;
        foreach (string dim in dims.Length > 0 ? dims : [.. Dims.Where(d => Sizes[d] == 1)])
        {
            if (Sizes[dim] != 1)
            {
                throw new GchunkException(
                    $"dimension '{dim}' has length {Sizes[dim]}; only one of length 1 can be squeezed"
                );
            }

            result = result.Isel(dim, 0);
        }
        return result;
    }

    /// <summary>
    /// The array with a new first dimension of length 1; a coordinate of that name and no dimension becomes its label.
    /// </summary>
    /// <exception cref="GchunkException">There is such a dimension already.</exception>
    public DataArray ExpandDims(string dim)
    {
        if (Dims.Contains(dim))
            throw new GchunkException($"there is a dimension '{dim}' already");
        ArrayExpr expr = ReshapeExpr.Create(variable.Expr, [1, .. Shape]);
        Coordinates coords = Coords;
        if (coords.Find(dim) is { Index: null } scalar)
        {
            coords = coords
                .Without(dim)
                .With(
                    ToCoordinate(
                        dim,
                        new DataArray(
                            scalar.Variable with
                            {
                                Dims = [dim],
                                Expr = ReshapeExpr.Create(scalar.Variable.Expr, [1]),
                            },
                            Coordinates.Empty
                        ),
                        new Sizes([new(dim, 1)])
                    )
                );
        }

        return new DataArray(variable with { Dims = [dim, .. variable.Dims], Expr = expr }, coords, Name);
    }

    /// <summary>The array cut into other blocks.</summary>
    /// <param name="chunks">
    /// Dimensions and the length of their chunks; -1 for the whole dimension. Others stay as they are.
    /// </param>
    /// <exception cref="GchunkException">A dimension is unknown, or a length is 0.</exception>
    public DataArray Chunk(params ReadOnlySpan<(string Dim, long Length)> chunks)
    {
        ChunkGrid grid = Chunks;
        foreach (var (dim, length) in chunks)
        {
            int axis = Axis(dim);
            grid = grid.With(axis, ChunkGrid.Regular(Sizes[dim], [length]).Sizes(0).ToArray());
        }
        return WithSame(RechunkExpr.Create(variable.Expr, grid));
    }

    /// <summary>The difference of each value and the one before it along a dimension.</summary>
    /// <param name="dim">The dimension, which gets shorter by one each time.</param>
    /// <param name="n">How many times.</param>
    /// <param name="label">
    /// Which of the two labels stays: <c>upper</c>, that of the later value, or <c>lower</c>.
    /// </param>
    /// <exception cref="GchunkException">
    /// There is no such dimension, <paramref name="n"/> is negative, or the label is neither.
    /// </exception>
    public DataArray Diff(string dim, int n = 1, string label = "upper")
    {
        if (label is not ("upper" or "lower"))
            throw new GchunkException($"Diff keeps the \"upper\" or the \"lower\" label; got \"{label}\"");
        if (n < 0)
            throw new GchunkException($"Diff is taken n: 0 times or more; got {n}");
        DataArray result = this;
        for (int i = 0; i < n && result.Sizes[dim] > 0; i++)
        {
            DataArray earlier = result.Isel(dim, ..^1),
                later = result.Isel(dim, 1..);
            result = (label == "upper" ? later : earlier).With(
                Elementwise("subtract", Bared(later), Bared(earlier)).variable
            );
        }
        return result;

        static DataArray Bared(DataArray array) => new(array.variable, Coordinates.Empty);
    }

    /// <summary>The values moved along a dimension by some positions, its labels staying.</summary>
    /// <param name="dim">The dimension.</param>
    /// <param name="count">By how many positions, towards the end; negative towards the beginning.</param>
    /// <param name="fillValue">What comes in from outside. With the default, NaN, whole numbers become float64.</param>
    /// <exception cref="GchunkException">There is no such dimension.</exception>
    public DataArray Shift(string dim, int count, double fillValue = double.NaN)
    {
        Axis(dim);
        long length = Sizes[dim];
        var positions = new long[length];
        for (long i = 0; i < length; i++)
            positions[i] = i - count >= 0 && i - count < length ? i - count : -1;
        return With(Reindexing.Of(variable, dim, positions, IsText ? -1 : fillValue));
    }
}
