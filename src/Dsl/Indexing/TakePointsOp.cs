using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Indexing;

/// <summary>
/// Elements at points: several adjacent axes are replaced by one axis of points, each with a position on every one of
/// them.
/// </summary>
/// <remarks>Each block gets these axes whole.</remarks>
/// <param name="First">The first of the axes.</param>
/// <param name="Positions">The positions of the points, a row for each of the axes.</param>
internal sealed unsafe record TakePointsOp(int First, NDArray Positions) : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public override string Name => "dsl.take-points";

    /// <summary>Selects the elements at points; their axis takes the position of the first of the axes.</summary>
    /// <param name="array">The array.</param>
    /// <param name="axes">The axes, any of the array's.</param>
    /// <param name="positions">For each of the axes, the position of every point.</param>
    public static ArrayExpr Create(ArrayExpr array, int[] axes, long[][] positions)
    {
        int first = Enumerable.Range(0, axes.Min()).Count(a => !axes.Contains(a)),
            points = positions[0].Length;
        int[] others = [.. Enumerable.Range(0, array.Rank).Except(axes)];
        array = TransposeExpr.Create(array, [.. others.Take(first), .. axes, .. others.Skip(first)]);
        if (points == 0)
        {
            long[] shape = [.. array.Shape.Take(first), 0, .. array.Shape.Skip(first + axes.Length)];
            return new FullExpr(0L, array.DType, ChunkGrid.Single(new Shape(shape)));
        }
        // Points are grouped by the chunk of the source that they lie in, so that only these chunks are read, each
        // once.
        var byChunk = new SortedDictionary<long, List<int>>();
        for (int p = 0; p < points; p++)
        {
            long chunk = 0;
            for (int k = 0; k < axes.Length; k++)
                chunk = chunk * array.Chunks.Blocks[first + k] + array.Chunks.ChunkOf(first + k, positions[k][p]);
            if (!byChunk.TryGetValue(chunk, out List<int>? members))
                byChunk.Add(chunk, members = []);
            members.Add(p);
        }
        var parts = new List<ArrayExpr>();
        var order = new long[points];
        long next = 0;
        foreach (List<int> members in byChunk.Values)
        {
            ArrayExpr part = array;
            var within = new long[axes.Length * members.Count];
            for (int k = 0; k < axes.Length; k++)
            {
                int chunk = array.Chunks.ChunkOf(first + k, positions[k][members[0]]);
                long origin = array.Chunks.Offsets(first + k)[chunk];
                part = new AxisPick(new AxisSlice(origin, array.Chunks.Sizes(first + k)[chunk])).Of(part, first + k);
                for (int m = 0; m < members.Count; m++)
                    within[k * members.Count + m] = positions[k][members[m]] - origin;
            }
            foreach (int p in members)
                order[p] = next++;
            parts.Add(Make(part, first, axes.Length, within, members.Count));
        }
        ArrayExpr all = ConcatenateExpr.Create(parts, first);
        return parts.Count == 1 ? all : AxisPick.From(order).Of(all, first);
    }

    private static BlockOpExpr Make(ArrayExpr array, int first, int axes, long[] positions, int points)
    {
        var chunks = new List<long[]>();
        var from = new int[array.Rank];
        for (int a = 0; a < array.Rank; a++)
        {
            if (a == first)
                chunks.Add([points]);
            bool picked = a >= first && a < first + axes;
            from[a] =
                picked ? -1
                : a < first ? a
                : a - axes + 1;
            if (!picked)
                chunks.Add(array.Chunks.Sizes(a).ToArray());
        }
        return new BlockOpExpr(
            new TakePointsOp(first, NDArray.From(positions, (axes, points))),
            [array],
            [from],
            array.DType,
            new ChunkGrid([.. chunks])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        int first = First,
            axes = (int)Positions.Shape[0],
            points = (int)Positions.Shape[1];
        ReadOnlySpan<long> positions = Positions.Span<long>();
        long outer = 1,
            inner = context.DType.Size,
            plane = 1;
        for (int a = 0; a < first; a++)
            outer *= input.Shape[a];
        for (int k = 0; k < axes; k++)
            plane *= input.Shape[first + k];
        for (int a = first + axes; a < input.Rank; a++)
            inner *= input.Shape[a];
        Bounds.Require(
            input.DType == context.DType && context.Shape.Size * context.DType.Size == outer * points * inner
        );
        for (int k = 0; k < axes; k++)
        {
            foreach (long position in positions.Slice(k * points, points))
                Bounds.RequireIndex(position, input.Shape[first + k]);
        }
        NDArray result = context.Allocate(context.DType);
        byte* target = result.Pointer;
        for (long o = 0; o < outer; o++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (int p = 0; p < points; p++, target += inner)
            {
                long at = 0;
                for (int k = 0; k < axes; k++)
                    at = at * input.Shape[first + k] + positions[k * points + p];
                Buffer.MemoryCopy(input.Pointer + (o * plane + at) * inner, target, inner, inner);
            }
        }
        GC.KeepAlive(input);
        return result;
    }
}
