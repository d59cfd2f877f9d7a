using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Grouping;

/// <summary>
/// Reductions of the rows of an axis by groups, in one pass: each block is folded into states of the groups that it
/// has, and these are combined along a tree.
/// </summary>
/// <remarks>
/// A task holds as many states as its blocks have groups, so memory goes with groups x block however many blocks there
/// are. The states of a group lie side by side along
/// the axis: component k of row r at r * components + k. The tree follows from the chunks alone: the same bits on any
/// number of threads.
/// The operations that finish give results instead of states.
/// </remarks>
internal static class GroupFold
{
    // Blocks of states that are combined at a time.
    private const int FanIn = 8;

    // States of all groups above this are cut along the other axes.
    private const long MostBytes = 256L << 20;

    /// <summary>The reduction of each group of rows.</summary>
    /// <param name="op">The reduction.</param>
    /// <param name="input">The array.</param>
    /// <param name="axis">The axis of the rows, which gets a row for each group.</param>
    /// <param name="codes">The group of each row, -1 for none; every group has a row.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="options">The choices.</param>
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
        input = Cut(input, axis, (long)groups * op.Components * sizeof(ulong));
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
            // The next round takes several blocks of states as one.
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

    private static ArrayExpr Cut(ArrayExpr input, int axis, long bytesEach)
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

    /// <param name="Axis">The axis of the rows.</param>
    /// <param name="Reduction">The reduction.</param>
    /// <param name="Options">Its options.</param>
    /// <param name="Operands">The dtype of the elements.</param>
    /// <param name="Rows">
    /// For each row of the input, the row of the result that it belongs to, counted within the block; -1 for none.
    /// </param>
    /// <param name="Starts">Where the input's blocks begin, and the end of the last.</param>
    /// <param name="Finish">True to give results instead of states.</param>
    private abstract unsafe record Op(
        int Axis,
        ReductionOp Reduction,
        ReductionOptions Options,
        DType Operands,
        NDArray Rows,
        long[] Starts,
        bool Finish
    ) : BlockOp
    {
        // As many elements as kernels are given at a time.
        protected const int Tile = 4096;

        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            NDArray input = inputs[0];
            int axis = Axis;
            ReductionOp op = Reduction;
            ReductionOptions options = Options;
            DType type = Operands;
            int components = op.Components;
            long start = Starts[context.Block[axis]],
                length = Starts[context.Block[axis] + 1] - start;
            ReadOnlySpan<long> codes = Rows.Span<long>(start, (int)length);
            long rows = Finish ? context.Shape[axis] : context.Shape[axis] / components,
                outer = 1,
                inner = 1;
            for (int a = 0; a < axis; a++)
                outer *= context.Shape[a];
            for (int a = axis + 1; a < context.Shape.Rank; a++)
                inner *= context.Shape[a];
            NDArray result = NDArray.Allocate(context.Shape, context.DType);
            if (result.Size == 0)
                return result;
            NDArray states = Finish ? NDArray.Allocate(new Shape(rows * components * inner), DType.UInt64) : result;
            try
            {
                for (long o = 0; o < outer; o++)
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    ulong* state = (ulong*)states.Pointer + (Finish ? 0 : o * rows * components * inner);
                    for (long r = 0; r < rows; r++)
                        op.Initialize(type, options, state + r * components * inner, inner);
                    Fold(op, type, options, input, o, inner, codes, start, state);
                    if (!Finish)
                        continue;
                    for (long r = 0; r < rows; r++)
                    {
                        op.Finish(
                            type,
                            options,
                            state + r * components * inner,
                            inner,
                            result.Pointer + (o * rows + r) * inner * context.DType.Size
                        );
                    }
                }
            }
            finally
            {
                if (Finish)
                    states.Dispose();
            }
            GC.KeepAlive(input);
            return result;
        }

        protected abstract void Fold(
            ReductionOp op,
            DType type,
            ReductionOptions options,
            NDArray input,
            long outer,
            long inner,
            ReadOnlySpan<long> codes,
            long start,
            ulong* state
        );

        // The states of all rows, for one index on the axes before.
        public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
        {
            if (!Finish)
                return 0;
            long states = Reduction.Components;
            for (int a = Axis; a < result.Rank; a++)
                states *= result[a];
            return states * sizeof(ulong);
        }
    }

    private sealed unsafe record FoldOp(
        int Axis,
        ReductionOp Reduction,
        ReductionOptions Options,
        DType Operands,
        NDArray Rows,
        long[] Starts,
        bool Finish
    ) : Op(Axis, Reduction, Options, Operands, Rows, Starts, Finish)
    {
        public override string Name => Finish ? "dsl.group-fold-finish" : "dsl.group-fold";

        protected override void Fold(
            ReductionOp op,
            DType type,
            ReductionOptions options,
            NDArray input,
            long outer,
            long inner,
            ReadOnlySpan<long> codes,
            long start,
            ulong* state
        )
        {
            int n = codes.Length;
            byte* values = input.Pointer + outer * n * inner * type.Size;
            for (int i = 0; i < n; )
            {
                ulong* row = state + codes[i] * op.Components * inner;
                int run = 1;
                if (inner == 1)
                {
                    while (i + run < n && run < Tile && codes[i + run] == codes[i])
                        run++;
                }

                if (codes[i] >= 0)
                {
                    if (inner == 1)
                    {
                        op.FoldRun(type, options, values + (long)i * type.Size, run, row, 1, 0, start + i);
                    }
                    else
                    {
                        for (long cell = 0; cell < inner; cell += Tile)
                        {
                            op.FoldEach(
                                type,
                                options,
                                values + (i * inner + cell) * type.Size,
                                (int)Math.Min(Tile, inner - cell),
                                row,
                                inner,
                                cell,
                                start + i
                            );
                        }
                    }
                }
                i += run;
            }
        }
    }

    private sealed unsafe record CombineOp(
        int Axis,
        ReductionOp Reduction,
        ReductionOptions Options,
        DType Operands,
        NDArray Rows,
        long[] Starts,
        bool Finish
    ) : Op(Axis, Reduction, Options, Operands, Rows, Starts, Finish)
    {
        public override string Name => Finish ? "dsl.group-combine-finish" : "dsl.group-combine";

        protected override void Fold(
            ReductionOp op,
            DType type,
            ReductionOptions options,
            NDArray input,
            long outer,
            long inner,
            ReadOnlySpan<long> codes,
            long start,
            ulong* state
        )
        {
            ulong* later = (ulong*)input.Pointer + outer * codes.Length * op.Components * inner;
            for (int i = 0; i < codes.Length; i++, later += op.Components * inner)
            {
                if (codes[i] >= 0)
                    op.Combine(type, options, state + codes[i] * op.Components * inner, later, inner);
            }
        }
    }
}
