using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The contribution of a block to the sums of squared distances that would result if each candidate became a center.
/// Inputs: the samples, and the distances to the centers so far. The centers of the record are the candidates.
/// </summary>
internal sealed unsafe record PotentialOp(NDArray Shift, NDArray Centers) : CentersOp(Shift, Centers)
{
    public override string Name => "ml.kmeans.potential";

    /// <summary>Makes the sums over all blocks, starts × candidates.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="known">The distances to the centers so far, samples × starts.</param>
    /// <param name="candidates">The candidates, ordered by start, the same number for each.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr known, NDArray candidates)
    {
        long starts = known.Shape[1];
        return Samples.SumOfBlocks(
            new PotentialOp(samples.Shift, candidates),
            [samples.Expr, known],
            starts,
            candidates.Shape[0] / starts
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int starts = (int)context.Shape[1],
            each = (int)context.Shape[2];
        Bounds.Require(inputs[1].DType == DType.Float64 && inputs[1].Shape == new Shape(inputs[0].Shape[0], starts));
        Bounds.Require(starts * each == Centers.Shape[0]);
        var (known, sums) = ((nint)inputs[1].Pointer, (nint)result.Pointer);
        ForTiles(
            inputs[0],
            (_, panel, first, rows) =>
            {
                for (int r = 0; r < rows; r++)
                {
                    double* distances = panel.Distances(r);
                    for (int s = 0; s < starts; s++)
                    {
                        double least = ((double*)known)[(first + r) * starts + s];
                        for (int t = 0; t < each; t++)
                            ((double*)sums)[s * each + t] += Math.Min(least, distances[s * each + t]);
                    }
                }
            },
            context.Cancellation
        );
        return result;
    }
}
