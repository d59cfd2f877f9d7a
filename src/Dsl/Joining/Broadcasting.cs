using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Joining;

/// <summary>
/// Broadcasts operands by the names of their dimensions. Labels must be equal: there is no silent join.
/// </summary>
internal static class Broadcasting
{
    /// <summary>Returns the dimensions of all operands, in the order in which they first occur.</summary>
    public static string[] Dims(ReadOnlySpan<DataArray> operands)
    {
        var dims = new List<string>();
        foreach (DataArray operand in operands)
        {
            foreach (string dim in operand.Dims)
            {
                if (!dims.Contains(dim))
                    dims.Add(dim);
            }
        }

        return [.. dims];
    }

    /// <summary>Rejects operands whose lengths or labels differ along a dimension that they share.</summary>
    /// <exception cref="GchunkException">They differ; the message names the first labels that do.</exception>
    public static void Check(string what, ReadOnlySpan<DataArray> operands, IEnumerable<string> dims)
    {
        foreach (string dim in dims)
        {
            DataArray? first = null;
            foreach (DataArray operand in operands)
            {
                if (!operand.Sizes.Contains(dim))
                    continue;
                if (first is null)
                {
                    first = operand;
                }
                else
                {
                    CheckPair(what, dim, first, operand);
                    if (first.Coords.IndexOf(dim) is null)
                        first = operand;
                }
            }
        }
    }

    private static void CheckPair(string what, string dim, DataArray a, DataArray b)
    {
        DimensionIndex? left = a.Coords.IndexOf(dim),
            right = b.Coords.IndexOf(dim);
        if (
            left is not null
            && right is not null
            && !ReferenceEquals(left, right)
            && left.FirstDifference(right) is >= 0 and long at
        )
        {
            throw new GchunkException(
                $"{what}: the labels of '{dim}' differ{Describe(left, right, at)}; select the same labels on both with Sel, or use the labels of one for both with AlignTo(other, tolerance: …) if they differ by rounding only"
            );
        }

        if (a.Sizes[dim] != b.Sizes[dim])
        {
            throw new GchunkException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}: dimension '{dim}' has length {a.Sizes[dim]} on one side and {b.Sizes[dim]} on the other"
                )
            );
        }
    }

    /// <summary>Describes where two indexes first differ, in words that follow "the labels differ".</summary>
    public static string Describe(DimensionIndex left, DimensionIndex right, long at)
    {
        string l = at < left.Length ? left.Label(at) : "nothing",
            r = at < right.Length ? right.Label(at) : "nothing";
        string lengths =
            left.Length == right.Length
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" ({left.Length} labels against {right.Length})");
        if (left.GetType() != right.GetType())
            return $" in kind: {left.Span} against {right.Span}";
        if (
            left.Calendar is { } own && right.Calendar is { } other
                ? !own.AgreesWith(other, Math.Min(FirstInstant(left), FirstInstant(right)))
                : left.Calendar != right.Calendar
        )
        {
            return $" in calendar: {left.Calendar} against {right.Calendar}; ConvertCalendar brings them to one";
        }

        return string.Create(CultureInfo.InvariantCulture, $" first at position {at}: {l} against {r}{lengths}");
    }

    private static long FirstInstant(DimensionIndex index) =>
        index is TimeIndex { Length: > 0 } times ? times.Labels[0] : long.MaxValue;

    /// <summary>
    /// Returns the values of the operands with axes in the order of the dimensions, repeated along those that they
    /// lack, all with the same chunks. Weak scalars stay scalars.
    /// </summary>
    public static ArrayExpr[] Broadcast(ReadOnlySpan<DataArray> operands, string[] dims)
    {
        var chunks = new long[dims.Length][];
        for (int axis = 0; axis < dims.Length; axis++)
        {
            foreach (DataArray operand in operands)
            {
                int own = Array.IndexOf(operand.DimArray, dims[axis]);
                if (own < 0 || (operand.Expression is FullExpr && chunks[axis] is not null))
                    continue;
                ChunkGrid grid = operand.Expression.Chunks;
                chunks[axis] = chunks[axis] is null
                    ? grid.Sizes(own).ToArray()
                    : ChunkGrid
                        .Refine(new ChunkGrid(chunks[axis]), new ChunkGrid(grid.Sizes(own).ToArray()))
                        .Sizes(0)
                        .ToArray();
            }
        }

        var whole = new ChunkGrid(chunks);
        var result = new ArrayExpr[operands.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = operands[i].Expression is FullExpr { IsWeak: true } bare ? bare : Fit(operands[i], dims, whole);
        return result;
    }

    private static ArrayExpr Fit(DataArray operand, string[] dims, ChunkGrid whole)
    {
        int[] positions = [.. operand.Dims.Select(d => Array.IndexOf(dims, d))];
        int[] order = [.. Enumerable.Range(0, positions.Length).OrderBy(i => positions[i])];
        ArrayExpr expr = TransposeExpr.Create(operand.Expression, order);
        int[] axes = [.. positions.Order()];
        expr = RechunkExpr.Create(expr, new ChunkGrid(Array.ConvertAll(axes, axis => whole.Sizes(axis).ToArray())));
        return BroadcastExpr.Create(expr, axes, whole);
    }
}
