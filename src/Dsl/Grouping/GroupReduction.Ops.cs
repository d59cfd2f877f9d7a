using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Grouping;

// The block operations: from rows to states, and from states to states of fewer blocks.
internal static partial class GroupReduction
{
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
        // The number of elements that a kernel processes at a time.
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
            long rows = Finish ? context.Shape[axis] : context.Shape[axis] / components;
            (long outer, long inner) = context.Shape.Around(axis);
            Bounds.Require(input.Shape[axis] == length * (FromStates ? components : 1));
            Bounds.RequireSameExcept(axis, input.Shape, context.Shape);
            Bounds.Require(input.DType == (FromStates ? DType.UInt64 : type));
            Bounds.Require(context.DType == (Finish ? op.ResultType(type) : DType.UInt64));
            foreach (long code in codes)
                Bounds.Require(code < rows);
            NDArray result = context.Allocate(context.DType);
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

        // Whether the input has the states of rows rather than elements.
        protected abstract bool FromStates { get; }

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

        protected override bool FromStates => false;

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

        protected override bool FromStates => true;

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
