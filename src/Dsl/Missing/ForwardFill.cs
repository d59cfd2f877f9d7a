using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Missing;

/// <summary>
/// Forward fill along an axis: missing values are replaced by the last one before them, up to a number of positions
/// back; block by block, each from the state at the end of the blocks before it.
/// </summary>
/// <remarks>
/// The state at the end of a block has two rows of float64: for each line along the axis the last value that is not
/// missing, and how many positions ago it was (a very large number if there is none).
/// </remarks>
internal static class ForwardFill
{
    private const double Never = 1e300;

    public static ArrayExpr Create(ArrayExpr array, int axis, int? limit)
    {
        DType dtype = array.DType;
        array = CastExpr.Create(array, DType.Float64);
        int[] same = [.. Enumerable.Range(0, array.Rank)];
        long blocks = array.Chunks.Blocks[axis];
        ArrayExpr[] inputs = [array];
        if (blocks > 1)
        {
            long[] pairs = [.. Enumerable.Repeat(2L, (int)blocks)];
            ArrayExpr last = new BlockOpExpr(
                new LastOp(axis),
                [array],
                [same],
                DType.Float64,
                array.Chunks.With(axis, pairs)
            );
            last = RechunkExpr.Create(last, last.Chunks.With(axis, [2 * blocks]));
            ArrayExpr carried = new BlockOpExpr(
                new CarryOp(axis, array.Chunks.Sizes(axis).ToArray()),
                [last],
                [same],
                DType.Float64,
                last.Chunks
            );
            inputs = [array, RechunkExpr.Create(carried, carried.Chunks.With(axis, pairs))];
        }
        return CastExpr.Create(
            new BlockOpExpr(
                new FillOp(axis, limit ?? 0),
                inputs,
                [.. inputs.Select(_ => same)],
                DType.Float64,
                array.Chunks
            ),
            dtype
        );
    }

    private static (long Outer, long Length, long Inner) Sides(NDArray array, int axis)
    {
        (long outer, long inner) = array.Shape.Around(axis);
        return (outer, array.Shape[axis], inner);
    }

    private sealed unsafe record LastOp(int Axis) : BlockOp
    {
        public override string Name => "dsl.fill-last";

        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            NDArray result = context.Allocate(DType.Float64);
            (long outer, long n, long inner) = Sides(inputs[0], Axis);
            Bounds.Require(inputs[0].DType == DType.Float64 && result.Size == 2 * outer * inner);
            double* value = (double*)result.Pointer,
                source = (double*)inputs[0].Pointer;
            for (long o = 0; o < outer; o++, value += 2 * inner)
            {
                double* age = value + inner;
                new Span<double>(value, (int)inner).Fill(double.NaN);
                new Span<double>(age, (int)inner).Fill(Never);
                for (long i = 0; i < n; i++, source += inner)
                {
                    for (long c = 0; c < inner; c++)
                    {
                        if (!double.IsNaN(source[c]))
                            (value[c], age[c]) = (source[c], n - 1 - i);
                    }
                }
            }
            GC.KeepAlive(inputs[0]);
            return result;
        }
    }

    // The state at the start of each block: the last values of the blocks before it.
    private sealed unsafe record CarryOp(int Axis, long[] Lengths) : BlockOp
    {
        public override string Name => "dsl.fill-carry";

        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            NDArray result = context.Allocate(DType.Float64);
            (long outer, long n, long inner) = Sides(inputs[0], Axis);
            Bounds.Require(inputs[0].DType == DType.Float64 && result.Size == inputs[0].Size && n % 2 == 0);
            double* source = (double*)inputs[0].Pointer,
                target = (double*)result.Pointer;
            for (long o = 0; o < outer; o++)
            {
                for (long b = 0; b < n / 2; b++, source += 2 * inner, target += 2 * inner)
                {
                    for (long c = 0; c < inner; c++)
                    {
                        if (b == 0)
                        {
                            (target[c], target[inner + c]) = (double.NaN, Never);
                        }
                        else
                        {
                            double* before = source - 2 * inner,
                                carried = target - 2 * inner;
                            bool own = before[inner + c] < Never;
                            target[c] = own ? before[c] : carried[c];
                            target[inner + c] = own ? before[inner + c] : carried[inner + c] + Lengths[b - 1];
                        }
                    }
                }
            }

            GC.KeepAlive(inputs[0]);
            return result;
        }
    }

    // A limit of 0 means no limit.
    private sealed unsafe record FillOp(int Axis, long Limit) : BlockOp
    {
        public override string Name => "dsl.fill";

        public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
        {
            long inner = 1;
            for (int a = Axis + 1; a < result.Rank; a++)
                inner *= result[a];
            return 2 * inner * sizeof(double);
        }

        public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
        {
            NDArray result = context.Allocate(DType.Float64);
            (long outer, long n, long inner) = Sides(inputs[0], Axis);
            long limit = Limit;
            Bounds.Require(inputs[0].DType == DType.Float64 && result.Size == inputs[0].Size);
            Bounds.Require(
                inputs.Length == 1 || (inputs[1].DType == DType.Float64 && inputs[1].Size == 2 * outer * inner)
            );
            using NDArray state = NDArray.Allocate(new Shape(2 * Math.Max(1, inner)), DType.Float64);
            double* value = (double*)state.Pointer,
                age = value + inner,
                source = (double*)inputs[0].Pointer,
                target = (double*)result.Pointer;
            double* start = inputs.Length > 1 ? (double*)inputs[1].Pointer : null;
            for (long o = 0; o < outer; o++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                for (long c = 0; c < inner; c++)
                {
                    (value[c], age[c]) = start is null
                        ? (double.NaN, Never)
                        : (start[o * 2 * inner + c], start[o * 2 * inner + inner + c]);
                }

                for (long i = 0; i < n; i++, source += inner, target += inner)
                {
                    for (long c = 0; c < inner; c++)
                    {
                        if (!double.IsNaN(source[c]))
                            (value[c], age[c]) = (source[c], 0);
                        else
                            age[c]++;
                        target[c] = limit == 0 || age[c] <= limit ? value[c] : double.NaN;
                    }
                }
            }
            foreach (NDArray input in inputs)
                GC.KeepAlive(input);
            return result;
        }
    }
}
