using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Joining;

/// <summary>Several data sets as one.</summary>
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
            return a.Equal(b)
                ? first
                : throw new GchunkException($"the texts of '{name}' differ between the data sets; {hint}");
        }

        bool full = compat != "no_conflicts" || !a.DType.IsFloat || !b.DType.IsFloat;
        DataArray equal = Prelude.Equal(a, b);
        DataArray agree = full ? equal | (a.IsNull() & b.IsNull()) : equal | a.IsNull() | b.IsNull();
        double differing = (!agree).Sum().Scalar();
        if (differing > 0)
        {
            throw new GchunkException(
                $"the values of '{name}' differ between the data sets in {differing} places; {hint}"
            );
        }

        return full ? first : first.WithValues(a.FillNa(b).Expression);
    }

    public static Dataset ByCoords(IReadOnlyList<Dataset> datasets, Join join)
    {
        if (datasets.Count == 0)
            throw new GchunkException("there is nothing to combine: give at least one data set");
        Dataset[] groups =
        [
            .. datasets.GroupBy(d => string.Join('\n', d.Names.Order())).Select(g => Tiles([.. g], join)),
        ];
        return groups.Length == 1 ? groups[0] : Merge(groups, join, "no_conflicts");
    }

    private static Dataset Tiles(Dataset[] tiles, Join join)
    {
        if (tiles.Length == 1)
            return tiles[0];
        // Dimensions along which the tiles have other labels; where they begin says their places.
        string[] dims =
        [
            .. tiles[0]
                .Coords.Where(c =>
                    c.Index is not null
                    && tiles.Any(t => t.Coords.IndexOf(c.Name) is not { } other || c.Index.FirstDifference(other) >= 0)
                )
                .Select(c => c.Name),
        ];
        if (dims.Length == 0)
        {
            throw new GchunkException(
                $"{tiles.Length} data sets with the same variables ({string.Join(", ", tiles[0].Names)}) have the same labels along every dimension, so they have no order; use Concat or CombineNested"
            );
        }

        return Along(tiles, dims, join);
    }

    private static Dataset Along(Dataset[] tiles, ReadOnlySpan<string> dims, Join join)
    {
        if (tiles.Length == 1)
            return tiles[0];
        if (dims.Length == 0)
            throw new GchunkException("the data sets do not tile a whole: two of them have the same place");
        string dim = dims[0];
        foreach (Dataset tile in tiles)
        {
            if (tile.Coords.IndexOf(dim) is not { Length: > 0 })
                throw new GchunkException($"a data set without labels of '{dim}' has no place among the others");
        }

        var places = new List<List<Dataset>>();
        foreach (
            Dataset tile in tiles.Order(
                Comparer<Dataset>.Create(
                    (a, b) =>
                        a.Coords.IndexOf(dim)!.CompareFirst(b.Coords.IndexOf(dim)!)
                        ?? throw new GchunkException(
                            $"the labels of '{dim}' are of different kinds: {a.Coords.IndexOf(dim)!.Span} and {b.Coords.IndexOf(dim)!.Span}"
                        )
                )
            )
        )
        {
            if (places.Count > 0 && places[^1][0].Coords.IndexOf(dim)!.CompareFirst(tile.Coords.IndexOf(dim)!) == 0)
                places[^1].Add(tile);
            else
                places.Add([tile]);
        }

        var rows = new List<Dataset>();
        foreach (List<Dataset> place in places)
            rows.Add(Along([.. place], dims[1..], join));
        bool falls = rows.Any(r =>
            r.Coords.IndexOf(dim) is NumberIndex { IsAscending: false } or TimeIndex { IsAscending: false }
        );
        if (falls)
            rows.Reverse();
        Dataset whole = Dataset.Concat(rows, dim, join);
        if (
            whole.Coords.IndexOf(dim)
                is NumberIndex { IsAscending: false, IsDescending: false }
                    or TimeIndex { IsAscending: false, IsDescending: false }
            || whole.Coords.IndexOf(dim)!.FirstRepeat is not null
        )
        {
            throw new GchunkException(
                $"the data sets overlap along '{dim}': {string.Join("; ", rows.Select(r => r.Coords.IndexOf(dim)!.Span))}"
            );
        }

        return whole;
    }
}
