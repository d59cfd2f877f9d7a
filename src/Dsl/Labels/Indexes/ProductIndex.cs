using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>
/// The labels of a stacked dimension: every combination of the labels of other dimensions, the last varying fastest.
/// The combinations are never materialized.
/// </summary>
public sealed class ProductIndex : DimensionIndex
{
    private readonly long[]? kept;

    /// <summary>Makes an index.</summary>
    /// <param name="levels">The stacked dimensions in order, with their lengths and optional labels.</param>
    /// <param name="kept">
    /// The positions in the product that are kept, for example by <c>DropNa</c>; null for all.
    /// </param>
    public ProductIndex(IReadOnlyList<ProductLevel> levels, long[]? kept = null)
    {
        (Levels, this.kept) = (levels, kept);
        FullLength = 1;
        foreach (ProductLevel level in levels)
            FullLength = checked(FullLength * level.Length);
    }

    /// <summary>The stacked dimensions, in order.</summary>
    public IReadOnlyList<ProductLevel> Levels { get; }

    /// <summary>The number of combinations, kept or not.</summary>
    public long FullLength { get; }

    /// <summary>True if combinations were dropped or reordered.</summary>
    public bool IsPartial => kept is not null;

    /// <inheritdoc/>
    public override long Length => kept?.LongLength ?? FullLength;

    /// <inheritdoc/>
    public override DType DType => DType.Int64;

    /// <summary>Returns the position of a label in the full product, in C order of the levels.</summary>
    public long PositionInProduct(long position) => kept is null ? position : kept[position];

    // Appends a missing label to a level, for the variables that lack its dimension.
    internal static DimensionIndex WithMissing(DimensionIndex index) =>
        index switch
        {
            NumberIndex numbers => new NumberIndex(
                [.. numbers.Labels, double.NaN],
                numbers.DType == DType.Float32 ? DType.Float32 : DType.Float64
            ),
            TimeIndex times => new TimeIndex([.. times.Labels, Engine.Storage.Cf.CfDateTime.NaT], times.Calendar),
            TextIndex texts => new TextIndex([.. texts.Labels, MissingText]),
            _ => throw new GchunkException("a stacked dimension cannot be stacked again; Unstack it first"),
        };

    private const string MissingText = "(none)";

    internal static bool EndsMissing(DimensionIndex index) =>
        index.Length > 0
        && index switch
        {
            NumberIndex numbers => double.IsNaN(numbers.Labels[^1]),
            TimeIndex times => times.Labels[^1] == Engine.Storage.Cf.CfDateTime.NaT,
            TextIndex texts => texts.Labels[^1] == MissingText,
            _ => false,
        };

    internal long PositionOnLevel(long position, int level)
    {
        long rest = PositionInProduct(position);
        for (int l = Levels.Count - 1; l > level; l--)
            rest /= Levels[l].Length;
        return rest % Levels[level].Length;
    }

    internal bool IsMissing(long position, int level) =>
        Levels[level].Index is { } index
        && EndsMissing(index)
        && PositionOnLevel(position, level) == Levels[level].Length - 1;

    internal ProductLevel WithoutMissing(int level)
    {
        ProductLevel whole = Levels[level];
        if (whole.Index is not { } index || !EndsMissing(index))
            return whole;
        return whole with
        {
            Length = whole.Length - 1,
            Index = index.Pick(new AxisPick(new AxisSlice(0, whole.Length - 1))),
        };
    }

    /// <inheritdoc/>
    public override ArrayExpr ToExpr() =>
        throw new GchunkException(
            $"the labels are combinations of {string.Join(" and ", Levels.Select(l => l.Name))}, which an array cannot hold; Unstack the dimension to work with them"
        );

