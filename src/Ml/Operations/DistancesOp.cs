using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>The distance of each sample to each center.</summary>
internal sealed unsafe record DistancesOp(NDArray Shift, NDArray Centers) : CentersOp(Shift, Centers)
{
    public override string Name => "ml.kmeans.distances";

    /// <summary>Makes a node of shape samples × centers.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        new BlockOpExpr(
            new DistancesOp(samples.Shift, centers),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(centers.Shape[0])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        int count = (int)context.Shape[1];
        Bounds.Require(count == Centers.Shape[0] && inputs[0].Shape[0] == context.Shape[0]);
        nint values = (nint)result.Pointer;
        ForTiles(
            inputs[0],
            (_, panel, first, rows) =>
            {
                for (int r = 0; r < rows; r++)
                {
                    for (int c = 0; c < count; c++)
                        ((double*)values)[(first + r) * count + c] = Math.Sqrt(panel.Distances(r)[c]);
                }
            },
            context.Cancellation
        );
        return result;
    }
}
