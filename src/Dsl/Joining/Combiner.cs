using Gchunk.Engine;

namespace Gchunk.Dsl.Joining;

/// <summary>
/// Combines data sets, in memory or in files: finds the dimensions along which their labels differ, orders them by
/// their labels, and concatenates them.
/// </summary>
internal static class Combiner
{
    /// <summary>Combines data sets.</summary>
    /// <exception cref="GchunkException">They do not fit together; the message names what disagrees.</exception>
    public static Dataset Combine(CombineMember[] members, CombineOptions options)
    {
        if (options.ConcatDim is { } named)
        {
            bool sorts = options.Order == Dsl.Combine.ByCoords && members.All(m => m.IndexOf(named) is not null);
            return CombineConcat.Concat(sorts ? Sorted(members, named, options) : members, named, options);
        }

        List<string> dims = DifferingDims(members);
        if (dims.Count == 0)
            throw NoDimension(members, options);
        if (options.Order == Dsl.Combine.ByCoords)
            return Tile(members, dims, options);
        foreach (CombineMember member in members)
            _ = RequireIndex(member, dims[0], options);
        return CombineConcat.Concat(members, dims[0], options);
    }

    /// <summary>
    /// The dimensions whose labels are not the same in all data sets: times first, then unlimited dimensions.
    /// </summary>
    private static List<string> DifferingDims(CombineMember[] members)
    {
        CombineMember first = members[0];
        return
        [
            .. first
                .Indexes.Where(own =>
                    members.Any(m =>
                        m.IndexOf(own.Key) is not { } other || own.Value.Index!.FirstDifference(other) >= 0
                    )
                )
                .OrderBy(own =>
                    own.Value.Index is TimeIndex ? 0
                    : first.Unlimited.Contains(own.Key) ? 1
                    : 2
                )
                .Select(own => own.Key),
        ];
    }

    private static GchunkException NoDimension(CombineMember[] members, CombineOptions options)
    {
        CombineMember first = members[0];
        string what = $"{members.Length} {options.Noun} cannot be combined by their coordinates";
        if (first.Indexes.Count == 0)
            return new($"{what}: {first.Name} has no dimension with labels");
        string pair = $"{first.Name} and {members[1].Name} have the same labels along";
        return options.AreFiles
            ? new(
                $"{what}: {pair} {string.Join(" and ", first.Indexes.Keys.Select(d => $"'{d}'"))}; name a new dimension with concatDim:, or open them one by one with OpenDataset"
            )
            : new($"{what}: {pair} every dimension, so they have no order; use Concat or CombineNested");
    }

    // Members that begin with the same label along the first dimension are combined along the others first.
    private static Dataset Tile(CombineMember[] members, List<string> dims, CombineOptions options)
    {
        if (members.Length == 1)
            return members[0].ToDataset();
        string dim = dims[0];
        CombineMember[] sorted = Sorted(members, dim, options);
        var rows = new List<CombineMember>();
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            to = from + 1;
            while (
                dims.Count > 1
                && to < sorted.Length
                && sorted[from].IndexOf(dim)!.CompareFirst(sorted[to].IndexOf(dim)!) == 0
            )
            {
                to++;
            }

            CombineMember[] row = sorted[from..to];
            if (row.Length == 1)
            {
                rows.Add(row[0]);
                continue;
            }
            List<string> inner = [.. DifferingDims(row).Where(dims[1..].Contains)];
            if (inner.Count == 0)
                throw Overlap(row[0], row[1], dim);
            rows.Add(row[0].With(Tile(row, inner, options)));
        }

        return rows.Count == 1 ? rows[0].ToDataset() : CombineConcat.Concat([.. rows], dim, options);
    }

    // In the order of the labels, which is descending if those of the members are.
    private static CombineMember[] Sorted(CombineMember[] members, string dim, CombineOptions options)
    {
        DimensionIndex first = RequireIndex(members[0], dim, options);
        bool isDescending = false,
            isKnown = false;
        foreach (CombineMember member in members)
        {
            DimensionIndex index = RequireIndex(member, dim, options);
            if (index.Length == 0)
            {
                throw new GchunkException(
                    $"{member.Place}: the coordinate '{dim}' has no labels, so its position among the other {options.Noun} is not known"
                );
            }

            if (first.CompareFirst(index) is null)
            {
                throw new GchunkException(
                    $"{member.Place}: the labels of '{dim}' are of another kind than in {members[0].Name}: {index.Span} ({index.Calendar?.Name ?? index.GetType().Name}) against {first.Span} ({first.Calendar?.Name ?? first.GetType().Name})"
                );
            }

            if (!isKnown && index.Length > 1)
                (isKnown, isDescending) = (true, index.Direction != 1);
        }
        var byFirst = Comparer<DimensionIndex>.Create((a, b) => (isDescending ? -1 : 1) * a.CompareFirst(b)!.Value);
        return [.. members.OrderBy(m => m.IndexOf(dim)!, byFirst)];
    }

    private static DimensionIndex RequireIndex(CombineMember member, string dim, CombineOptions options) =>
        member.IndexOf(dim)
        ?? throw new GchunkException($"{member.Place} has no coordinate '{dim}', which the other {options.Noun} have");

    /// <summary>Rejects data sets whose labels overlap or repeat along the dimension.</summary>
    public static void CheckOrder(CombineMember[] members, string dim, DimensionIndex joined, CombineOptions options)
    {
        if (!IsOutOfOrder(joined, options))
            return;
        for (int i = 1; i < members.Length; i++)
        {
            if (IsOutOfOrder(members[i - 1].IndexOf(dim)!.Concatenate([members[i].IndexOf(dim)!]), options))
                throw Overlap(members[i - 1], members[i], dim);
        }
    }

    // Text has no order, so files may name the same stations again.
    private static bool IsOutOfOrder(DimensionIndex index, CombineOptions options) =>
        index.Direction == 0 || ((index is not TextIndex || !options.AreFiles) && index.FirstRepeat is not null);

    private static GchunkException Overlap(CombineMember a, CombineMember b, string dim) =>
        new(
            $"{a.Name} and {b.Name} overlap along '{dim}': one has {a.IndexOf(dim)!.Span}, the other {b.IndexOf(dim)!.Span}"
        );
}
