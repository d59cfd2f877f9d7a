using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// One step of Lloyd's algorithm for all starts in one pass: the sum, the number and the squared distances of those
/// samples of a block that are nearest to each center.
/// </summary>
/// <param name="Shift">Subtracted from each feature before distances are measured.</param>
/// <param name="Centers">The centers, ordered by start, less the shift.</param>
/// <param name="Clusters">The number of centers of one start.</param>
internal sealed unsafe record StepOp(NDArray Shift, NDArray Centers, int Clusters) : CentersOp(Shift, Centers)
{
    public override string Name => "ml.kmeans.step";

    /// <summary>
    /// Makes the sums over all blocks, (starts × clusters) × (features + 2): the sum of the samples less the shift,
    /// their number, and the sum of their squared distances.
    /// </summary>
    /// <param name="samples">The samples.</param>
    /// <param name="centers">The centers, ordered by start.</param>
    /// <param name="clusters">The number of centers of one start.</param>
    public static ArrayExpr Create(Samples samples, NDArray centers, int clusters) =>
        Samples.SumOfBlocks(
            new StepOp(samples.Shift, centers, clusters),
            [samples.Expr],
            centers.Shape[0],
            samples.Features + 2
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int clusters = Clusters,
            starts = (int)context.Shape[1] / clusters,
            columns = (int)context.Shape[2];
        Bounds.Require(context.Shape[1] == Centers.Shape[0] && starts * clusters == context.Shape[1]);
        Bounds.Require(columns == inputs[0].Shape[1] + 2);
        nint sums = (nint)result.Pointer;
        ForTiles(
            inputs[0],
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
