using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// A block's sample that is farthest from its nearest center: the squared distance, and the sample's place among all.
/// </summary>
internal sealed unsafe class FarthestOp : MlOp
{
    public override string Name => "ml.kmeans.farthest";

    /// <summary>Makes a node of shape blocks × 2.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        new BlockOpExpr(
            "ml.kmeans.farthest",
            [samples.Expr],
            [
                [0, -1],
            ],
            [samples.Shift, centers, NDArray.Scalar(samples.BlockRows)],
            DType.Float64,
            new ChunkGrid(samples.OnePerBlock, [2])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        double farthest = -1,
            at = 0;
        int count = (int)parameters[1].Shape[0];
        long origin = context.Origin[0] * parameters[2].Get<long>();
        ForTiles(
            inputs[0],
            parameters[0],
            parameters[1],
            (_, panel, first, rows) =>
            {
                for (int r = 0; r < rows; r++)
                {
                    panel.Nearest(r, 0, count, out double distance);
                    if (distance > farthest)
                        (farthest, at) = (distance, origin + first + r);
                }
            },
            context.Cancellation
        );
        return NDArray.From([farthest, at], context.Shape);
    }
}
