using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Assigning;

namespace Gchunk.Dsl.Arrays.Assigning;

/// <summary>An assignment to elements of a slice of an array. Chunks without any of them are not touched.</summary>
/// <param name="array">The array.</param>
/// <param name="slices">The slice of each of its axes.</param>
/// <param name="sliced">The slice.</param>
internal sealed class Assignment(ArrayExpr array, AxisSlice[] slices, ArrayExpr sliced)
{
    // Up to this number of runs, each replaces a region, and nothing is computed.
    private const int FewRuns = 64;

    /// <summary>The array with the elements that were assigned so far.</summary>
    public ArrayExpr Result { get; private set; } = array;

    /// <summary>Replaces a region of the slice.</summary>
    /// <param name="region">The region, in indices of the slice.</param>
    /// <param name="values">The new elements, in its shape.</param>
    public void Replace(in Region region, ArrayExpr values)
    {
        int rank = slices.Length;
        var own = new Region(new long[rank], new long[rank], new long[rank]);
        var flips = new AxisSlice[values.Rank];
        var chunks = new long[rank][];
        var axes = new List<int>();
        for (int axis = 0; axis < rank; axis++)
        {
            AxisSlice slice = slices[axis];
            int k = axes.Count;
            (own.Start[axis], own.Count[axis], own.Step[axis], chunks[axis]) = (slice.Start, 1, 1, [1]);
            if (slice.Drop)
                continue;
            long count = region.Count[k],
                step = count > 1 ? slice.Step * region.Step[k] : 1,
                first = slice.Start + slice.Step * region.Start[k];
            flips[k] = step < 0 ? new AxisSlice(count - 1, count, -1) : AxisSlice.All(count);
            (own.Start[axis], own.Count[axis], own.Step[axis]) = (
                step < 0 ? first + (count - 1) * step : first,
                count,
                Math.Abs(step)
            );
            axes.Add(axis);
        }

        values = SliceExpr.Create(values, flips);
        for (int k = 0; k < axes.Count; k++)
            chunks[axes[k]] = values.Chunks.Sizes(k).ToArray();
        values = BroadcastExpr.Create(values, [.. axes], new ChunkGrid(chunks));
        Result = AssignExpr.Create(Result, own, values);
    }

    /// <summary>
    /// Replaces the elements at paired indices along some axes of the slice. Of elements that are given several times,
    /// the last is kept, as in NumPy.
    /// </summary>
    /// <param name="axes">The axes.</param>
    /// <param name="positions">The indices along each.</param>
    /// <param name="values">The new elements: an axis for the indices, then the other axes of the slice.</param>
    public void Replace(int[] axes, long[][] positions, ArrayExpr values)
    {
        long[] merged = IndexArray.Merge(positions, [.. axes.Select(a => sliced.Shape[a])]);
        long[] last = LastOfEach(merged);
        values = Indexing.TakeOp.Create(values, 0, last);
        long[][] kept = Array.ConvertAll(positions, p => Array.ConvertAll(last, i => p[i]));
        List<(int From, int To)> runs = Runs(axes.Length == 1 ? kept[0] : null, last.Length);
        if (runs.Count <= FewRuns)
        {
            foreach ((int from, int to) in runs)
                ReplaceRun(axes, kept, from, to, values);
        }
        else if (axes.Length == 1)
        {
            ReplaceChunks(axes[0], kept[0], values);
        }
        else
        {
            ReplaceInChunks(axes, kept, values);
        }
    }

    // The indices of the last occurrence of each position, in ascending order of the positions.
    private static long[] LastOfEach(long[] positions)
    {
        var last = new Dictionary<long, long>(positions.Length);
        for (int i = 0; i < positions.Length; i++)
            last[positions[i]] = i;
        long[] keys = [.. last.Keys];
        Array.Sort(keys);
        return Array.ConvertAll(keys, k => last[k]);
    }

    // Runs of consecutive positions; every point is a run of its own if there are none.
    private static List<(int From, int To)> Runs(long[]? positions, int count)
    {
        var runs = new List<(int, int)>();
        int from = 0;
        for (int i = 1; i <= count; i++)
        {
            if (i < count && positions is not null && positions[i] == positions[i - 1] + 1)
                continue;
            runs.Add((from, i));
            from = i;
        }
        return runs;
    }

