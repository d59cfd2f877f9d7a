using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Arrays.Assigning;

/// <summary>
/// A block with other elements at paired positions along some axes. Its second input has an axis for the positions, and
/// then the other axes of the block.
/// </summary>
/// <param name="Axes">The axes.</param>
/// <param name="Positions">
/// A row of positions for each of the axes. Of one axis, they are ascending and a block takes those within it; several
/// axes are whole.
/// </param>
internal sealed unsafe record PutOp(int[] Axes, NDArray Positions) : BlockOp
{
    public override string Name => "dsl.put";

    public override bool Takes(DType dtype) => true;

    /// <summary>Replaces elements at ascending positions along an axis, of which each chunk has some.</summary>
    /// <param name="array">The array.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="positions">The positions.</param>
    /// <param name="values">The elements: an axis for the positions, then the other axes.</param>
    /// <param name="counts">The number of positions in each chunk along the axis.</param>
    public static ArrayExpr Create(ArrayExpr array, int axis, long[] positions, ArrayExpr values, long[] counts) =>
        Make(array, [axis], [positions], values, counts, axis);

    /// <summary>Replaces elements at points in an array that is one chunk along the axes.</summary>
    /// <param name="array">The array.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="positions">The positions along each.</param>
    /// <param name="values">The elements: an axis for the points, then the other axes.</param>
    public static ArrayExpr Create(ArrayExpr array, int[] axes, long[][] positions, ArrayExpr values) =>
        Make(array, axes, positions, values, [positions[0].Length], -1);

    private static BlockOpExpr Make(
        ArrayExpr array,
        int[] axes,
        long[][] positions,
        ArrayExpr values,
        long[] counts,
        int along
    )
    {
        int[] others = [.. Enumerable.Range(0, array.Rank).Except(axes)];
        var grid = new ChunkGrid([counts, .. others.Select(a => array.Chunks.Sizes(a).ToArray())]);
        return new BlockOpExpr(
            new PutOp(axes, NDArray.From([.. positions.SelectMany(p => p)], (axes.Length, positions[0].Length))),
            [array, RechunkExpr.Create(values, grid)],
            [
                [.. Enumerable.Range(0, array.Rank)],
                [along, .. others],
            ],
            array.DType,
            array.Chunks
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray values = inputs[1];
        int[] axes = Axes;
        int rank = context.Shape.Rank,
            size = context.DType.Size;
        long first = 0,
            points = Positions.Shape[1],
            all = points;
        ReadOnlySpan<long> positions = Positions.Span<long>();
        if (axes.Length == 1)
        {
            long start = context.Origin[axes[0]];
            first = LowerBound(positions, start);
            points = LowerBound(positions, start + context.Shape[axes[0]]) - first;
        }
        if (values.Rank != rank - axes.Length + 1 || values.Shape[0] != points)
        {
            throw new GchunkException(
                $"{points} elements of a block were to be assigned; got values of shape {values.Shape}"
            );
        }

        Bounds.Require(inputs[0].Shape == context.Shape && inputs[0].DType == context.DType);
        Bounds.Require(values.DType == context.DType);
        NDArray result = inputs[0].Copy();
        long[] strides = result.Shape.ByteStrides(size),
            from = values.Shape.ByteStrides(size);
        long[] to = new long[rank - axes.Length],
            count = new long[to.Length];
        for (int axis = 0, k = 0; axis < rank; axis++)
        {
            if (Array.IndexOf(axes, axis) >= 0)
                continue;
            (to[k], count[k]) = (strides[axis], context.Shape[axis]);
            Bounds.Require(values.Shape[k + 1] == context.Shape[axis]);
            k++;
        }

        for (long p = 0; p < points; p++)
        {
            if ((p & 1023) == 1023)
                context.Cancellation.ThrowIfCancellationRequested();
            byte* target = result.Pointer;
            for (int k = 0; k < axes.Length; k++)
            {
                long at = positions[(int)(k * all + first + p)] - context.Origin[axes[k]];
                Bounds.RequireIndex(at, context.Shape[axes[k]]);
                target += at * strides[axes[k]];
            }
            StridedCopy.Copy(values.Pointer + p * from[0], from.AsSpan(1), target, to, count, size);
        }
        GC.KeepAlive(values);
        return result;
    }

    private static long LowerBound(ReadOnlySpan<long> ascending, long value)
    {
        int at = ascending.BinarySearch(value);
        return at < 0 ? ~at : at;
    }
}
