using Gchunk.Dsl.Joining;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

/// <summary>
/// Labelled arrays that share dimensions and coordinates, like the variables of a NetCDF file. Only its attributes and,
/// by assignment in brackets, its variables can be changed. It is lazy except for the labels of dimensions.
/// </summary>
public sealed partial class Dataset
{
    private OrderedDictionary<string, Variable> variables;

    internal Dataset(
        OrderedDictionary<string, Variable> variables,
        Coordinates coords,
        Attributes attrs,
        IReadOnlyDictionary<string, string>? unreadable = null
    )
    {
        (this.variables, Coords, Attrs, Unreadable) = (
            variables,
            coords,
            attrs,
            unreadable ?? new Dictionary<string, string>()
        );
        var sizes = new OrderedDictionary<string, long>();
        foreach (Coordinate c in coords)
        {
            if (c.Index is { } index)
                sizes[c.Name] = index.Length;
        }

        foreach (
            var (name, variable) in variables.Concat(
                coords.Where(c => c.Index is null).Select(c => KeyValuePair.Create(c.Name, c.Variable))
            )
        )
        {
            for (int axis = 0; axis < variable.Dims.Length; axis++)
            {
                if (
                    !sizes.TryAdd(variable.Dims[axis], variable.Expr.Shape[axis])
                    && sizes[variable.Dims[axis]] != variable.Expr.Shape[axis]
                )
                {
                    throw new GchunkException(
                        $"'{name}' has length {variable.Expr.Shape[axis]} along '{variable.Dims[axis]}', which has length {sizes[variable.Dims[axis]]} in the data set"
                    );
                }
            }
        }

        Sizes = new Sizes(sizes);
    }

    /// <summary>Makes a data set of arrays.</summary>
    /// <param name="arrays">The arrays, each with a different name; labels of shared dimensions must be equal.</param>
    /// <param name="attrs">Attributes of the data set.</param>
    /// <exception cref="GchunkException">An array has no name, a name occurs twice, or labels differ.</exception>
    public Dataset(IEnumerable<DataArray> arrays, Attributes? attrs = null)
        : this(Collect([.. arrays], out Coordinates coords), coords, attrs?.Copy() ?? []) { }

    private static OrderedDictionary<string, Variable> Collect(DataArray[] arrays, out Coordinates coords)
    {
        var variables = new OrderedDictionary<string, Variable>();
        var all = new OrderedDictionary<string, Coordinate>();
        Broadcasting.Check("Dataset", arrays, Broadcasting.Dims(arrays));
        foreach (DataArray array in arrays)
        {
            if (array.Name is not { Length: > 0 } name)
                throw new GchunkException("an array in a data set needs a name; give it one with Rename(\"name\")");
            if (!variables.TryAdd(name, array.Variable))
                throw new GchunkException($"two arrays of the data set are called '{name}'; Rename one");
            foreach (Coordinate c in array.Coords)
            {
                if (!all.TryAdd(c.Name, c) && c.Index is null && !all[c.Name].IsSame(c))
                {
                    throw new GchunkException(
                        $"the coordinate '{c.Name}' of '{name}' differs from that of an earlier array; remove it with DropCoords(\"{c.Name}\")"
                    );
                }
            }
        }
        if (variables.Keys.FirstOrDefault(all.ContainsKey) is { } both)
            throw new GchunkException($"'{both}' is the name of an array and of a coordinate; Rename one");
        coords = new Coordinates(all.Values);
        return variables;
    }

    /// <summary>The length of each dimension by its name.</summary>
    public Sizes Sizes { get; private set; }

    /// <summary>The names of the dimensions.</summary>
    public IReadOnlyList<string> Dims => [.. Sizes.Names];

    /// <summary>The coordinates.</summary>
    public Coordinates Coords { get; private set; }

    /// <summary>The attributes of the data set: title, history, conventions.</summary>
    public Attributes Attrs { get; }