    private void ReplaceRun(int[] axes, long[][] positions, int from, int to, ArrayExpr values)
    {
        var region = Region.Whole(sliced.Shape);
        var shape = new long[sliced.Rank][];
        int[] others = [.. Enumerable.Range(0, sliced.Rank).Except(axes)];
        for (int k = 0; k < axes.Length; k++)
            (region.Start[axes[k]], region.Count[axes[k]], shape[axes[k]]) = (positions[k][from], 1, [1]);
        ArrayExpr part = Sliced(values, 0, from, to - from);
        if (axes.Length == 1)
        {
            region.Count[axes[0]] = to - from;
            int[] order = [.. others];
            part = TransposeExpr.Create(
                part,
                [.. Enumerable.Range(0, sliced.Rank).Select(a => a == axes[0] ? 0 : 1 + Array.IndexOf(order, a))]
            );
            Replace(region, part);
            return;
        }
        part = SliceExpr.Create(
            part,
            [new AxisSlice(0, 1, 1, Drop: true), .. part.Shape.Skip(1).Select(AxisSlice.All)]
        );
        for (int i = 0; i < others.Length; i++)
            shape[others[i]] = part.Chunks.Sizes(i).ToArray();
        Replace(region, BroadcastExpr.Create(part, others, new ChunkGrid(shape)));
    }

    // Replaces positions along an axis, in each run of chunks that have some.
    private void ReplaceChunks(int axis, long[] positions, ArrayExpr values)
    {
        ReadOnlySpan<long> offsets = sliced.Chunks.Offsets(axis);
        var counts = new long[offsets.Length - 1];
        foreach (long position in positions)
            counts[ChunkGrid.ChunkOf(offsets, position)]++;
        long done = 0;
        for (int chunk = 0; chunk < counts.Length; )
        {
            if (counts[chunk] == 0)
            {
                chunk++;
                continue;
            }
            int end = chunk;
            while (end < counts.Length && counts[end] > 0)
                end++;
            long[] own = counts[chunk..end];
            long start = offsets[chunk],
                length = offsets[end] - start,
                count = own.Sum();
            long[] within = Array.ConvertAll(positions[(int)done..(int)(done + count)], p => p - start);
            ArrayExpr box = Sliced(sliced, axis, start, length);
            var region = Region.Whole(sliced.Shape);
            (region.Start[axis], region.Count[axis]) = (start, length);
            Replace(region, PutOp.Create(box, axis, within, Sliced(values, 0, done, count), own));
            done += count;
            chunk = end;
        }
    }

    // Replaces points in each chunk that has some. The array is assembled from these and the parts that stay: were each
    // chunk an assignment of its own, who reads the array would have to look at all of them.
    private void ReplaceInChunks(int[] axes, long[][] positions, ArrayExpr values)
    {
        int[] members = [.. Enumerable.Range(0, positions[0].Length)];
        ArrayExpr assembled = PutInChunks(sliced, new long[axes.Length], 0, axes, positions, members, values);
        Replace(Region.Whole(sliced.Shape), assembled);
    }

    // Replaces points in a box of the slice, which is one chunk along the axes before a depth: each chunk along the next
    // axis on its own, beside the parts that stay.
    private ArrayExpr PutInChunks(
        ArrayExpr box,
        long[] starts,
        int depth,
        int[] axes,
        long[][] positions,
        int[] members,
        ArrayExpr values
    )
    {
        if (depth == axes.Length)
        {
            var within = new long[axes.Length][];
            for (int k = 0; k < axes.Length; k++)
            {
                (long[] along, long start) = (positions[k], starts[k]);
                within[k] = Array.ConvertAll(members, p => along[p] - start);
            }

            ArrayExpr own = Indexing.TakeOp.Create(values, 0, Array.ConvertAll(members, p => (long)p));
            return PutOp.Create(box, axes, within, own);
        }

        int axis = axes[depth];
        ChunkGrid grid = sliced.Chunks;
        var parts = new List<ArrayExpr>();
        long done = 0;
        long[] at = positions[depth];
        foreach (var chunk in members.GroupBy(p => grid.ChunkOf(axis, at[p])).OrderBy(g => g.Key))
        {
            long start = grid.Offsets(axis)[chunk.Key],
                length = grid.Sizes(axis)[chunk.Key];
            if (start > done)
                parts.Add(Sliced(box, axis, done, start - done));
            long[] inner = [.. starts];
            inner[depth] = start;
            ArrayExpr part = Sliced(box, axis, start, length);
            parts.Add(PutInChunks(part, inner, depth + 1, axes, positions, [.. chunk], values));
            done = start + length;
        }

        if (done < box.Shape[axis])
            parts.Add(Sliced(box, axis, done, box.Shape[axis] - done));
        return ConcatenateExpr.Create(parts, axis);
    }

    private static ArrayExpr Sliced(ArrayExpr x, int axis, long start, long count) =>
        new Indexing.AxisPick(new AxisSlice(start, count)).Of(x, axis);
}
