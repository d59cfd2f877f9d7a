using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Grouping;

/// <summary>
/// Reductions by groups along an axis, in one pass: each block is reduced to the states of its groups, and these are
/// combined in a tree.
/// </summary>
/// <remarks>
/// A task holds one state for each group in its blocks, so memory is proportional to groups x block for any number of
/// blocks. The components of a state are adjacent along the axis: component k of row r is at r * components + k. The
/// tree depends only on the chunks: the bits are the same for any number of threads. The last operations give results
/// instead of states.
/// </remarks>
internal static partial class GroupReduction
{
    // The number of blocks of states that are combined at a time.
    private const int FanIn = 8;

    // If the states of all groups exceed this, the other axes are divided into smaller chunks.
    private const long MostBytes = 256L << 20;

    /// <summary>Makes the reduction of each group of rows.</summary>
    /// <param name="op">The reduction.</param>
    /// <param name="input">The array.</param>
    /// <param name="axis">The axis of the rows, which gets a row for each group.</param>
    /// <param name="codes">The group of each row, -1 for none; every group has a row.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="options">The options of the reduction.</param>
    public static ArrayExpr Create(
        ReductionOp op,
        ArrayExpr input,
        int axis,
        int[] codes,
        int groups,
        ReductionOptions options
    )
    {
        input = CastExpr.Create(input, op.OperandType(input.DType));
        if (!input.DType.IsFloat)
            options = options with { SkipNaN = false };
        input = LimitChunks(input, axis, (long)groups * op.Components * sizeof(ulong));
        int[] same = [.. Enumerable.Range(0, input.Rank)];
        int[] rowGroups = codes;
        long[] starts = input.Chunks.Offsets(axis).ToArray();
        ArrayExpr state = input;
        for (bool folded = false; ; folded = true)
        {
            int blocks = starts.Length - 1;
            var local = new long[rowGroups.Length];
            var next = new List<int>();
            var rows = new long[blocks];
            for (int b = 0; b < blocks; b++)
            {
                int[] present =
                    blocks == 1
                        ? [.. Enumerable.Range(0, groups)]
                        :
                        [
                            .. rowGroups
                                .AsSpan((int)starts[b], (int)(starts[b + 1] - starts[b]))
                                .ToArray()
                                .Where(g => g >= 0)
                                .Distinct()
                                .Order(),
                        ];
                for (long r = starts[b]; r < starts[b + 1]; r++)
                    local[r] = rowGroups[r] < 0 ? -1 : Array.BinarySearch(present, rowGroups[r]);
                rows[b] = present.Length;
                next.AddRange(present);
            }
            bool finish = blocks == 1;
            long[] sizes = Array.ConvertAll(rows, r => finish ? r : r * op.Components);
            state = new BlockOpExpr(
                folded
                    ? new CombineOp(axis, op, options, input.DType, NDArray.From(local), starts, finish)
                    : new FoldOp(axis, op, options, input.DType, NDArray.From(local), starts, finish),
                [state],
                [same],
                finish ? op.ResultType(input.DType) : DType.UInt64,
                state.Chunks.With(axis, sizes)
            );
            if (finish)
                return state;
            // The next round merges several blocks of states.
            rowGroups = [.. next];
            var merged = new List<long>();
            var bounds = new List<long> { 0 };
            for (int b = 0; b < blocks; b += FanIn)
            {
                long count = rows.AsSpan(b, Math.Min(FanIn, blocks - b)).ToArray().Sum();
                merged.Add(count * op.Components);
                bounds.Add(bounds[^1] + count);
            }
            state = RechunkExpr.Create(state, state.Chunks.With(axis, [.. merged]));
            starts = [.. bounds];
        }
    }

    private static ArrayExpr LimitChunks(ArrayExpr input, int axis, long bytesEach)
    {
        for (int a = 0; a < input.Rank; a++)
        {
            if (a == axis)
                continue;
            Shape block = input.Chunks.MaxBlock;
            long bytes = bytesEach;
            for (int b = 0; b < input.Rank; b++)
            {
                if (b != axis)
                    bytes *= Math.Max(1, block[b]);
            }

            if (bytes <= MostBytes)
                break;
            long length = Math.Max(1, block[a] / Math.Max(1, (bytes + MostBytes - 1) / MostBytes));
            input = RechunkExpr.Create(
                input,
                input.Chunks.With(a, ChunkGrid.Regular(new Shape(input.Shape[a]), [length]).Sizes(0).ToArray())
            );
        }
        return input;
    }
}