    /// <inheritdoc/>
    public override string Label(long position)
    {
        long rest = PositionInProduct(position);
        var parts = new string[Levels.Count];
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            parts[i] =
                Levels[i].Index?.Label(rest % Levels[i].Length)
                ?? (rest % Levels[i].Length).ToString(System.Globalization.CultureInfo.InvariantCulture);
            rest /= Levels[i].Length;
        }
        return $"({string.Join(", ", parts)})";
    }

    /// <summary>
    /// Returns, for each combination of the full product, its position among the kept ones, or -1; null if all are kept
    /// in order.
    /// </summary>
    internal long[]? Inverse()
    {
        if (kept is null)
            return null;
        var inverse = new long[FullLength];
        Array.Fill(inverse, -1);
        for (int i = 0; i < kept.Length; i++)
            inverse[kept[i]] = i;
        return inverse;
    }

    internal override DimensionIndex Pick(AxisPick pick)
    {
        if (pick.Positions is null && pick.Run.IsAll(Length))
            return this;
        var positions = new long[pick.Count];
        for (long i = 0; i < positions.Length; i++)
            positions[i] = PositionInProduct(pick[i]);
        return new ProductIndex(Levels, positions);
    }

    internal override AxisPick Locate(string dim, Selector selector, SelectMethod method, double? tolerance) =>
        throw new GchunkException(
            $"'{dim}' is stacked from {string.Join(" and ", Levels.Select(l => l.Name))}: select on these before Stack, or by position with Isel"
        );

    /// <inheritdoc/>
    public override long FirstDifference(DimensionIndex other, double tolerance = 0)
    {
        if (other is not ProductIndex same || Levels.Count != same.Levels.Count)
            return 0;
        for (int i = 0; i < Levels.Count; i++)
        {
            ProductLevel a = Levels[i],
                b = same.Levels[i];
            if (a.Name != b.Name || a.Length != b.Length)
                return 0;
            if (a.Index is not null && b.Index is not null && a.Index.FirstDifference(b.Index, tolerance) >= 0)
                return 0;
        }
        if (kept is null && same.kept is null)
            return -1;
        long shared = Math.Min(Length, other.Length);
        for (long i = 0; i < shared; i++)
        {
            if (PositionInProduct(i) != same.PositionInProduct(i))
                return i;
        }

        return Length == other.Length ? -1 : shared;
    }

    internal override DimensionIndex Concatenate(IReadOnlyList<DimensionIndex> others)
    {
        var all = new List<ProductIndex> { this };
        foreach (DimensionIndex other in others)
        {
            if (
                other is not ProductIndex same
                || !same.Levels.Select(l => l.Name).SequenceEqual(Levels.Select(l => l.Name))
            )
            {
                throw new GchunkException(
                    $"labels that are stacked from {string.Join(" and ", Levels.Select(l => l.Name))} cannot be concatenated with others ({other.Span}); Unstack them first"
                );
            }

            all.Add(same);
        }
        ProductLevel[] joined = [.. Enumerable.Range(0, Levels.Count).Select(l => JoinedLevel(all, l))];
        var positions = new List<long>();
        foreach (ProductIndex part in all)
        {
            long[]?[] moved =
            [
                .. joined.Select(
                    (level, l) =>
                        level.Index is { } to && part.Levels[l].Index is { } own
                            ? to.PositionsOf(level.Name, own, SelectMethod.Exact, null)
                            : null
                ),
            ];
            for (long i = 0; i < part.Length; i++)
            {
                long at = 0;
                for (int l = 0; l < joined.Length; l++)
                {
                    long on = part.PositionOnLevel(i, l);
                    at = at * joined[l].Length + (moved[l] is { } map ? map[on] : on);
                }
                positions.Add(at);
            }
        }
        return new ProductIndex(joined, WholeOrNull([.. positions], joined));
    }

    // The labels of a level that any of several indexes has.
    private static ProductLevel JoinedLevel(List<ProductIndex> all, int level)
    {
        ProductLevel first = all[0].Levels[level];
        DimensionIndex? index = first.Index;
        foreach (ProductIndex other in all.Skip(1))
        {
            if (index is not null && other.Levels[level].Index is { } more && index.FirstDifference(more) >= 0)
                index = index.Union(first.Name, more, null);
        }

        return first with
        {
            Index = index,
            Length = index?.Length ?? all.Max(o => o.Levels[level].Length),
        };
    }

    // Null if the positions are the whole product in order.
    private static long[]? WholeOrNull(long[] positions, IReadOnlyList<ProductLevel> levels)
    {
        if (positions.LongLength != levels.Aggregate(1L, (n, l) => n * l.Length))
            return positions;
        for (int i = 0; i < positions.Length; i++)
        {
            if (positions[i] != i)
                return positions;
        }

        return null;
    }

    /// <summary>The number of a level by its name, or -1.</summary>
    internal int LevelOf(string name)
    {
        for (int l = 0; l < Levels.Count; l++)
        {
            if (Levels[l].Name == name)
                return l;
        }

        return -1;
    }

    /// <summary>The labels of a level at each position.</summary>
    internal DimensionIndex LabelsOn(int level)
    {
        var positions = new long[Length];
        for (long i = 0; i < positions.Length; i++)
            positions[i] = PositionOnLevel(i, level);
        return (Levels[level].Index ?? NumberIndex.Count(Levels[level].Length)).Pick(AxisPick.From(positions));
    }

    /// <summary>The labels without one of the levels: those of the only other level, or a product of the others.</summary>
    internal DimensionIndex WithoutLevel(int level)
    {
        int[] others = [.. Enumerable.Range(0, Levels.Count).Where(l => l != level)];
        if (others.Length == 1)
            return LabelsOn(others[0]);
        ProductLevel[] kept = [.. others.Select(l => Levels[l])];
        var positions = new long[Length];
        for (long i = 0; i < positions.Length; i++)
        {
            foreach (int l in others)
                positions[i] = positions[i] * Levels[l].Length + PositionOnLevel(i, l);
        }

        return new ProductIndex(kept, WholeOrNull(positions, kept));
    }

    internal override long[] PositionsOf(string dim, DimensionIndex targets, SelectMethod method, double? tolerance)
    {
        if (targets is not ProductIndex same || FirstDifferenceOfLevels(same))
        {
            throw new GchunkException(
                $"'{dim}' is stacked from different labels in the two operands; Unstack it first"
            );
        }

        var firstAt = new Dictionary<long, long>();
        for (long i = 0; i < Length; i++)
            firstAt.TryAdd(PositionInProduct(i), i);
        var positions = new long[same.Length];
        for (long i = 0; i < positions.Length; i++)
            positions[i] = firstAt.GetValueOrDefault(same.PositionInProduct(i), -1);
        return positions;
    }

    internal override DimensionIndex Union(string dim, DimensionIndex other, double? tolerance)
    {
        if (other is not ProductIndex same || FirstDifferenceOfLevels(same))
        {
            throw new GchunkException(
                $"'{dim}' is stacked from different labels in the two operands; Unstack it first"
            );
        }

        var all = new SortedSet<long>();
        for (long i = 0; i < Length; i++)
            all.Add(PositionInProduct(i));
        for (long i = 0; i < same.Length; i++)
            all.Add(same.PositionInProduct(i));
        return new ProductIndex(Levels, [.. all]);
    }

    internal override long[] Order() =>
        [.. Enumerable.Range(0, (int)Length).Select(i => (long)i).OrderBy(PositionInProduct)];

    private bool FirstDifferenceOfLevels(ProductIndex other) =>
        new ProductIndex(Levels).FirstDifference(new ProductIndex(other.Levels)) >= 0;

    internal override int? CompareFirst(DimensionIndex other) => null;
}

/// <summary>One of the dimensions that are stacked into one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its length.</param>
/// <param name="Index">Its labels, or null if it has none.</param>
/// <param name="Attrs">The attributes of its coordinate.</param>
public sealed record ProductLevel(string Name, long Length, DimensionIndex? Index, Attributes Attrs);
