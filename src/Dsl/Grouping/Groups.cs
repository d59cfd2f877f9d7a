using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Grouping;

/// <summary>
/// The positions of a dimension in groups, by one key or the combinations of several, for <c>Resample</c> and
/// <c>GroupBy</c>.
/// </summary>
internal sealed partial class Groups
{
    private readonly int[] codes;
    private readonly AxisPick?[] members;

    public Groups(params IReadOnlyList<GroupKey> keys)
    {
        (Keys, Dim) = (keys, keys[0].Dim);
        if (keys.FirstOrDefault(k => k.Dim != Dim) is { } other)
        {
            throw new GchunkException(
                $"several keys must have the same dimension; '{keys[0].Labels.Name}' has '{Dim}', '{other.Labels.Name}' has '{other.Dim}'"
            );
        }

        if (keys.Select(k => k.Labels.Name).Distinct().Count() != keys.Count)
            throw new GchunkException($"a key is named twice: {string.Join(", ", keys.Select(k => k.Labels.Name))}");
        codes = [.. keys[0].Codes];
        Count = keys[0].Count;
        foreach (GroupKey key in keys.Skip(1))
        {
            for (int i = 0; i < codes.Length; i++)
                codes[i] = codes[i] < 0 || key.Codes[i] < 0 ? -1 : codes[i] * key.Count + key.Codes[i];
            Count = checked(Count * key.Count);
        }
        var positions = new List<long>[Count];
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i] >= 0)
                (positions[codes[i]] ??= []).Add(i);
        }

        members = Array.ConvertAll(positions, p => p is null ? (AxisPick?)null : AxisPick.From([.. p]));
    }

    /// <summary>The keys that the positions are grouped by.</summary>
    public IReadOnlyList<GroupKey> Keys { get; }

    /// <summary>The dimension.</summary>
    public string Dim { get; }

    /// <summary>The dimensions that are stacked if the keys have several, else null.</summary>
    public StackedKeys? Stacked { get; init; }

    /// <summary>The number of groups, which are all combinations of the keys.</summary>
    public int Count { get; }

    /// <summary>The positions of each group, null for a group without any.</summary>
    public IReadOnlyList<AxisPick?> Members => members;

    /// <summary>The label of a group, of several keys one after the other.</summary>
    public string Label(int group)
    {
        var parts = new List<string>();
        foreach (GroupKey key in Keys.Reverse())
        {
            parts.Insert(0, key.Labels.Index!.Label(group % key.Count));
            group /= key.Count;
        }
        return string.Join(", ", parts);
    }

    public Coordinates Coords(Coordinates coords)
    {
        Coordinates rest = coords.WithoutDims([Dim]);
        foreach (GroupKey key in Keys)
            rest = rest.With(key.Labels);
        return rest;
    }

    /// <summary>
    /// Broadcasts values along the groups to the positions of the grouped dimension; lazy, each task holds all groups
    /// of its block.
    /// </summary>
    /// <exception cref="GchunkException">The array lacks a key's dimension or a group's label.</exception>
    public DataArray BroadcastTo(DataArray reduced, DataArray like)
    {
        string[] names = [.. Keys.Select(k => k.Labels.Name)];
        if (names.FirstOrDefault(n => !reduced.Dims.Contains(n)) is { } lacking)
        {
            throw new GchunkException(
                $"arithmetic with groups of '{lacking}' needs an array along '{lacking}', such as the result of GroupBy(…).Mean(); got ({reduced.Sizes})"
            );
        }

        DataArray first = reduced.Transpose([.. names, .. reduced.Dims.Except(names)]);
        long[] rows = new long[codes.Length];
        foreach (GroupKey key in Keys)
        {
            DimensionIndex own =
                first.Coords.IndexOf(key.Labels.Name) ?? NumberIndex.Count(first.Sizes[key.Labels.Name]);
            long[] positions = own.PositionsOf(key.Labels.Name, key.Labels.Index!, SelectMethod.Exact, null);
            for (int g = 0; g < positions.Length; g++)
            {
                if (positions[g] < 0 && key.Codes.Contains(g))
                {
                    throw new GchunkException(
                        $"'{key.Labels.Name}' has no label {key.Labels.Index!.Label(g)} in the other operand ({own.Span}), but the groups have it"
                    );
                }
            }

            for (int i = 0; i < rows.Length; i++)
                rows[i] = rows[i] < 0 || key.Codes[i] < 0 ? -1 : rows[i] * own.Length + positions[key.Codes[i]];
        }
        ArrayExpr expr = first.Expression;
        if (names.Length > 1)
            expr = ReshapeExpr.Create(expr, [-1, .. expr.Shape.Skip(names.Length)]);
        expr = TakeOp.FromShortAxis(expr, 0, rows, like.Chunks.Sizes(like.Axis(Dim)).ToArray());
        Coordinates coords = first.Coords.WithoutDims(names);
        if (like.Coords.Find(Dim) is { } labels)
            coords = coords.With(labels);
        return new DataArray(new Variable([Dim, .. first.Dims.Skip(names.Length)], expr, []), coords, reduced.Name);
    }

    /// <summary>
    /// Returns the group label of each position as coordinates along the dimension, for labels that arrays can hold.
    /// </summary>
    public IEnumerable<Coordinate> LabelsOfPositions() =>
        Keys.Where(k => k.Labels.Name != Dim && !k.Codes.Contains(-1))
            .Select(k =>
                k.Labels.Index is TextIndex texts
                    ? new Coordinate(
                        k.Labels.Name,
                        new Variable(
                            [Dim],
                            new MemoryExpr(NDArray.From(k.Codes), ChunkGrid.Single(k.Codes.Length)),
                            k.Labels.Attrs,
                            Texts: texts.Labels.ToArray()
                        )
                    )
                    : new Coordinate(
                        k.Labels.Name,
                        new Variable(
                            [Dim],
                            TakeOp.Create(k.Labels.Index!.ToExpr(), 0, Array.ConvertAll(k.Codes, c => (long)c)),
                            k.Labels.Attrs,
                            k.Labels.Calendar
                        )
                    )
            );

    /// <summary>
    /// Combines the results of a function of each group: in the order of the dimension if the results still have it,
    /// else along the groups' dimension, whose axis is that of the dimension.
    /// </summary>
    /// <param name="parts">The results, of the groups that have members.</param>
    /// <param name="dims">The dimensions of the array, whose order the result keeps.</param>
    public DataArray Combine(IReadOnlyList<DataArray> parts, IReadOnlyList<string> dims)
    {
        DataArray all = Combine(parts);
        if (Stacked is not null)
            return all;
        int Axis(string dim)
        {
            string own = Keys.Count == 1 && dim == Keys[0].Labels.Name ? Dim : dim;
            return Enumerable.Range(0, dims.Count).FirstOrDefault(i => dims[i] == own, int.MaxValue);
        }
        return all.Transpose([.. all.Dims.OrderBy(Axis)]);
    }

    private DataArray Combine(IReadOnlyList<DataArray> parts)
    {
        if (parts.Count == 0)
            throw new GchunkException("Map needs at least one group; there are none");
        if (parts.All(p => p.Dims.Contains(Dim)))
        {
            DataArray joined = DataArray.Concat(parts, Dim);
            long[] order =
            [
                .. members
                    .Where(m => m is not null)
                    .SelectMany(m => Enumerable.Range(0, (int)m!.Value.Count).Select(i => m.Value[i])),
            ];
            if (order.Length != joined.Sizes[Dim])
                return Stacked?.Unstacked(joined, ordered: false) ?? joined;
            var inverse = new long[order.Length];
            long[] ranks = [.. order.Order()];
            for (int i = 0; i < order.Length; i++)
                inverse[Array.BinarySearch(ranks, order[i])] = i;
            DataArray inOrder = joined.Pick(Dim, AxisPick.From(inverse));
            return Stacked?.Unstacked(inOrder, ordered: false) ?? inOrder;
        }
        if (Keys.Count > 1)
        {
            throw new GchunkException(
                "Map over several keys needs a function that keeps the dimension; otherwise use Reduce, or group by one key"
            );
        }

        Coordinate labels = Keys[0].Labels;
        long[] kept = [.. Enumerable.Range(0, Count).Where(g => members[g] is not null).Select(g => (long)g)];
        DataArray[] rows = [.. parts.Select(p => p.DropCoordsIfAny(labels.Name).ExpandDims(labels.Name))];
        DataArray all = DataArray.Concat(rows, labels.Name);
        return new DataArray(
            all.Variable,
            all.Coords.With(new Coordinate(labels.Name, labels.Index!.Pick(AxisPick.From(kept)), labels.Attrs)),
            all.Name
        );
    }
}
