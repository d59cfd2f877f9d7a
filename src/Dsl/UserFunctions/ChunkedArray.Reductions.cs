using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    // The blocks along an axis that are combined at once.
    private const int SplitEvery = 4;

    /// <summary>
    /// Reduces the array with the user's functions, as Dask's <c>reduction</c> does: first each block, then groups of
    /// results, along a tree that depends only on the chunks.
    /// </summary>
    /// <param name="chunk">
    /// Reduces a block along the given axes, which it keeps: with length 1, or <paramref name="width"/> along the first.
    /// </param>
    /// <param name="aggregate">Computes the result from the concatenated results of all blocks, with the axes kept with length 1.</param>
    /// <param name="axis">The axes; by default all.</param>
    /// <param name="keepDims">True to keep the reduced axes with length 1.</param>
    /// <param name="combine">
    /// Combines the concatenated results of some blocks to one of the same form; by default only the last step combines.
    /// </param>
    /// <param name="width">The length along the first axis of the result of a block.</param>
    /// <param name="chunkType">The dtype of the results of blocks; by default that of the result.</param>
    /// <param name="dtype">The dtype of the result; by default float64, or float32 for an array of float32.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">An axis is out of range or given twice, or there are none.</exception>
    public ChunkedArray Reduction(
        Func<NDArray, int[], NDArray> chunk,
        Func<NDArray, int[], NDArray> aggregate,
        Axes axis = default,
        bool keepDims = false,
        Func<NDArray, int[], NDArray>? combine = null,
        long width = 1,
        DType? chunkType = null,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(aggregate))] string text = ""
    )
    {
        int[] axes = axis.Values is { } given
            ? [.. given.Select(Shape.NormalizeAxis).Order()]
            : [.. Enumerable.Range(0, Rank)];
        if (axes.Length == 0 || axes.Distinct().Count() != axes.Length)
        {
            throw new GchunkException(
                $"Reduction of an array of shape {Shape} needs one axis or more, each once; got ({string.Join(", ", axes)})"
            );
        }

        DType last = dtype ?? MappedType(DType);
        int[] all = [.. Enumerable.Range(0, Rank)];
        ArrayExpr Step(Func<NDArray, int[], NDArray> function, ArrayExpr input, long kept, DType type)
        {
            ChunkGrid grid = input.Chunks;
            foreach (int a in axes)
            {
                var lengths = new long[grid.Blocks[a]];
                Array.Fill(lengths, a == axes[0] ? kept : 1);
                grid = grid.With(a, lengths);
            }

            return new BlockOpExpr(
                new UserReductionOp(UserFunction.Of(function, text), axes),
                [input],
                [all],
                type,
                grid
            );
        }

        ArrayExpr Group(ArrayExpr input, int blocks)
        {
            ChunkGrid grid = input.Chunks;
            foreach (int a in axes)
                grid = grid.With(a, [.. input.Chunks.Sizes(a).ToArray().Chunk(blocks).Select(g => g.Sum())]);
            return RechunkExpr.Create(input, grid);
        }

        ArrayExpr partial = Step(chunk, Expression, width, chunkType ?? last);
        while (combine is not null && axes.Any(a => partial.Chunks.Blocks[a] > SplitEvery))
            partial = Step(combine, Group(partial, SplitEvery), width, partial.DType);
        var reduced = new ChunkedArray(Step(aggregate, Group(partial, int.MaxValue), 1, last));
        return keepDims ? reduced : reduced.Squeeze(axes);
    }

    /// <summary>Applies a function along each of several axes in turn, which are kept: NumPy's <c>apply_over_axes</c>.</summary>
    /// <param name="function">The function: <c>(x, axis) => x.Sum(axis)</c>; it may keep the axis, with length 1, or drop it.</param>
    /// <param name="axes">The axes.</param>
    /// <exception cref="GchunkException">An axis is out of range, or the function drops several.</exception>
    public ChunkedArray ApplyOverAxes(Func<ChunkedArray, int, ChunkedArray> function, params int[] axes)
    {
        ChunkedArray x = this;
        foreach (int given in axes)
        {
            int axis = Shape.NormalizeAxis(given);
            ChunkedArray made = function(x, axis);
            if (made.Rank == x.Rank - 1)
                made = made.ExpandDims(axis);
            if (made.Rank != x.Rank)
            {
                throw new GchunkException(
                    $"the function of ApplyOverAxes made an array of {made.Rank} dimensions {made.Shape} from {x.Rank}; it must keep the axis, with length 1, or drop it"
                );
            }

            x = made;
        }

        return x;
    }
}
