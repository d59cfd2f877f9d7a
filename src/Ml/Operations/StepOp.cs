using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// One step of Lloyd's algorithm, for all starts in one pass: a block's sums, counts and squared distances of the
/// samples nearest to each center.
/// </summary>
internal sealed unsafe class StepOp : MlOp
{
    public override string Name => "ml.kmeans.step";

    /// <summary>
    /// Makes the sums over all blocks, of shape (starts × clusters) × (features + 2): the sum of the samples less the
    /// shift, their number, their squared distances.
    /// </summary>
    /// <param name="samples">The samples.</param>
    /// <param name="centers">The centers, start by start.</param>
    /// <param name="clusters">Centers of one start.</param>
    public static ArrayExpr Create(Samples samples, NDArray centers, int clusters) =>
        Samples.SumOfBlocks(
            "ml.kmeans.step",
            [samples.Expr],
            [samples.Shift, centers, NDArray.Scalar((long)clusters)],
            centers.Shape[0],
            samples.Features + 2
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleTile.Bytes((int)inputs[0][1]) + CenterPanel.Bytes(result[1], (int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int clusters = (int)parameters[2].Get<long>(),
            starts = (int)context.Shape[1] / clusters,
            columns = (int)context.Shape[2];
        nint sums = (nint)result.Pointer;
        ForTiles(
            inputs[0],
            parameters[0],
            parameters[1],
            (tile, panel, _, rows) =>
            {
                for (int r = 0; r < rows; r++)
                {
                    double* row = tile.Rows + (long)r * tile.Stride;
                    for (int s = 0; s < starts; s++)
                    {
                        int nearest = panel.Nearest(r, s * clusters, clusters, out double distance);
                        double* sum = (double*)sums + (long)(s * clusters + nearest) * columns;
                        Vectors.Add(sum, row, tile.Features);
                        sum[tile.Features]++;
                        sum[tile.Features + 1] += distance;
                    }
                }
            },
            context.Cancellation
        );
        return result;
    }
}