    /// <summary>
    /// The path or address of the file or store that the data set was opened from, which <c>preprocess</c> can read;
    /// null for a data set that was made or changed. It is xarray's <c>encoding["source"]</c>.
    /// </summary>
    public string? Source { get; internal init; }

    /// <summary>The names of the data variables.</summary>
    public IReadOnlyList<string> Names => [.. variables.Keys];

    /// <summary>The data variables.</summary>
    public IReadOnlyList<DataArray> Variables =>
        [.. variables.Select(v => new DataArray(v.Value, Coords, v.Key).OwnedBy(this))];

    /// <summary>The number of bytes that all data variables and coordinates take in memory.</summary>
    public long NBytes =>
        variables.Values.Sum(v => v.Expr.NBytes)
        + Coords
            .Where(c => c.Index is not (TextIndex or ProductIndex))
            .Sum(c => c.Index is { } i ? i.Length * i.DType.Size : c.Variable.Expr.NBytes);

    // The variables of the file that cannot be read as arrays, each with the reason.
    internal IReadOnlyDictionary<string, string> Unreadable { get; private set; }

    internal Variable VariableOf(string name) => variables[name];

    /// <summary>
    /// A data variable, or a coordinate, by its name. An assignment adds or replaces it, in this data set; labels of
    /// shared dimensions must be equal.
    /// </summary>
    /// <exception cref="GchunkException">There is none; the message suggests the nearest name.</exception>
    public DataArray this[string name]
    {
        get
        {
            if (variables.TryGetValue(name, out Variable? variable))
                return new DataArray(variable, Coords, name).OwnedBy(this);
            if (Coords.Find(name) is not null || Sizes.Contains(name))
                return DataArray.CoordinateArray(name, Coords, Sizes);
            if (DataArray.LevelOf(name, Coords, Sizes) is { } level)
                return new DataArray(level, Coords, name);
            if (DataArray.PartOf(name, Coords, Sizes) is { } part)
                return part;
            if (Unreadable.TryGetValue(name, out string? reason))
                throw new GchunkException($"variable '{name}' cannot be used: {reason}");
            throw new GchunkException(Spelling.Unknown("variable", name, variables.Keys.Concat(Coords.Names)));
        }
        set
        {
            bool isCoordinate = Coords.Find(name) is not null || Sizes.Contains(name);
            Dataset changed = isCoordinate ? AssignCoords(name, value) : Assign(name, value);
            (variables, Coords, Sizes, Unreadable) = (
                changed.variables,
                changed.Coords,
                changed.Sizes,
                changed.Unreadable
            );
        }
    }

    // Replaces the values of a variable, unless it has been replaced already.
    internal void Replace(string name, Variable before, Variable after)
    {
        if (!variables.TryGetValue(name, out Variable? own) || !ReferenceEquals(own, before))
            return;
        // Other data sets may share the dictionary.
        variables = new OrderedDictionary<string, Variable>(variables) { [name] = after };
    }

    /// <summary>True if there is a data variable or coordinate of this name.</summary>
    public bool Contains(string name) => variables.ContainsKey(name) || Coords.Find(name) is not null;

    /// <summary>A data set of some of the data variables, in the order given: <c>ds[["pr", "tas"]]</c>.</summary>
    /// <exception cref="GchunkException">There is no such variable.</exception>
    public Dataset this[IEnumerable<string> names] => Subset([.. names]);

    /// <summary>Returns a data set of some of the data variables, in the order given.</summary>
    /// <exception cref="GchunkException">There is no such variable.</exception>
    public Dataset Subset(params string[] names) =>
        new(
            new OrderedDictionary<string, Variable>(names.Select(n => KeyValuePair.Create(n, this[n].Variable))),
            Coords,
            Attrs.Copy()
        );

