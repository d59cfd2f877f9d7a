using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    private Dataset WithCoords(Coordinates coords) => new(variables, coords, Attrs.Copy(), Unreadable);

    /// <summary>The data set with a dimension labelled by numbers.</summary>
    public Dataset AssignCoords(string dim, params double[] labels) => AssignCoords(dim, new NumberIndex(labels));

    /// <summary>The data set with a dimension labelled: by numbers, texts or times.</summary>
    public Dataset AssignCoords(string dim, DimensionIndex labels)
    {
        _ = Sizes[dim];
        return WithCoords(Coords.With(new Coordinate(dim, labels, Coords.Find(dim)?.Attrs)));
    }

    /// <summary>
    /// The data set with a coordinate added or replaced; one named as a dimension becomes its labels.
    /// </summary>
    public Dataset AssignCoords(string name, DataArray values) =>
        WithCoords(Coords.With(DataArray.ToCoordinate(name, values, Sizes)));

    /// <summary>The data set with other attributes.</summary>
    public Dataset AssignAttrs(params ReadOnlySpan<(string Name, object Value)> attrs)
    {
        Attributes all = Attrs.Copy();
        foreach (var (name, value) in attrs)
            all[name] = value;
        return new Dataset(variables, Coords, all, Unreadable);
    }

    /// <summary>The data set with several variables added or replaced.</summary>
    public Dataset Assign(params ReadOnlySpan<(string Name, DataArray Array)> arrays)
    {
        Dataset result = this;
        foreach (var (name, array) in arrays)
            result = result.Assign(name, array);
        return result;
    }

    /// <summary>The data set without some variables or coordinates.</summary>
    /// <exception cref="GchunkException">There is no such variable.</exception>
    public Dataset DropVars(params string[] names) => Drop(names);

    /// <summary>The data set without some dimensions and every variable along them.</summary>
    /// <exception cref="GchunkException">There is no such dimension.</exception>
    public Dataset DropDims(params string[] dims)
    {
        foreach (string dim in dims)
            _ = Sizes[dim];
        return new(
            new OrderedDictionary<string, Variable>(variables.Where(v => !v.Value.Dims.Any(dims.Contains))),
            Coords.WithoutDims(dims),
            Attrs.Copy(),
            Unreadable
        );
    }

    /// <summary>Variables as coordinates.</summary>
    /// <exception cref="GchunkException">There is no such variable.</exception>
    public Dataset SetCoords(params string[] names)
    {
        Coordinates coords = Coords;
        foreach (string name in names)
        {
            if (!variables.TryGetValue(name, out Variable? variable))
                throw new GchunkException(Spelling.Unknown("variable", name, variables.Keys));
            coords = coords.With(DataArray.ToCoordinate(name, new DataArray(variable, Coordinates.Empty), Sizes));
        }
        return new(
            new OrderedDictionary<string, Variable>(variables.Where(v => !names.Contains(v.Key))),
            coords,
            Attrs.Copy(),
            Unreadable
        );
    }

    /// <summary>Coordinates that are no labels as variables.</summary>
    /// <param name="names">The coordinates; all that are no labels where none is given.</param>
    /// <exception cref="GchunkException">There is no such coordinate, or it labels a dimension.</exception>
    public Dataset ResetCoords(params string[] names)
    {
        if (names.Length == 0)
            names = [.. Coords.Where(c => c.Index is null).Select(c => c.Name)];
        foreach (string name in names)
        {
            if (Coords[name].Index is not null)
            {
                throw new GchunkException(
                    $"'{name}' labels a dimension and cannot become a variable; ResetIndex(\"{name}\") takes the labels off first"
                );
            }
        }

        return new(
            new OrderedDictionary<string, Variable>([
                .. variables,
                .. names.Select(n => KeyValuePair.Create(n, Coords[n].Variable)),
            ]),
            Coords.Without(names),
            Attrs.Copy(),
            Unreadable
        );
    }

    /// <summary>Dimensions under the names of coordinates along them; see <see cref="DataArray.SwapDims"/>.</summary>
    public Dataset SwapDims(params ReadOnlySpan<(string Old, string New)> names)
    {
        Dataset result = this;
        foreach (var (old, name) in names)
        {
            _ = result.Sizes[old];
            Dataset from = result.variables.ContainsKey(name) ? result.SetCoords(name) : result;
            result = from.MapVariables(
                (_, v) => v with { Dims = Array.ConvertAll(v.Dims, d => d == old ? name : d) },
                DataArray.Swapped(from.Coords, old, name),
                from.Attrs
            );
        }
        return result;
    }

    /// <summary>
    /// A dimension labelled by the values of a coordinate or variable along it, which goes; they are computed.
    /// </summary>
    public Dataset SetIndex(string dim, string coordinate)
    {
        _ = Sizes[dim];
        Dataset from = variables.ContainsKey(coordinate) ? SetCoords(coordinate) : this;
        return from.WithCoords(DataArray.Indexed(from.Coords, dim, coordinate));
    }

    /// <summary>A dimension without labels; these become a coordinate with an underscore behind its name.</summary>
    public Dataset ResetIndex(string dim, bool drop = false)
    {
        _ = Sizes[dim];
        return WithCoords(DataArray.Unlabelled(Coords, dim, drop));
    }

    /// <summary>The data set without dimensions of length 1.</summary>
    /// <exception cref="GchunkException">A dimension that is named is longer.</exception>
    public Dataset Squeeze(params string[] dims)
    {
        Dataset result = this;
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
    /// Every variable with a new first dimension of length 1; a coordinate of that name and no dimension becomes its
    /// label.
    /// </summary>
    public Dataset ExpandDims(string dim) =>
        Sizes.Contains(dim)
            ? throw new GchunkException($"there is a dimension '{dim}' already")
            : Map(v => v.ExpandDims(dim));

    /// <summary>Every variable repeated along a new first dimension with labels.</summary>
    public Dataset ExpandDims(string dim, params double[] labels) =>
        Sizes.Contains(dim)
            ? throw new GchunkException($"there is a dimension '{dim}' already")
            : Map(v => v.ExpandDims(dim, labels));

    /// <summary>Several stacked dimensions taken apart; all of them where none is named.</summary>
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
    /// All variables in one array, along a new first dimension that their names label; values are repeated along
    /// dimensions that a variable lacks.
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
    /// All variables in one array of samples and features: every dimension but those of the samples is stacked, behind
    /// the variables' names.
    /// </summary>
    /// <param name="newDim">The name of the stacked dimension, the last one.</param>
    /// <param name="sampleDims">The dimensions that stay; every variable has them.</param>
    /// <param name="variableDim">The name of the level of variables.</param>
    /// <exception cref="GchunkException">A variable lacks a sample dimension, or a name is taken.</exception>
    public DataArray ToStacked(string newDim, string[] sampleDims, string variableDim = "variable")
    {
        foreach (string dim in sampleDims)
            _ = Sizes[dim];
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
        var places = new List<long>();
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
            AddPlaces(places, number++, levels, stacked, own);
        }
        long full = levels.Aggregate(1L, (n, l) => n * l.Length);
        var index = new ProductIndex(levels, places.Count == full ? null : [.. places]);
        Coordinates coords = Coords.Over(sampleDims);
        return new DataArray(
            new Variable([.. sampleDims, newDim], ConcatenateExpr.Create(parts, sampleDims.Length), []),
            coords.With(new Coordinate(newDim, index))
        );
    }

    // The places of a variable's values in the product of all levels; on a level that it lacks, the last.
    private static void AddPlaces(
        List<long> places,
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
        places.AddRange(all);
    }

    /// <summary>What a function makes of the data set: for chains of functions of one's own.</summary>
    public T Pipe<T>(Func<Dataset, T> function) => function(this);

    /// <summary>
    /// Whether another data set has the same variables and coordinates with equal values; computes both.
    /// </summary>
    public bool Equal(Dataset other) =>
        Names.Order().SequenceEqual(other.Names.Order())
        && Coords.Names.Order().SequenceEqual(other.Coords.Names.Order())
        && Names.All(n => this[n].Equal(other[n]));

    /// <summary>Whether another data set is equal and has the same attributes.</summary>
    public bool Identical(Dataset other) =>
        DataArray.SameAttributes(Attrs, other.Attrs) && Equal(other) && Names.All(n => this[n].Identical(other[n]));
}
