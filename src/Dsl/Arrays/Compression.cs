using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Arrays;

/// <summary>
/// Elements where a mask is true. Their number is part of the shape, so the mask is counted at once, block by block;
/// nothing else is computed.
/// </summary>
internal static class Compression
{
    private const long MostMaskBytes = 1L << 30;

    /// <summary>
    /// Returns the elements that a mask keeps along an axis or, for a mask of the array's shape, in C order.
    /// </summary>
    public static ArrayExpr Along(ArrayExpr array, int axis, ArrayExpr mask)
    {
        if (mask.DType != DType.Bool)
        {
            throw new GchunkException(
                $"a mask holds bools, but {mask} holds {mask.DType.Name}; compare first (x > 0), or take indices with Take(indices, axis)"
            );
        }

        if (mask.Rank > 1 && IsOfFirstAxes(mask.Shape, array.Shape))
            (array, mask, axis) = (MergeFirst(array, mask.Rank), MergeFirst(mask, mask.Rank), 0);
        if (mask.Rank != 1 || mask.Shape[0] != array.Shape[axis])
            throw Misfit(mask.Shape, array.Shape, axis);

        mask = Fixed(RechunkExpr.Create(mask, new ChunkGrid(array.Chunks.Sizes(axis).ToArray())));
        return new BlockOpExpr(
            new CompressOp(axis),
            [array, mask],
            [
                [.. Enumerable.Range(0, array.Rank)],
                [axis],
            ],
            array.DType,
            array.Chunks.With(axis, Count(mask))
        );
    }

    /// <summary>Returns the indices at which a vector is not 0.</summary>
    public static ArrayExpr Positions(ArrayExpr vector)
    {
        ArrayExpr mask = Fixed(CastExpr.Create(vector, DType.Bool));
        NDArray offsets = NDArray.From(mask.Chunks.Offsets(0).ToArray());
        // A block of the result gets its start as an input, because its position is only known by its number.
        ArrayExpr starts = new MemoryExpr(
            offsets,
            new ChunkGrid([.. Enumerable.Repeat(1L, (int)mask.Chunks.Blocks[0]), 1])
        );
        starts = SliceExpr.Create(starts, [new AxisSlice(0, mask.Chunks.Blocks[0])]);
        return new BlockOpExpr(
            new PositionsOp(),
            [mask, starts],
            [
                [0],
                [0],
            ],
            DType.Int64,
            new ChunkGrid(Count(mask))
        );
    }

    /// <summary>Returns whether a mask has the shape of an array, or of its first axes.</summary>
    public static bool IsOfFirstAxes(Shape mask, Shape array) =>
        mask.Rank > 0 && mask.Rank <= array.Rank && mask.AsSpan().SequenceEqual(array.AsSpan()[..mask.Rank]);

    /// <summary>The error of a mask of another shape.</summary>
    public static GchunkException Misfit(Shape mask, Shape array, int axis) =>
        new(
            $"a mask of shape {mask} does not fit axis {axis} of an array of shape {array}: it needs the array's shape or that of its first axes, or as many bools as the axis is long"
        );

    /// <summary>Merges the first axes of an array into one.</summary>
    public static ArrayExpr MergeFirst(ArrayExpr array, int axes) =>
        ReshapeExpr.Create(array, [array.Shape.Take(axes).Aggregate(1L, (a, b) => a * b), .. array.Shape.Skip(axes)]);

    // A user's function may give another mask each time, so its mask is made once where that takes little memory. A
    // larger one is made again, and the operations check that it is the one that was counted.

    /// <summary>Returns a mask that is the same each time that it is computed, as far as memory allows.</summary>
    public static ArrayExpr Fixed(ArrayExpr mask)
    {
        bool isPure = ExprOrder.InputsFirst([mask]).OfType<BlockOpExpr>().All(o => o.Op.IsPure);
        return isPure || mask.NBytes > MostMaskBytes ? mask : Computation.Persist([mask])[0];
    }

    /// <summary>Counts the true elements of each chunk of a vector of bools.</summary>
    public static long[] Count(ArrayExpr mask)
    {
        var ones = new long[mask.Chunks.Blocks[0]];
        Array.Fill(ones, 1);
        var count = new BlockOpExpr(
            new CountTrueOp(),
            [mask],
            [
                [0],
            ],
            DType.Int64,
            new ChunkGrid(ones)
        );
        using NDArray counts = Computation.Compute(count);
        return counts.ToArray<long>();
    }

