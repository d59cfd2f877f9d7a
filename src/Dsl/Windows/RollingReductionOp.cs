using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Reductions of rolling windows along an axis; each block comes with the margins that its windows extend into.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Before">The number of elements before each one that belong to its window.</param>
/// <param name="After">The number of elements after it.</param>
/// <param name="Least">The number of elements that must not be missing.</param>
/// <param name="Reduction">The reduction.</param>
/// <param name="Ddof">Delta degrees of freedom.</param>
/// <param name="Starts">The index at which each block of the input begins, margins included.</param>
internal sealed unsafe record RollingReductionOp(
    int Axis,
    long Before,
    long After,
    long Least,
    ReductionOp Reduction,
    double Ddof,
    long[] Starts
) : BlockOp
{
    private const int Tile = 4096;

    public override string Name => "dsl.rolling-fold";

    /// <summary>
    /// Makes the reduction of the window around each element, skipping NaN; NaN where the window has too few elements.
    /// </summary>
    /// <param name="op">The reduction.</param>
    /// <param name="input">The array.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="before">The number of elements before each one that belong to its window.</param>
    /// <param name="after">The number of elements after it.</param>
    /// <param name="least">The least number of elements that must not be missing.</param>
    /// <param name="ddof">Delta degrees of freedom.</param>
    public static ArrayExpr Create(
        ReductionOp op,
        ArrayExpr input,
        int axis,
        long before,
        long after,
        long least,
        double ddof
    )
    {
        if (!input.DType.IsFloat)
            input = CastExpr.Create(input, DType.Float64);
        input = CastExpr.Create(input, op.OperandType(input.DType));
        DType dtype = op.ResultType(input.DType) is { IsFloat: true } result ? result : DType.Float64;
        ChunkGrid grid = input.Chunks;
        long length = input.Shape[axis];
        (input, long[] starts) = WindowMargins.Of(input, axis, before, after);
        RollingKind? kind = op.Name switch
        {
            "sum" => RollingKind.Sum,
            "mean" => RollingKind.Mean,
            "min" => RollingKind.Min,
            "max" => RollingKind.Max,
            _ => null,
        };
        BlockOp rolling =
            kind is { } fold && dtype == input.DType && dtype is DType.Float32 or DType.Float64
                ? new RollingFoldOp(axis, before, after, least, fold, starts, length)
                : new RollingReductionOp(axis, before, after, least, op, ddof, starts);
        return new BlockOpExpr(
            rolling,
            [input],
            [
                [.. Enumerable.Range(0, input.Rank)],
            ],
            dtype,
            grid
        );
    }

    // The states and results of one row, before and after their conversion, and the count of elements that are not
    // missing.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long inner = 1;
        for (int a = Axis + 1; a < result.Rank; a++)
            inner *= result[a];
        return (Reduction.Components + 3) * sizeof(ulong) * inner;
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        int axis = Axis;
        (long before, long after, long least) = (Before, After, Least);
        ReductionOp op = Reduction;
        var options = new ReductionOptions(true, Ddof);
        DType type = input.DType,
            made = op.ResultType(type);
        // The position in the input of the result's first row.
        long shift = context.Origin[axis] - Starts[context.Block[axis]];
        long n = input.Shape[axis],
            m = context.Shape[axis];
        (long outer, long inner) = input.Shape.Around(axis);
        Bounds.RequireSameExcept(axis, input.Shape, context.Shape);
        Bounds.Require(shift >= 0 && shift + m <= n && type.IsFloat);
        NDArray result = context.Allocate(context.DType);
        using NDArray states = NDArray.Allocate(new Shape(op.Components * Math.Max(1, inner)), DType.UInt64),
            present = NDArray.Zeros(new Shape(Math.Max(1, inner)), DType.Int64);
        using NDArray row = NDArray.Allocate(new Shape(Math.Max(1, inner)), made);
        long* counts = (long*)present.Pointer;
        for (long o = 0; o < outer; o++)
        {
            byte* values = input.Pointer + o * n * inner * type.Size,
                target = result.Pointer + o * m * inner * context.DType.Size;
            new Span<long>(counts, (int)inner).Clear();
            long counted = Math.Max(0, shift - before),
                dropped = counted;
            for (long i = 0; i < m; i++, target += inner * context.DType.Size)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                long from = Math.Max(0, shift + i - before),
                    to = Math.Min(n, shift + i + after + 1);
                for (; counted < to; counted++)
                    Tally(values + counted * inner * type.Size, type, counts, inner, 1);
                for (; dropped < from; dropped++)
                    Tally(values + dropped * inner * type.Size, type, counts, inner, -1);
                op.Initialize(type, options, (ulong*)states.Pointer, inner);
                if (inner == 1)
                {
                    for (long k = from; k < to; k += Tile)
                    {
                        op.FoldRun(
                            type,
                            options,
                            values + k * type.Size,
                            (int)Math.Min(Tile, to - k),
                            (ulong*)states.Pointer,
                            1,
                            0,
                            k
                        );
                    }
                }
                else
                {
                    for (long cell = 0; cell < inner; cell += Tile)
                    {
                        for (long k = from; k < to; k++)
                        {
                            op.FoldEach(
                                type,
                                options,
                                values + (k * inner + cell) * type.Size,
                                (int)Math.Min(Tile, inner - cell),
                                (ulong*)states.Pointer,
                                inner,
                                cell,
                                k
                            );
                        }
                    }
                }

                op.Finish(type, options, (ulong*)states.Pointer, inner, row.Pointer);
                using NDArray converted = made == context.DType ? row.Share() : row.AsType(context.DType);
                Buffer.MemoryCopy(converted.Pointer, target, inner * context.DType.Size, inner * context.DType.Size);
                Blank(target, context.DType, counts, inner, least);
            }
        }
        GC.KeepAlive(input);
        return result;
    }

    private static void Tally(byte* values, DType type, long* counts, long inner, long step)
    {
        if (type == DType.Float32)
        {
            for (long c = 0; c < inner; c++)
                counts[c] += float.IsNaN(((float*)values)[c]) ? 0 : step;
        }
        else
        {
            for (long c = 0; c < inner; c++)
                counts[c] += double.IsNaN(((double*)values)[c]) ? 0 : step;
        }
    }

    private static void Blank(byte* target, DType dtype, long* counts, long inner, long least)
    {
        if (dtype == DType.Float32)
        {
            for (long c = 0; c < inner; c++)
                ((float*)target)[c] = counts[c] < least ? float.NaN : ((float*)target)[c];
        }
        else
        {
            for (long c = 0; c < inner; c++)
                ((double*)target)[c] = counts[c] < least ? double.NaN : ((double*)target)[c];
        }
    }
}
