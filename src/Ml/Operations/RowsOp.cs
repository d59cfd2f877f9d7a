using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>The samples at some indices, less the shift, as float64.</summary>
/// <param name="Shift">Subtracted from each feature.</param>
/// <param name="Indices">The indices of the samples, ascending.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
internal sealed unsafe record RowsOp(NDArray Shift, long[] Indices, long BlockRows) : BlockOp
{
    public override string Name => "ml.rows";

    /// <summary>
    /// Makes the rows, indices × features. Each block of them is made from one block of the samples.
    /// </summary>
    /// <param name="samples">The samples.</param>
    /// <param name="indices">The indices of the samples, ascending.</param>
    public static ArrayExpr Create(Samples samples, long[] indices)
    {
        var counts = new long[samples.Expr.Chunks.Blocks[0]];
        foreach (long index in indices)
            counts[samples.Expr.Chunks.ChunkOf(0, index)]++;
        return new BlockOpExpr(
            new RowsOp(samples.Shift, indices, samples.BlockRows),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            new ChunkGrid(counts, [samples.Features])
        );
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => SampleTile.Bytes((int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        long bytes = context.Shape[1] * sizeof(double);
        using var tile = new SampleTile(inputs[0], Shift);
        Bounds.Require(context.Shape[1] == tile.Features);
        for (long i = 0; i < context.Shape[0]; i++)
        {
            tile.Load(Indices[context.Origin[0] + i] % BlockRows, 1);
            Buffer.MemoryCopy(tile.Rows, result.Pointer + i * bytes, bytes, bytes);
        }
        return result;
    }
}
