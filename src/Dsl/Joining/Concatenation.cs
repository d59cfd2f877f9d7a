using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Arrays joined along a dimension that they have, or, where none has it, along a new one, which comes first.
    /// </summary>
    /// <param name="arrays">The arrays.</param>
    /// <param name="dim">
    /// The dimension. A coordinate of that name and no dimension gives the labels of a new one.
    /// </param>
    /// <param name="join">Which labels of the other dimensions are kept; by default they must be equal.</param>
    /// <exception cref="GchunkException">There are none, or their dimensions or other labels differ.</exception>
    public static DataArray Concat(IReadOnlyList<DataArray> arrays, string dim, Join join = Join.Exact)
    {
        if (arrays.Count == 0)
            throw new GchunkException("there is nothing to join: give at least one array");
        DataArray[] all = [.. arrays.Select(a => a.Dims.Contains(dim) ? a : a.ExpandDims(dim))];
        DataArray first = all[0];
        foreach (DataArray array in all)
        {
            if (!array.Dims.SequenceEqual(first.Dims))
            {
                throw new GchunkException(
                    $"arrays with the dimensions ({string.Join(", ", first.Dims)}) and ({string.Join(", ", array.Dims)}) cannot be joined; Transpose one"
                );
            }
        }

        Dictionary<string, Coordinate> labels = LabelJoin.Labels(
            "Concat",
            [.. all.Select(a => (a.Sizes, a.Coords))],
            join,
            null,
            dim
        );
        for (int i = 0; i < all.Length; i++)
            all[i] = LabelJoin.Of(all[i], labels, join, null);
        first = all[0];
        ArrayExpr values = ConcatenateExpr.Create([.. all.Select(a => a.variable.Expr)], first.Axis(dim));
        if (first.IsText)
        {
            return new DataArray(
                TextCodes.Join([.. all.Select(a => a.variable)], first.Axis(dim)),
                JoinedCoords([.. all.Select(a => a.Coords)], [.. all.Select(a => a.Sizes[dim])], dim),
                first.Name
            );
        }

        return new DataArray(
            first.variable with
            {
                Expr = values,
            },
            JoinedCoords([.. all.Select(a => a.Coords)], [.. all.Select(a => a.Sizes[dim])], dim),
            first.Name
        );
    }

    // Labels are put one behind the other; what else runs along the dimension, or differs, too.
    internal static Coordinates JoinedCoords(Coordinates[] coords, long[] lengths, string dim)
    {
        var joined = new List<Coordinate>();
        foreach (Coordinate c in coords[0])
        {
            Coordinate[] each = [.. coords.Select(o => o.Find(c.Name)).OfType<Coordinate>()];
            if (each.Length < coords.Length)
                continue;
            if (c.Name == dim)
            {
                if (each.All(e => e.Index is not null))
                {
                    joined.Add(
                        new Coordinate(dim, c.Index!.Concatenate([.. each.Skip(1).Select(e => e.Index!)]), c.Attrs)
                    );
                }
            }
            else if (c.Index is not null || (!c.Dims.Contains(dim) && each.All(c.IsSame)))
            {
                joined.Add(c);
            }
            else if (each.All(e => e.Index is null && e.Dims.SequenceEqual(c.Dims) && Equals(e.Calendar, c.Calendar)))
            {
                bool has = c.Dims.Contains(dim);
                int axis = has ? Array.IndexOf(c.Variable.Dims, dim) : 0;
                Variable[] parts =
                [
                    .. each.Select(
                        (e, i) =>
                            has
                                ? e.Variable
                                : e.Variable with
                                {
                                    Dims = [dim, .. e.Variable.Dims],
                                    Expr = Repeated(e.Variable.Expr, lengths[i]),
                                }
                    ),
                ];
                joined.Add(
                    new Coordinate(
                        c.Name,
                        parts[0].Texts is null
                            ? parts[0] with
                            {
                                Expr = ConcatenateExpr.Create([.. parts.Select(p => p.Expr)], axis),
                            }
                            : TextCodes.Join(parts, axis)
                    )
                );
            }
        }
        return new Coordinates(joined);
    }

    // The same along a new first axis.
    private static ArrayExpr Repeated(ArrayExpr values, long count)
    {
        ArrayExpr one = ReshapeExpr.Create(values, [1, .. values.Shape]);
        return count == 1
            ? one
            : BroadcastExpr.Create(one, [.. Enumerable.Range(0, one.Rank)], one.Chunks.With(0, [count]));
    }

    internal DataArray DropAllCoords() => new(variable, Coordinates.Empty, Name);
}

public sealed partial class Dataset
{
    /// <summary>
    /// Data sets with the same variables joined along a dimension: those that have it one behind the other, the rest
    /// must be equal; along a new dimension every variable gets it.
    /// </summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="dim">The dimension.</param>
    /// <param name="join">Which labels of the other dimensions are kept; by default they must be equal.</param>
    /// <exception cref="GchunkException">There are none, or variables or labels differ.</exception>
    public static Dataset Concat(IReadOnlyList<Dataset> datasets, string dim, Join join = Join.Exact)
    {
        if (datasets.Count == 0)
            throw new GchunkException("there is nothing to join: give at least one data set");
        bool isNew = !datasets.Any(d => d.Sizes.Contains(dim));
        Dictionary<string, Coordinate> labels = LabelJoin.Labels(
            "Concat",
            [.. datasets.Select(a => (a.Sizes, a.Coords))],
            join,
            null,
            dim
        );
        Dataset[] all = [.. datasets.Select(d => LabelJoin.Of(d, labels, join, null))];
        var variables = new OrderedDictionary<string, Variable>();
        foreach (string name in all[0].Names)
        {
            if (all.FirstOrDefault(d => !d.variables.ContainsKey(name)) is { } lacking)
            {
                throw new GchunkException(
                    $"a data set lacks the variable '{name}' that the first has (it has {string.Join(", ", lacking.Names)}); data sets that are joined must hold the same variables"
                );
            }

            DataArray[] each = [.. all.Select(d => d[name])];
            if (isNew || each.Any(a => a.Dims.Contains(dim)))
            {
                variables[name] = DataArray.Concat([.. each.Select(a => a.DropAllCoords())], dim).Variable;
            }
            else
            {
                variables[name] = Merging
                    .Merge([.. each.Select(a => a.DropAllCoords().ToDataset(name))], Join.Exact, "equals")
                    .VariableOf(name);
            }
        }
        if (all.SelectMany(d => d.Names).FirstOrDefault(n => !variables.ContainsKey(n)) is { } more)
        {
            throw new GchunkException(
                $"the first data set lacks the variable '{more}' that another has; data sets that are joined must hold the same variables"
            );
        }

        Coordinates coords = DataArray.JoinedCoords(
            [.. all.Select(d => isNew ? d.ExpandCoords(dim) : d.Coords)],
            [.. all.Select(d => isNew ? 1 : d.Sizes[dim])],
            dim
        );
        return new Dataset(variables, coords, all[0].Attrs.Copy());
    }

    // A coordinate of no dimension becomes the label of a new one that bears its name.
    private Coordinates ExpandCoords(string dim) =>
        Coords.Find(dim) is { Index: null } scalar
            ? Coords
                .Without(dim)
                .With(
                    DataArray.ToCoordinate(
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
                )
            : Coords;
}
