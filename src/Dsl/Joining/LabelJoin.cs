using System.Globalization;
using Gchunk.Engine;

namespace Gchunk.Dsl.Joining;

/// <summary>Aligns arrays and data sets by their labels.</summary>
internal static class LabelJoin
{
    /// <summary>Returns the common labels of each dimension that has labels in any array.</summary>
    /// <param name="what">The function that was called, for messages.</param>
    /// <param name="members">The lengths and the coordinates of each.</param>
    /// <param name="join">Which labels to keep.</param>
    /// <param name="tolerance">
    /// The largest difference of labels that count as equal, in the units of the coordinate; for times in microseconds.
    /// </param>
    /// <param name="exclude">Dimensions that are not aligned.</param>
    /// <exception cref="GchunkException">
    /// Labels differ, are of different kinds, or occur twice; or a dimension without labels has different lengths.
    /// </exception>
    public static Dictionary<string, Coordinate> Labels(
        string what,
        IReadOnlyList<(Sizes Sizes, Coordinates Coords)> members,
        Join join,
        double? tolerance,
        params string[] exclude
    )
    {
        var labels = new Dictionary<string, Coordinate>();
        foreach (string dim in members.SelectMany(m => m.Sizes.Names).Distinct().Except(exclude))
        {
            Coordinate[] own =
            [
                .. members
                    .Where(m => m.Sizes.Contains(dim))
                    .Select(m => m.Coords.Find(dim))
                    .OfType<Coordinate>()
                    .Where(c => c.Index is not null),
            ];
            if (own.Length > 0)
                labels[dim] = Joined(what, dim, own, join, tolerance);
            foreach (var (sizes, coords) in members)
            {
                if (
                    sizes.Contains(dim)
                    && coords.IndexOf(dim) is null
                    && sizes[dim]
                        != (
                            own.Length > 0
                                ? labels[dim].Index!.Length
                                : members.First(m => m.Sizes.Contains(dim)).Sizes[dim]
                        )
                )
                {
                    throw new GchunkException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{what}: dimension '{dim}' has length {sizes[dim]} and no labels on one side, so it cannot be aligned with the {(own.Length > 0 ? labels[dim].Index!.Length : members.First(m => m.Sizes.Contains(dim)).Sizes[dim])} of the other; label it with AssignCoords"
                        )
                    );
                }
            }
        }
        return labels;
    }

    private static Coordinate Joined(string what, string dim, Coordinate[] own, Join join, double? tolerance)
    {
        Coordinate first = own[0],
            chosen = join == Join.Right ? own[^1] : first;
        DimensionIndex index = chosen.Index!;
        bool same = own.All(c => c.Index!.FirstDifference(index, tolerance ?? 0) < 0);
        if (same)
            return chosen;
        switch (join)
        {
            case Join.Exact:
                Coordinate other = own.First(c => c.Index!.FirstDifference(first.Index!, tolerance ?? 0) >= 0);
                long at = first.Index!.FirstDifference(other.Index!, tolerance ?? 0);
                throw new GchunkException(
                    $"{what}: the labels of '{dim}' differ{Broadcasting.Describe(first.Index!, other.Index!, at)}; say which to keep with join: (Inner, Outer, Left, Right){(what == "Align" ? ", or allow a difference with tolerance:" : ", or first use the labels of one for both with AlignTo(other, tolerance: …)")}"
                );
            case Join.Override:
                if (own.FirstOrDefault(c => c.Index!.Length != index.Length) is { } longer)
                {
                    throw new GchunkException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{what}: Join.Override uses the labels of the first for all, but '{dim}' has {index.Length} on one side and {longer.Index!.Length} on the other"
                        )
                    );
                }

                return first;
            case Join.Inner:
                foreach (Coordinate c in own.AsSpan(1))
                    index = index.Intersection(dim, c.Index!, tolerance);
                break;
            case Join.Outer:
                foreach (Coordinate c in own.AsSpan(1))
                    index = index.FirstDifference(c.Index!) < 0 ? index : index.Union(dim, c.Index!, tolerance);
                break;
        }
        foreach (Coordinate c in own)
        {
            if (c.Index!.FirstDifference(index) >= 0)
                Unique(dim, c.Index);
        }

        return new Coordinate(dim, index, chosen.Attrs, chosen.Encoding);
    }

    /// <summary>Rejects labels that occur twice, which cannot be looked up.</summary>
    public static void Unique(string dim, DimensionIndex index)
    {
        if (index.FirstRepeat is { } at)
        {
            throw new GchunkException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the label {index.Label(at)} of '{dim}' occurs more than once (again at position {at}), so values cannot be aligned to other labels; drop the repeats with DropDuplicates(\"{dim}\")"
                )
            );
        }
    }

    public static DataArray Of(DataArray array, Dictionary<string, Coordinate> labels, Join join, double? tolerance)
    {
        foreach (var (dim, to) in labels)
        {
            if (!array.Sizes.Contains(dim) || array.Coords.IndexOf(dim) is not { } own)
                continue;
            if (join == Join.Override || own.FirstDifference(to.Index!, tolerance ?? 0) < 0)
            {
                array =
                    own.FirstDifference(to.Index!) < 0
                        ? array
                        : array.With(
                            array.Variable,
                            array.Coords.With(new Coordinate(dim, to.Index!, array.Coords[dim].Attrs))
                        );
            }
            else
            {
                array = array.Reindex(dim, to.Index!, SelectMethod.Exact, tolerance);
            }
        }
        return array;
    }

    public static Dataset Of(Dataset dataset, Dictionary<string, Coordinate> labels, Join join, double? tolerance)
    {
        foreach (var (dim, to) in labels)
        {
            if (!dataset.Sizes.Contains(dim) || dataset.Coords.IndexOf(dim) is not { } own)
                continue;
            if (join == Join.Override || own.FirstDifference(to.Index!, tolerance ?? 0) < 0)
            {
                if (own.FirstDifference(to.Index!) >= 0)
                {
                    dataset = dataset.MapVariables(
                        (_, v) => v,
                        dataset.Coords.With(new Coordinate(dim, to.Index!, dataset.Coords[dim].Attrs)),
                        dataset.Attrs
                    );
                }
            }
            else
            {
                dataset = dataset.Reindex(dim, to.Index!, SelectMethod.Exact, tolerance);
            }
        }
        return dataset;
    }
}
