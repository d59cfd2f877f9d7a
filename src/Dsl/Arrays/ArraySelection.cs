using Gchunk.Dsl.Arrays.Assigning;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Arrays;

/// <summary>
/// The elements that indices in brackets select from an array: slices of its axes first, then, along some of them,
/// arrays of indices, which are paired as in NumPy.
/// </summary>
internal sealed class ArraySelection
{
    // An axis of the result that is new, and the one of the arrays of indices.
    private const int New = -1,
        Indexed = -2;

    private readonly ArrayExpr array;
    private readonly AxisSlice[] slices;
    private readonly ArrayExpr sliced;
    private readonly List<(int Axis, AxisIndex Index)> picks = [];

    // The axes of the result: axes of the slice, or one of the constants above.
    private readonly List<int> layout = [];

    /// <summary>Resolves indices; axes without one are taken whole.</summary>
    /// <param name="indices">The indices.</param>
    /// <param name="array">The array.</param>
    /// <param name="pointsFirst">
    /// True to put the axes of arrays of indices first, even if no slice lies between them.
    /// </param>
    /// <exception cref="GchunkException">
    /// There are too many indices, one is out of bounds, or a text is not a slice.
    /// </exception>
    public ArraySelection(ReadOnlySpan<AxisIndex> indices, ArrayExpr array, bool pointsFirst = false)
    {
        this.array = array;
        List<AxisIndex> parts = AxisIndex.Expand(indices, array.Shape);
        slices = new AxisSlice[array.Rank];
        int axis = 0,
            kept = 0;
        foreach (AxisIndex part in parts)
        {
            if (part.IsNew)
            {
                layout.Add(New);
                continue;
            }
            slices[axis] = part.IsPick ? AxisSlice.All(array.Shape[axis]) : part.Resolve(array.Shape[axis], axis);
            if (part.IsPick)
            {
                if (picks.Count == 0)
                    layout.Add(Indexed);
                picks.Add((kept++, part));
            }
            else if (!slices[axis].Drop)
            {
                layout.Add(kept++);
            }
            axis++;
        }
        sliced = SliceExpr.Create(array, slices);
        if (picks.Count > 0 && (pointsFirst || AxisIndex.IsParted(parts)))
        {
            layout.Remove(Indexed);
            layout.Insert(0, Indexed);
        }
    }

    /// <summary>Returns the selected elements.</summary>
    public ArrayExpr Get()
    {
        ArrayExpr taken = sliced;
        Shape? shape = null;
        if (picks is [{ Index.Mask: { } mask, Axis: var along }])
        {
            taken = Compression.Along(sliced, along, mask.Expression);
        }
        else if (picks.Count > 0)
        {
            IndexArray[] paired = Paired();
            shape = paired[0].Shape;
            taken = Take(Array.ConvertAll(paired, p => p.Values));
        }

        // The indices' axis is where the first of their axes was.
        int[] found = [.. layout.Where(a => a == Indexed || a >= 0).OrderBy(a => a == Indexed ? picks[0].Axis : a)];
        int[] wanted = [.. layout.Where(a => a != New)];
        ArrayExpr result = TransposeExpr.Create(taken, Array.ConvertAll(wanted, a => Array.IndexOf(found, a)));
        result = WithAxes(result, [.. layout.Select(a => a == New)]);
        if (shape is not { Rank: not 1 } several)
            return result;
        int place = layout.IndexOf(Indexed);
        return ReshapeExpr.Create(result, [.. result.Shape.Take(place), .. several, .. result.Shape.Skip(place + 1)]);
    }

    /// <summary>Replaces the selected elements, and returns the array after that.</summary>
    /// <param name="value">The new elements, which are broadcast to the shape of the selection.</param>
    /// <exception cref="GchunkException">The shape does not broadcast to that of the selection.</exception>
    public ArrayExpr Set(ArrayExpr value)
    {
        IndexArray[] paired = picks.Count > 0 ? Paired() : [];
        var shape = new List<long>();
        foreach (int axis in layout)
        {
            if (axis == Indexed)
                shape.AddRange(paired[0].Shape);
            else
                shape.Add(axis == New ? 1 : sliced.Shape[axis]);
        }

        ArrayExpr values = AssignedValues.Fit(value, new Shape([.. shape]), array.DType);
        if (paired is [{ Shape: { Rank: not 1 } several }, ..])
        {
            int place = layout.IndexOf(Indexed);
            values = ReshapeExpr.Create(
                values,
                [.. values.Shape.Take(place), several.Size, .. values.Shape.Skip(place + several.Rank)]
            );
        }
        values = SliceExpr.Create(
            values,
            [.. layout.Select((a, i) => a == New ? new AxisSlice(0, 1, 1, Drop: true) : AxisSlice.All(values.Shape[i]))]
        );
        // The axis of indices first, then those of the slice in order.
        int[] found = [.. layout.Where(a => a != New)];
        values = TransposeExpr.Create(
            values,
            [.. Enumerable.Range(0, found.Length).OrderBy(i => found[i] == Indexed ? -1 : found[i])]
        );
        var assignment = new Assignment(array, slices, sliced);
        if (picks.Count == 0)
        {
            assignment.Replace(Region.Whole(sliced.Shape), values);
            return assignment.Result;
        }
        assignment.Replace(picks.ConvertAll(p => p.Axis).ToArray(), Array.ConvertAll(paired, p => p.Values), values);
        return assignment.Result;
    }

    private IndexArray[] Paired() => IndexArray.Pair([.. picks.Select(p => p.Index.Positions(sliced.Shape, p.Axis))]);

    private ArrayExpr Take(long[][] positions)
    {
        int[] axes = [.. picks.Select(p => p.Axis)];
        int first = axes[0];
        if (axes.Length == 1)
            return TakeOp.Create(sliced, first, positions[0]);
        // The axes are brought together and merged, and the pairs become positions along the merged axis.
        int[] others = [.. Enumerable.Range(0, sliced.Rank).Except(axes)],
            order = [.. others.Where(a => a < first), .. axes, .. others.Where(a => a > first)];
        long[] lengths = [.. axes.Select(a => sliced.Shape[a])];
        long[] merged =
        [
            .. others.Where(a => a < first).Select(a => sliced.Shape[a]),
            lengths.Aggregate(1L, (a, b) => a * b),
            .. others.Where(a => a > first).Select(a => sliced.Shape[a]),
        ];
        ArrayExpr together = ReshapeExpr.Create(TransposeExpr.Create(sliced, order), merged);
        return TakeOp.Create(together, others.Count(a => a < first), IndexArray.Merge(positions, lengths));
    }

    // Adds axes of length 1 where told.
    private static ArrayExpr WithAxes(ArrayExpr array, bool[] isNew)
    {
        if (!isNew.Contains(true))
            return array;
        var chunks = new long[isNew.Length][];
        var axes = new List<int>();
        for (int i = 0; i < chunks.Length; i++)
        {
            chunks[i] = isNew[i] ? [1] : array.Chunks.Sizes(axes.Count).ToArray();
            if (!isNew[i])
                axes.Add(i);
        }
        return BroadcastExpr.Create(array, [.. axes], new ChunkGrid(chunks));
    }
}
