using System.Runtime.CompilerServices;
using Gchunk.Dsl.Indexing;
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
    /// cref="NDArray.Map"/>.
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
    /// <param name="dtype">The dtype of the result; by default float64, or float32 for an array of float32.</param>
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
    /// Applies a function to each block with a margin of its neighbors' elements, for filters and finite differences.
    /// The margin is trimmed from the result.
    /// </summary>
    /// <param name="function">The function; its result has the shape of its input, including the margin.</param>
    /// <param name="depth">The width of the margin along each axis, or one number for all axes.</param>
    /// <param name="boundary">
    /// The margin at the ends of the array: <c>none</c> (no margin there), <c>reflect</c> (2 1 | 0 1 2, as in NumPy's
    /// pad; Dask's <c>reflect</c> is <c>symmetric</c> here), <c>symmetric</c> (1 0 | 0 1 2), <c>periodic</c>,
    /// <c>nearest</c>, or <c>constant</c>.
    /// </param>
    /// <param name="value">The constant.</param>
    /// <param name="dtype">The dtype of the result; by default float64, or float32 for an array of float32.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="GchunkException">
    /// The depth is negative or has a different number of axes, or the boundary is unknown.
    /// </exception>
    public ChunkedArray MapOverlap(
        Func<NDArray, NDArray> function,
        Shape depth,
        string boundary = "none",
        double value = 0,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        string[] modes = ["none", "reflect", "symmetric", "periodic", "nearest", "constant"];
        if (!modes.Contains(boundary))
            throw new GchunkException(Spelling.Unknown("boundary", boundary, modes));
        long[] deep = depth.Rank == 1 ? [.. Enumerable.Repeat(depth[0], Rank)] : depth.ToArray();
        if (deep.Length != Rank)
        {
            throw new GchunkException(
                $"got a depth of {depth} for an array of {Rank} dimensions {Shape}; give one number, or one for each axis"
            );
        }

        bool open = boundary == "none";
        ChunkedArray padded = open
            ? this
            : Pad(
                [.. deep.Select(d => (d, d))],
                boundary switch
                {
                    "periodic" => "wrap",
                    "nearest" => "edge",
                    _ => boundary,
                },
                value
            );
        // Each block with its margins is a slice; the concatenated slices are an array that repeats the margins.
        ArrayExpr overlapped = padded.Expression;
        for (int axis = 0; axis < Rank; axis++)
        {
            if (deep[axis] == 0)
                continue;
            var parts = new List<ArrayExpr>();
            for (int k = 0; k < Chunks.Blocks[axis]; k++)
            {
                long from = Chunks.Offsets(axis)[k] - (open ? deep[axis] : 0),
                    to = Chunks.Offsets(axis)[k + 1] + deep[axis] + (open ? 0 : deep[axis]);
                (from, to) = (Math.Max(0, from), Math.Min(to, padded.Shape[axis]));
                parts.Add(new AxisPick(new AxisSlice(from, to - from)).Of(overlapped, axis));
            }
            long[] lengths = [.. parts.Select(p => p.Shape[axis])];
            overlapped = ConcatenateExpr.Create(parts, axis);
            overlapped = RechunkExpr.Create(overlapped, overlapped.Chunks.With(axis, lengths));
        }
        // Padding may have rechunked axes without a margin; restore the chunks of this array.
        for (int axis = 0; axis < Rank; axis++)
        {
            if (deep[axis] == 0)
                overlapped = RechunkExpr.Create(overlapped, overlapped.Chunks.With(axis, Chunks.Sizes(axis).ToArray()));
        }

        return new ChunkedArray(
            new BlockOpExpr(
                new MapOverlapOp(UserFunction.Of(function, text), deep, open),
                [overlapped],
                [
                    [.. Enumerable.Range(0, Rank)],
                ],
                dtype ?? MappedType(DType),
                Chunks
            )
        );
    }

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
        DType meets = inputs.Select(a => a.DType).Aggregate(DTypes.Promote);
        return new ChunkedArray(
            new BlockOpExpr(
                new MapBlocksOp(function),
                [.. inputs.Select(a => a.Expression)],
                [.. inputs.Select(_ => Enumerable.Range(0, grid.Rank).ToArray())],
                dtype ?? MappedType(meets),
                grid
            )
        );
    }

    private static DType MappedType(DType input) => input == DType.Float32 ? DType.Float32 : DType.Float64;
}