    /// <summary>The error of a mask that is not the one that was counted.</summary>
    public static GchunkException Changed(long counted, long found) =>
        new(
            $"the mask kept {counted} elements of a block when it was counted, and keeps {found} now; keep it with Persist() if it is not the same each time that it is computed"
        );
}

/// <summary>The number of true elements of a block of bools.</summary>
internal sealed record CountTrueOp : BlockOp
{
    public override string Name => "dsl.count-true";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context) =>
        NDArray.From([(long)inputs[0].Span<bool>().Count(true)], context.Shape);
}

/// <summary>The elements that a mask keeps of a block along an axis.</summary>
internal sealed unsafe record CompressOp(int Axis) : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public override string Name => "dsl.compress";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        int axis = Axis;
        NDArray input = inputs[0];
        ReadOnlySpan<bool> mask = inputs[1].Span<bool>();
        (long outer, long inner) = input.Shape.Around(axis);
        inner *= context.DType.Size;
        long kept = mask.Count(true);
        if (kept != context.Shape[axis] || mask.Length != input.Shape[axis])
            throw Compression.Changed(context.Shape[axis], kept);
        Bounds.RequireSameExcept(axis, input.Shape, context.Shape);
        Bounds.Require(input.DType == context.DType);
        NDArray result = context.Allocate(context.DType);
        byte* target = result.Pointer,
            source = input.Pointer;
        for (long o = 0; o < outer; o++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            switch (inner)
            {
                case 8:
                    Keep((ulong*)source, mask, (ulong*)target, kept);
                    break;
                case 4:
                    Keep((uint*)source, mask, (uint*)target, kept);
                    break;
                default:
                    Keep(source, mask, target, inner);
                    break;
            }
            source += mask.Length * inner;
            target += kept * inner;
        }
        GC.KeepAlive(input);
        return result;
    }

    private static void Keep(byte* source, ReadOnlySpan<bool> mask, byte* target, long bytes)
    {
        for (int i = 0; i < mask.Length; i++, source += bytes)
        {
            if (!mask[i])
                continue;
            Buffer.MemoryCopy(source, target, bytes, bytes);
            target += bytes;
        }
    }

    // Copies each element, and goes on only after those that are kept: a branch for each would often be mispredicted.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Keep<T>(T* source, ReadOnlySpan<bool> mask, T* target, long kept)
        where T : unmanaged
    {
        long n = 0;
        for (int i = 0; i < mask.Length && n < kept; i++)
        {
            target[n] = source[i];
            n += mask[i] ? 1 : 0;
        }
    }
}

/// <summary>The indices at which a block of bools is true, counted from the start of the whole vector.</summary>
internal sealed record PositionsOp : BlockOp
{
    public override string Name => "dsl.positions";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray mask = inputs[0],
            result = context.Allocate(DType.Int64);
        long start = inputs[1].Get<long>(0),
            kept = context.Shape[0];
        // How many are true before each part tells where its positions go.
        int parts = (int)((mask.Size + Part - 1) / Part);
        var before = new long[parts + 1];
        context.Divide(
            parts,
            mask.Size,
            (from, to) =>
            {
                for (long part = from; part < to; part++)
                    before[part + 1] = Of(mask, part).Count(true);
            }
        );
        for (int part = 0; part < parts; part++)
            before[part + 1] += before[part];
        if (before[parts] != kept)
            throw Compression.Changed(kept, before[parts]);
        context.Divide(
            parts,
            4 * mask.Size,
            (from, to) =>
            {
                for (long part = from; part < to; part++)
                {
                    Span<long> own = result.Span<long>(before[part], (int)(before[part + 1] - before[part]));
                    Write(Of(mask, part), start + part * Part, own);
                }
            }
        );
        return result;
    }

    private const int Part = 1 << 16;

    private static ReadOnlySpan<bool> Of(NDArray mask, long part) =>
        mask.Span<bool>(part * Part, (int)Math.Min(Part, mask.Size - part * Part));

    // Writes each position, and goes on only after those that are true: a branch for each would often be mispredicted.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(ReadOnlySpan<bool> mask, long start, Span<long> positions)
    {
        int n = 0;
        for (int i = 0; i < mask.Length && n < positions.Length; i++)
        {
            positions[n] = start + i;
            n += mask[i] ? 1 : 0;
        }
    }
}
