using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>Some samples by their places, less the shift, as float64.</summary>
internal sealed unsafe class RowsOp : BlockOp
{
    public override string Name => "ml.rows";

    /// <summary>
    /// Makes a node of shape places × features: each block of it comes from one block of the samples.
    /// </summary>
    /// <param name="samples">The samples.</param>
    /// <param name="places">The places, ascending.</param>
    public static ArrayExpr Create(Samples samples, long[] places)
    {
        var counts = new long[samples.Expr.Chunks.Blocks[0]];
        foreach (long place in places)
            counts[samples.Expr.Chunks.ChunkOf(0, place)]++;
        return new BlockOpExpr(
            "ml.rows",
            [samples.Expr],
            [
                [0, -1],
            ],
            [samples.Shift, NDArray.From(places), NDArray.Scalar(samples.BlockRows)],
            DType.Float64,
            new ChunkGrid(counts, [samples.Features])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        long rows = parameters[2].Get<long>(),
            bytes = context.Shape[1] * sizeof(double);
        using var tile = new SampleTile(inputs[0], parameters[0]);
        for (long i = 0; i < context.Shape[0]; i++)
        {
            tile.Load(parameters[1].Get<long>(context.Origin[0] + i) % rows, 1);
            Buffer.MemoryCopy(tile.Rows, result.Pointer + i * bytes, bytes, bytes);
        }
        return result;
    }
}
