using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The sample of a block that is farthest from its nearest center: the squared distance, and the index of the sample.
/// </summary>
/// <param name="Shift">Subtracted from each feature before distances are measured.</param>
/// <param name="Centers">Centers × features, less the shift.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
internal sealed record FarthestOp(NDArray Shift, NDArray Centers, long BlockRows) : CentersOp(Shift, Centers)
{
    public override string Name => "ml.kmeans.farthest";

    /// <summary>Makes a node of shape blocks × 2.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        new BlockOpExpr(
            new FarthestOp(samples.Shift, centers, samples.BlockRows),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            new ChunkGrid(samples.OnePerBlock, [2])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        double farthest = -1,
            at = 0;
        int count = (int)Centers.Shape[0];
        long origin = context.Origin[0] * BlockRows;
        ForTiles(
            inputs[0],
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
