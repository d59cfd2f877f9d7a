using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Grouping;

/// <summary>
/// The positions of a dimension in groups, by one key or the combinations of several, for <c>Resample</c> and
/// <c>GroupBy</c>.
/// </summary>
internal sealed class Groups
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

    /// <summary>The number of groups, which are all combinations of the keys.</summary>
    public int Count { get; }

    /// <summary>The positions of each group, null for a group without any.</summary>
    public IReadOnlyList<AxisPick?> Members => members;

    /// <summary>
    /// Reduces each group; the dimensions of the keys replace the grouped one. The result of an empty group is missing,
    /// so integers become float64, except that its count is 0.
    /// </summary>
    public Variable Reduce(Variable variable, string op, bool skipNaN, bool keepAttrs, double ddof)
    {
        int axis = Array.IndexOf(variable.Dims, Dim);
        ReductionOp row = OpTable.GetReduction(op);
        if (row.GivesVector)
            throw new GchunkException($"{op} does not give one value per group");
        var options = new ReductionOptions(skipNaN, ddof);
        ReducedKind kind = ReducedKind.Of(variable, row, skipNaN);
        ArrayExpr all = kind.Values;
        int[] kept = [.. Enumerable.Range(0, Count).Where(g => members[g] is not null)];
        ArrayExpr values;
        if (kept.Length == 0)
        {
            values = new FullExpr(0L, row.ResultType(all.DType), all.Chunks.With(axis, [0]));
        }
        else if (EachChunkHasOne(all.Chunks, axis))
        {
            // If groups end where chunks end, each group is a slice whose reduction is fused with the read.
            values = ConcatenateExpr.Create(
                [
                    .. kept.Select(g =>
                        ReductionExpr.Create(
                            row,
                            members[g]!.Value.Of(all, axis),
                            [axis],
                            keepDims: true,
                            options with
                            {
                                Siblings = kept.Length,
                            }
                        )
                    ),
                ],
                axis
            );
        }
        else
        {
            values = GroupFold.Create(
                row,
                all,
                axis,
                Array.ConvertAll(codes, c => c < 0 ? -1 : Array.BinarySearch(kept, c)),
                kept.Length,
                options
            );
        }

        return Placed(
            kind.Finish(new Variable(variable.Dims, values, keepAttrs ? variable.Attrs.Copy() : [])),
            axis,
            kept,
            1,
            row.Result == ReductionResult.Count ? 0 : double.NaN
        );
    }

    /// <summary>
    /// Computes quantiles of each group; several quantiles lie along a last dimension <c>quantile</c>.
    /// </summary>
    public Variable Quantile(
        Variable variable,
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    )
    {
        int axis = Array.IndexOf(variable.Dims, Dim);
        int[] kept = [.. Enumerable.Range(0, Count).Where(g => members[g] is not null)];
        ArrayExpr values =
            kept.Length == 0
                ? new FullExpr(0.0, DType.Float64, variable.Numbers.Chunks.With(axis, [0]))
                : GroupQuantile.Create(
                    variable.Numbers,
                    axis,
                    [.. kept.Select(g => members[g]!.Value)],
                    quantiles,
                    method,
                    skipNaN
                );
        Variable placed = Placed(
            new Variable(variable.Dims, values, keepAttrs ? variable.Attrs.Copy() : []),
            axis,
            kept,
            quantiles.Length
        );
        if (one)
            return placed;
        int last = axis + Keys.Count;
        ArrayExpr split = placed.Expr;
        // The quantiles come right after the groups; xarray has them last.
        int[] order = [.. Enumerable.Range(0, split.Rank).Where(a => a != last), last];
        return placed with { Dims = [.. placed.Dims, "quantile"], Expr = TransposeExpr.Create(split, order) };
    }

    // Inserts missing values for empty groups, and gives each key a dimension.
    private Variable Placed(Variable variable, int axis, int[] kept, int each, double fill = double.NaN)
    {
        ArrayExpr expr = variable.Expr;
        if (kept.Length < Count)
        {
            var positions = new long[(long)Count * each];
            Array.Fill(positions, -1);
            for (int i = 0; i < kept.Length; i++)
            {
                for (int e = 0; e < each; e++)
                    positions[kept[i] * each + e] = i * each + e;
            }

            expr = Reindexing.Of(variable, Dim, positions, variable.Texts is null ? fill : -1).Expr;
        }
        long[] lengths = [.. Keys.Select(k => (long)k.Count)];
        if (Keys.Count > 1 || each > 1)
        {
            expr = ReshapeExpr.Create(
                expr,
                [
                    .. expr.Shape.Take(axis),
                    .. lengths,
                    .. each > 1 ? new[] { (long)each } : [],
                    .. expr.Shape.Skip(axis + 1),
                ]
            );
        }

        string[] dims =
        [
            .. variable.Dims.Take(axis),
            .. Keys.Select(k => k.Labels.Name),
            .. variable.Dims.Skip(axis + 1),
        ];
        return variable with { Dims = dims, Expr = expr };
    }

    private bool EachChunkHasOne(ChunkGrid chunks, int axis)
    {
        ReadOnlySpan<long> offsets = chunks.Offsets(axis);
        for (int c = 0; c + 1 < offsets.Length; c++)
        {
            int seen = -1;
            for (long i = offsets[c]; i < offsets[c + 1]; i++)
            {
                if (codes[i] < 0)
                    continue;
                if (seen >= 0 && codes[i] != seen)
                    return false;
                seen = codes[i];
            }
        }
        return true;
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
    public DataArray Spread(DataArray reduced, DataArray like)
    {
        string[] names = [.. Keys.Select(k => k.Labels.Name)];
        if (names.FirstOrDefault(n => !reduced.Dims.Contains(n)) is { } lacking)
        {
            throw new GchunkException(
                $"arithmetic with groups of '{lacking}' needs an array along '{lacking}', such as the result of GroupBy(…).Mean(); got ({reduced.Sizes})"
            );
        }

        DataArray first = reduced.Transpose([.. names, .. reduced.Dims.Except(names)]);
        long[] places = new long[codes.Length];
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

            for (int i = 0; i < places.Length; i++)
                places[i] = places[i] < 0 || key.Codes[i] < 0 ? -1 : places[i] * own.Length + positions[key.Codes[i]];
        }
        ArrayExpr expr = first.Expression;
        if (names.Length > 1)
            expr = ReshapeExpr.Create(expr, [-1, .. expr.Shape.Skip(names.Length)]);
        expr = Take.Spread(expr, 0, places, like.Chunks.Sizes(like.Axis(Dim)).ToArray());
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
                            Take.Create(k.Labels.Index!.ToExpr(), 0, Array.ConvertAll(k.Codes, c => (long)c)),
                            k.Labels.Attrs,
                            k.Labels.Calendar
                        )
                    )
            );

    /// <summary>
    /// Combines the results of a function of each group: in the order of the dimension if the results still have it,
    /// else along the groups' dimension.
    /// </summary>
    public DataArray Combine(IReadOnlyList<DataArray> parts)
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
                return joined;
            var inverse = new long[order.Length];
            long[] ranks = [.. order.Order()];
            for (int i = 0; i < order.Length; i++)
                inverse[Array.BinarySearch(ranks, order[i])] = i;
            return joined.Pick(Dim, AxisPick.From(inverse));
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
