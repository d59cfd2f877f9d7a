using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Applies a function to each block.</summary>
    /// <remarks>
    /// The function is called on several threads at once. It must not change or keep the block, nor use the array that
    /// it returns afterwards.
    /// </remarks>
    /// <param name="function">The function: <c>block => block.Map(v => v * 3 + 1)</c>.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32, as for <see
    /// cref="NDArray.Map"/>. For other dtypes the function is called once, with a block of one element, to find out.
    /// </param>
    /// <param name="chunks">The shape of every resulting block, if it differs from the shape of its input.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">The shape of the blocks has a different number of axes.</exception>
    public ChunkedArray MapBlocks(
        Func<NDArray, NDArray> function,
        DType? dtype = null,
        Shape? chunks = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => MapBlocks([this], UserFunction.Of(function, text), dtype, chunks);

    /// <summary>Applies a function to each block and its location.</summary>
    /// <param name="function">The function.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="chunks">The shape of every resulting block, if it differs from the shape of its input.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">The shape of the blocks has a different number of axes.</exception>
    public ChunkedArray MapBlocks(
        Func<NDArray, BlockInfo, NDArray> function,
        DType? dtype = null,
        Shape? chunks = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => MapBlocks([this], UserFunction.Of(function, text), dtype, chunks);

    /// <summary>
    /// Applies a function from the elements along an axis to one number; the axis is dropped. The result is float64.
    /// Each task holds the whole axis.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <param name="function">The function: <c>v => v.Max() - v.Min()</c>.</param>
    /// <param name="keepDims">True to keep the axis with length 1.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray ApplyAlong(
        int axis,
        Func<double[], double> function,
        bool keepDims = false,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        ChunkedArray applied = ApplyAlong(axis, UserFunction.Of(function, text), 1);
        return keepDims ? applied : applied.Squeeze(axis);
    }

    /// <summary>
    /// Applies a function from the elements along an axis to several numbers. The result is float64. Each task holds
    /// the whole axis.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <param name="function">The function.</param>
    /// <param name="length">The number of values that the function returns; by default the length of the axis.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray ApplyAlong(
        int axis,
        Func<double[], double[]> function,
        long? length = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => ApplyAlong(axis, UserFunction.Of(function, text), length ?? Shape[Shape.NormalizeAxis(axis)]);

    private ChunkedArray ApplyAlong(int axis, UserFunction function, long length)
    {
        int along = Shape.NormalizeAxis(axis);
        ArrayExpr array = AxisChunks.Whole(CastExpr.Create(Expression, DType.Float64), along);
        return new ChunkedArray(
            new BlockOpExpr(
                new ApplyAlongOp(function, along),
                [array],
                [
                    [.. Enumerable.Range(0, Rank)],
                ],
                DType.Float64,
                array.Chunks.With(along, [length])
            )
        );
    }

    internal static ChunkedArray MapBlocks(ChunkedArray[] arrays, UserFunction function, DType? dtype, Shape? chunks)
    {
        ChunkedArray[] inputs = arrays.Length == 1 ? arrays : Prelude.BroadcastArrays(arrays);
        ChunkGrid grid = inputs[0].Chunks;
        if (chunks is { } block)
        {
            if (block.Rank != grid.Rank)
            {
                throw new GchunkException(
                    $"got blocks of shape {block} for an array of {grid.Rank} dimensions {grid.Shape}; give one length for each axis"
                );
            }

            grid = new ChunkGrid([
                .. Enumerable
                    .Range(0, block.Rank)
                    .Select(axis => Enumerable.Repeat(block[axis], (int)inputs[0].Chunks.Blocks[axis]).ToArray()),
            ]);
        }
        return new ChunkedArray(
            new BlockOpExpr(
                new MapBlocksOp(function),
                [.. inputs.Select(a => a.Expression)],
                [.. inputs.Select(_ => Enumerable.Range(0, grid.Rank).ToArray())],
                dtype ?? ResultType(function, inputs),
                grid
            )
        );
    }

    // Functions of floats return floats. Of other dtypes they may return anything, so one is tried with a few elements.
    internal static DType ResultType(UserFunction function, ChunkedArray[] inputs, Shape[]? shapes = null)
    {
        const long MostElements = 1 << 16;
        DType meets = inputs.Select(a => a.DType).Aggregate(DTypes.Promote);
        if (meets.IsFloat || shapes?.Any(s => s.Size > MostElements) == true)
            return MappedType(meets);
        try
        {
            NDArray[] blocks = [.. inputs.Select((a, k) => Some(a.DType, shapes?[k] ?? OfOnes(a.Rank)))];
            NDArray? result = function.Delegate switch
            {
                Func<NDArray, NDArray> one => one(blocks[0]),
                Func<NDArray, BlockInfo, NDArray> placed => placed(
                    blocks[0],
                    new BlockInfo(new int[blocks[0].Rank], new long[blocks[0].Rank], blocks[0].Shape)
                ),
                Func<NDArray, NDArray, NDArray> two => two(blocks[0], blocks[1]),
                Func<NDArray, NDArray, NDArray, NDArray> three => three(blocks[0], blocks[1], blocks[2]),
                Func<NDArray[], NDArray> all => all(blocks),
                _ => null,
            };
            return result?.DType ?? MappedType(meets);
        }
#pragma warning disable CA1031 // The function may not be made for so few elements; what it throws says nothing here.
        catch (Exception)
        {
            return MappedType(meets);
        }
#pragma warning restore CA1031

        static Shape OfOnes(int rank) => new([.. Enumerable.Repeat(1L, rank)]);

        static NDArray Some(DType dtype, Shape shape) =>
            NDArray.From(Enumerable.Repeat(1L, checked((int)shape.Size)).ToArray(), shape).AsType(dtype);
    }

    internal static DType MappedType(DType input) => input == DType.Float32 ? DType.Float32 : DType.Float64;
}