    /// <summary>Removes some variables or coordinates.</summary>
    /// <exception cref="GchunkException">There is no such variable.</exception>
    public Dataset Drop(params string[] names)
    {
        foreach (string name in names)
        {
            if (!Contains(name) && !Unreadable.ContainsKey(name))
                throw new GchunkException(Spelling.Unknown("variable", name, variables.Keys.Concat(Coords.Names)));
        }

        return new(
            new OrderedDictionary<string, Variable>(variables.Where(v => !names.Contains(v.Key))),
            Coords.Without(names),
            Attrs.Copy(),
            Unreadable.Where(u => !names.Contains(u.Key)).ToDictionary()
        );
    }

    /// <summary>Adds or replaces a variable that a function makes of this data set.</summary>
    /// <exception cref="GchunkException">Labels of shared dimensions differ.</exception>
    public Dataset Assign(string name, Func<Dataset, DataArray> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return Assign(name, make(this));
    }

    /// <summary>Adds or replaces a variable; labels of shared dimensions must be equal.</summary>
    public Dataset Assign(string name, DataArray array)
    {
        Dataset added = array.ToDataset(name);
        Dataset rest = variables.ContainsKey(name) ? Drop(name) : this;
        foreach (Coordinate c in added.Coords)
        {
            if (rest.Coords.Find(c.Name) is { } own && !own.IsSame(c))
            {
                throw new GchunkException(
                    $"cannot add '{name}': its coordinate '{c.Name}' differs from that of the data set{(own.Index is { } l && c.Index is { } r ? Broadcasting.Describe(l, r, l.FirstDifference(r)) : "")}"
                );
            }
        }

        return new(
            new OrderedDictionary<string, Variable>([.. rest.variables, KeyValuePair.Create(name, array.Variable)]),
            new Coordinates([.. rest.Coords, .. added.Coords]),
            Attrs.Copy(),
            rest.Unreadable
        );
    }

    /// <summary>Adds or replaces attributes.</summary>
    public Dataset AssignAttrs(params ReadOnlySpan<(string Name, object Value)> attrs)
    {
        Attributes all = Attrs.Copy();
        foreach (var (name, value) in attrs)
            all[name] = value;
        return new Dataset(variables, Coords, all, Unreadable);
    }

    /// <summary>Adds or replaces several variables.</summary>
    public Dataset Assign(params ReadOnlySpan<(string Name, DataArray Array)> arrays)
    {
        Dataset result = this;
        foreach (var (name, array) in arrays)
            result = result.Assign(name, array);
        return result;
    }

    internal Dataset MapVariables(Func<string, Variable, Variable> map, Coordinates coords, Attributes attrs) =>
        new(
            new OrderedDictionary<string, Variable>(
                variables.Select(v => KeyValuePair.Create(v.Key, map(v.Key, v.Value)))
            ),
            coords,
            attrs.Copy(),
            Unreadable
        );

    /// <summary>Applies a function to every variable that has any of the dimensions; the others are kept.</summary>
    internal Dataset Over(IReadOnlyCollection<string> dims, Func<DataArray, DataArray> function, bool keepAttrs = true)
    {
        Sizes.Require(dims);
        var results = new OrderedDictionary<string, Variable>();
        var coords = new OrderedDictionary<string, Coordinate>();
        foreach (DataArray array in Variables)
        {
            bool touched = dims.Count == 0 || array.Dims.Any(dims.Contains);
            DataArray result = touched ? function(array) : array;
            results[array.Name!] = result.Variable;
            if (touched)
            {
                foreach (Coordinate c in result.Coords)
                    coords.TryAdd(c.Name, c);
            }
        }
        // Coordinates that the function removed from every variable are dropped; those that none of them had are kept.
        foreach (Coordinate c in Coords)
        {
            if (
                !c.Dims.Any(dims.Contains)
                && (c.Dims.Count > 0 || !Variables.Any(v => v.Coords.Find(c.Name) is not null))
            )
            {
                coords.TryAdd(c.Name, c);
            }
        }

        return new Dataset(results, new Coordinates(coords.Values), keepAttrs ? Attrs.Copy() : [], Unreadable);
    }
}
