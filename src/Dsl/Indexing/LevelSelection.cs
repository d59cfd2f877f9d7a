using Gchunk.Engine;

namespace Gchunk.Dsl.Indexing;

/// <summary>Selection by the labels of a level of a stacked dimension, such as the latitudes of stacked cells.</summary>
internal static class LevelSelection
{
    /// <summary>The stacked dimension that has a level of this name, or null.</summary>
    public static Coordinate? StackOf(string level, Coordinates coords, Sizes sizes) =>
        sizes.Contains(level)
            ? null
            : coords.FirstOrDefault(c => c.Index is ProductIndex product && product.LevelOf(level) >= 0);

    /// <summary>Returns the selected positions of the stacked dimension, and whether one label was selected.</summary>
    public static (AxisPick Pick, bool IsSingle) Locate(
        ProductIndex product,
        string level,
        Selector labels,
        SelectMethod method,
        double? tolerance
    )
    {
        int at = product.LevelOf(level);
        ProductLevel own = product.Levels[at];
        AxisPick onLevel = labels.Locate(level, own.Index ?? NumberIndex.Count(own.Length), method, tolerance);
        var wanted = new HashSet<long>();
        for (long i = 0; i < onLevel.Count; i++)
            wanted.Add(onLevel[i]);
        var found = new List<long>();
        for (long i = 0; i < product.Length; i++)
        {
            if (wanted.Contains(product.PositionOnLevel(i, at)))
                found.Add(i);
        }

        if (found.Count == 0)
            throw new GchunkException($"no position of the stacked dimension has the label {labels} of '{level}'");
        return (AxisPick.From([.. found]), onLevel.Drop);
    }

    /// <summary>
    /// The coordinates after one label of a level was selected: the level is a scalar, and if one other level is left,
    /// the dimension is renamed to it.
    /// </summary>
    public static (Coordinates Coords, string Dim) WithoutLevel(Coordinates picked, string dim, string level)
    {
        var product = (ProductIndex)picked.IndexOf(dim)!;
        int at = product.LevelOf(level);
        DimensionIndex rest = product.WithoutLevel(at);
        string name = rest is ProductIndex ? dim : product.Levels[at == 0 ? 1 : 0].Name;
        Coordinate scalar = new Coordinate(level, product.LabelsOn(at), product.Levels[at].Attrs).Pick(
            level,
            AxisPick.One(0)
        );
        Attributes attrs = rest is ProductIndex ? picked[dim].Attrs : product.Levels[at == 0 ? 1 : 0].Attrs;
        Coordinates coords = picked.Without(dim).Renamed(n => n == dim ? name : n);
        return (coords.With(new Coordinate(name, rest, attrs)).With(scalar), name);
    }
}
