using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Joining;

/// <summary>
/// One of the data sets that are combined: a data set, or a file of which only metadata and labels are read.
/// </summary>
internal sealed class CombineMember
{
    private Dataset? dataset;

    /// <summary>Its name in a message about several: "day_200101.nc".</summary>
    public required string Name { get; init; }

    /// <summary>Its name at the beginning of a message: the path of a file.</summary>
    public required string Place { get; init; }

    /// <summary>The length of each dimension.</summary>
    public required Sizes Sizes { get; init; }

    /// <summary>The index coordinates, by dimension.</summary>
    public required OrderedDictionary<string, Coordinate> Indexes { get; init; }

    /// <summary>The data variables and the coordinates that are not indexes.</summary>
    public required OrderedDictionary<string, CombineVariable> Variables { get; init; }

    /// <summary>The names of the variables that are coordinates.</summary>
    public required IReadOnlySet<string> CoordNames { get; init; }

    /// <summary>The attributes of the data set.</summary>
    public required Attributes Attrs { get; init; }

    /// <summary>Variables that no array can hold, each with the reason.</summary>
    public required IReadOnlyDictionary<string, string> Unreadable { get; init; }

    /// <summary>The dimensions that are unlimited in the file.</summary>
    public IReadOnlySet<string> Unlimited { get; init; } = new HashSet<string>();

    /// <summary>The notices to show when a variable or an index is used, by its name.</summary>
    public IReadOnlyDictionary<string, string> Notices { get; init; } = new Dictionary<string, string>();

    /// <summary>A data set in memory.</summary>
    public static CombineMember Of(Dataset dataset, string name, string? place = null) =>
        new()
        {
            Name = name,
            Place = place ?? name,
            Sizes = dataset.Sizes,
            Indexes = new(dataset.Coords.Where(c => c.Index is not null).Select(c => KeyValuePair.Create(c.Name, c))),
            Variables = new(
                dataset
                    .Names.Select(n => KeyValuePair.Create(n, dataset.VariableOf(n)))
                    .Concat(
                        dataset.Coords.Where(c => c.Index is null).Select(c => KeyValuePair.Create(c.Name, c.Variable))
                    )
                    .Select(v => KeyValuePair.Create(v.Key, (CombineVariable)new LazyVariable(v.Value)))
            ),
            CoordNames = dataset.Coords.Where(c => c.Index is null).Select(c => c.Name).ToHashSet(),
            Attrs = dataset.Attrs,
            Unreadable = dataset.Unreadable,
            dataset = dataset,
        };

    /// <summary>Another data set in place of this one, under the same name.</summary>
    public CombineMember With(Dataset other) => ReferenceEquals(other, dataset) ? this : Of(other, Name, Place);

    /// <summary>The index labels of a dimension, or null.</summary>
    public DimensionIndex? IndexOf(string dim) => Indexes.TryGetValue(dim, out Coordinate? c) ? c.Index : null;

    /// <summary>The member as a lazy data set.</summary>
    public Dataset ToDataset()
    {
        if (dataset is not null)
            return dataset;
        foreach (string dim in Indexes.Keys)
            ShowNotice(dim);
        var variables = new OrderedDictionary<string, Variable>();
        List<Coordinate> coords = [.. Indexes.Values];
        foreach (var (name, variable) in Variables)
        {
            ShowNotice(name);
            if (CoordNames.Contains(name))
                coords.Add(new Coordinate(name, variable.Variable));
            else
                variables[name] = variable.Variable;
        }
        return dataset = new Dataset(variables, new Coordinates(coords), Attrs, Unreadable) { Source = Place };
    }

    /// <summary>Shows the notice about a variable, if there is one.</summary>
    public void ShowNotice(string name)
    {
        if (Notices.TryGetValue(name, out string? notice))
            Notice.Tell(notice);
    }

    /// <summary>
    /// The member with a new dimension of length 1. A scalar coordinate of that name becomes its label; variables are
    /// not changed.
    /// </summary>
    public CombineMember Expanded(string dim)
    {
        var indexes = new OrderedDictionary<string, Coordinate>(Indexes);
        var variables = new OrderedDictionary<string, CombineVariable>(Variables);
        if (CoordNames.Contains(dim) && variables.Remove(dim, out CombineVariable? scalar))
        {
            Variable label = scalar.Variable with
            {
                Dims = [dim],
                Expr = ReshapeExpr.Create(scalar.Variable.Expr, [1]),
            };
            indexes[dim] = DataArray.ToCoordinate(
                dim,
                new DataArray(label, Coordinates.Empty),
                new Sizes([new(dim, 1)])
            );
        }

        return new()
        {
            Name = Name,
            Place = Place,
            Sizes = new Sizes([.. Sizes, new(dim, 1)]),
            Indexes = indexes,
            Variables = variables,
            CoordNames = CoordNames,
            Attrs = Attrs,
            Unreadable = Unreadable,
            Unlimited = Unlimited,
            Notices = Notices,
        };
    }
}
