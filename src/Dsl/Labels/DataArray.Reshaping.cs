using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>Reorders the dimensions.</summary>
    /// <param name="dims">
    /// Every dimension once, with <c>"..."</c> for those that are not named; none to reverse the order.
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

    /// <summary>Removes dimensions of length 1.</summary>
    /// <param name="dims">The dimensions to remove; by default all of length 1.</param>
    /// <exception cref="GchunkException">A named dimension is longer than 1.</exception>
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

    /// <summary>The transpose: the dimensions in reverse order.</summary>
    public DataArray T => Transpose();

    /// <summary>Adds a first dimension of length 1; a scalar coordinate of that name becomes its label.</summary>
    /// <exception cref="GchunkException">The dimension exists already.</exception>
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

    /// <summary>Repeats the array along a new first dimension with labels.</summary>
    /// <exception cref="GchunkException">The dimension exists already.</exception>
    public DataArray ExpandDims(string dim, params double[] labels) => ExpandDims(dim, new NumberIndex(labels));

    /// <summary>Repeats the array along a new first dimension with labels.</summary>
    /// <exception cref="GchunkException">The dimension exists already.</exception>
    public DataArray ExpandDims(string dim, DimensionIndex labels)
    {
        DataArray one = DropCoordsIfAny(dim).ExpandDims(dim);
        ArrayExpr values = BroadcastExpr.Create(
            one.Expression,
            [.. Enumerable.Range(0, one.Dims.Count)],
            one.Chunks.With(0, [labels.Length])
        );
        return new DataArray(one.variable with { Expr = values }, one.Coords.With(new Coordinate(dim, labels)), Name);
    }

    /// <summary>Changes the chunks.</summary>
    /// <param name="chunks">
    /// Dimensions with their chunk lengths, -1 for the whole dimension. Other dimensions keep their chunks.
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

    /// <summary>
    /// Pads the array along some dimensions. Labels are padded like the values if the mode copies values from the
    /// array, else they are missing; a missing text is the empty one.
    /// </summary>
    /// <param name="widths">For each dimension, how many elements are added before and after.</param>
    /// <param name="mode">
    /// <c>constant</c>; <c>edge</c>, <c>reflect</c>, <c>symmetric</c>, <c>wrap</c>, <c>maximum</c>, <c>mean</c>,
    /// <c>median</c>, <c>minimum</c> or <c>linear_ramp</c>, as in NumPy.
    /// </param>
    /// <param name="value">
    /// The constant; NaN promotes integers to float64. For <c>linear_ramp</c> the end of the ramp, where NaN means 0.
    /// </param>
    /// <exception cref="Engine.GchunkException">
    /// A dimension is unknown, a width negative, or the mode unknown.
    /// </exception>
    public DataArray Pad(
        (string Dim, long Before, long After)[] widths,
        string mode = "constant",
        double value = double.NaN
    )
    {
        foreach (var (dim, _, _) in widths)
            Axis(dim);
        // Labels are padded like the values only by the modes that copy values.
        string own = Copies(mode) ? mode : "constant";
        var coords = new List<Coordinate>();
        foreach (Coordinate c in Coords)
        {
            if (!c.Dims.Any(d => widths.Any(w => w.Dim == d)))
            {
                coords.Add(c);
            }
            else if (c.Index is ProductIndex)
            {
                continue;
            }
            else
            {
                coords.Add(Relabelled(c, Padded(c.Variable, widths, own, double.NaN)));
            }
        }
        return new DataArray(Padded(variable, widths, mode, value), new Coordinates(coords), Name);
    }

    private static bool Copies(string mode) => mode is "edge" or "reflect" or "symmetric" or "wrap";

    private static Coordinate Relabelled(Coordinate old, Variable values) =>
        old.Index is null
            ? new Coordinate(old.Name, values)
            : ToCoordinate(
                old.Name,
                new DataArray(values, Coordinates.Empty),
                new Sizes([new(old.Name, values.Expr.Shape[0])])
            );

    private static Variable Padded(
        Variable variable,
        (string Dim, long Before, long After)[] widths,
        string mode,
        double value
    )
    {
        bool isText = variable.Texts is not null;
        if ((variable.HasNaT || isText) && mode == "constant" && double.IsNaN(value))
        {
            foreach (var (dim, before, after) in widths)
            {
                int axis = System.Array.IndexOf(variable.Dims, dim);
                if (axis < 0)
                    continue;
                var positions = new long[before + variable.Expr.Shape[axis] + after];
                for (long i = 0; i < positions.Length; i++)
                    positions[i] = i < before || i >= positions.Length - after ? -1 : i - before;
                variable = Reindexing.Of(variable, dim, positions);
            }

            return variable;
        }

        (long, long)[] margins = System.Array.ConvertAll(
            variable.Dims,
            d => System.Array.Find(widths, w => w.Dim == d) is { Dim: not null } w ? (w.Before, w.After) : (0, 0)
        );
        // Modes that copy values copy the codes of texts.
        var array = new ChunkedArray(isText && Copies(mode) ? variable.Expr : variable.Numbers);
        if (mode == "constant" && double.IsNaN(value) && !array.DType.IsFloat)
            array = array.AsType(DType.Float64);
        return variable with { Expr = array.Pad(margins, mode, value).Expression };
    }
}
