using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Joining;

/// <summary>Merges data sets with different variables into one.</summary>
internal static class Merging
{
    public static Dataset Merge(IReadOnlyList<Dataset> datasets, Join join, string compat)
    {
        string[] ways = ["no_conflicts", "equals", "identical", "broadcast_equals", "override"];
        if (!ways.Contains(compat))
            throw new GchunkException(Spelling.Unknown("way to merge (compat)", compat, ways));
        if (datasets.Count == 0)
            throw new GchunkException("there is nothing to merge: give at least one data set");
        Dataset[] all = Prelude.Align(datasets, join);
        var arrays = new OrderedDictionary<string, DataArray>();
        var coords = new OrderedDictionary<string, Coordinate>();
        foreach (Dataset dataset in all)
        {
            foreach (Coordinate c in dataset.Coords)
            {
                if (!coords.TryAdd(c.Name, c) && compat != "override" && !coords[c.Name].IsSame(c) && c.Index is null)
                {
                    coords[c.Name] = new Coordinate(
                        c.Name,
                        One(
                            c.Name,
                            new DataArray(coords[c.Name].Variable, Coordinates.Empty),
                            new DataArray(c.Variable, Coordinates.Empty),
                            compat
                        ).Variable
                    );
                }
            }

            foreach (DataArray array in dataset.Variables)
            {
                if (!arrays.TryAdd(array.Name!, array) && compat != "override")
                    arrays[array.Name!] = One(array.Name!, arrays[array.Name!], array, compat);
            }
        }
        if (arrays.Keys.FirstOrDefault(coords.ContainsKey) is { } both)
        {
            throw new GchunkException(
                $"'{both}' is a variable of one data set and a coordinate of another; Rename one"
            );
        }

        return new Dataset(
            new OrderedDictionary<string, Variable>(arrays.Select(a => KeyValuePair.Create(a.Key, a.Value.Variable))),
            new Coordinates(coords.Values),
            all[0].Attrs.Copy()
        );
    }

    /// <summary>
    /// Combines data sets by their coordinates: those with the same variables along the dimensions whose labels differ,
    /// and then the results by merging.
    /// </summary>
    public static Dataset ByCoords(IReadOnlyList<Dataset> datasets, Join join)
    {
        if (datasets.Count == 0)
            throw new GchunkException("there is nothing to combine: give at least one data set");
        var options = new CombineOptions
        {
            Order = Combine.ByCoords,
            Join = join,
            Caller = "CombineByCoords",
        };
        Dataset[] groups =
        [
            .. datasets
                .Select(
                    (d, i) =>
                        (Names: string.Join('\n', d.Names.Order()), Member: CombineMember.Of(d, $"data set {i + 1}"))
                )
                .GroupBy(d => d.Names, d => d.Member)
                .Select(g => g.Count() == 1 ? g.First().ToDataset() : Combiner.Combine([.. g], options)),
        ];
        return groups.Length == 1 ? groups[0] : Merge(groups, join, "no_conflicts");
    }

    /// <summary>
    /// The number of elements that differ between two arrays of the same dimensions, lazy. A value that is missing in
    /// both is equal.
    /// </summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="fills">True if a value that is missing in one of them counts as equal too.</param>
    public static DataArray Disagreements(DataArray a, DataArray b, bool fills)
    {
        DataArray equal = Prelude.Equal(a, b);
        DataArray agree = fills ? equal | a.IsNull() | b.IsNull() : equal | (a.IsNull() & b.IsNull());
        return (!agree).Sum();
    }

    // One variable of two that have the same name.
    private static DataArray One(string name, DataArray first, DataArray second, string compat)
    {
        string hint = "take the first with compat: \"override\", or Rename one";
        if (compat == "identical" && !DataArray.SameAttributes(first.Attrs, second.Attrs))
            throw new GchunkException($"the attributes of '{name}' differ between the data sets; {hint}");
        if (
            first.Dims.SequenceEqual(second.Dims)
            && first.Variable.Expr.Hash == second.Variable.Expr.Hash
            && TextCodes.SameTexts(first.Variable, second.Variable)
        )
        {
            return first;
        }

        if (compat == "broadcast_equals" && first.Dims.Count < second.Dims.Count)
            return One(name, second, first, compat);
        if (
            compat == "broadcast_equals"
            && first.Sizes.Count > second.Sizes.Count
            && second.Dims.All(first.Dims.Contains)
        )
        {
            second = Prelude.Broadcast([first.DropAllCoords(), second.DropAllCoords()])[1];
        }

        if (!first.Dims.Order().SequenceEqual(second.Dims.Order()))
        {
            throw new GchunkException(
                $"'{name}' has the dimensions ({string.Join(", ", first.Dims)}) in one data set and ({string.Join(", ", second.Dims)}) in another; {hint}"
            );
        }

        DataArray a = first.DropAllCoords(),
            b = second.DropAllCoords().Transpose([.. first.Dims]);
        if (a.IsText || b.IsText)
        {
            return a.Equals(b)
                ? first
                : throw new GchunkException($"the texts of '{name}' differ between the data sets; {hint}");
        }

        bool fills = compat == "no_conflicts" && a.DType.IsFloat && b.DType.IsFloat;
        double differing = Disagreements(a, b, fills).Scalar();
        if (differing > 0)
        {
            throw new GchunkException(
                $"the values of '{name}' differ between the data sets in {differing} places; {hint}"
            );
        }

        return fills ? first.WithValues(a.FillNa(b).Expression) : first;
    }
}
