using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>What the sum of squared distances would be with each candidate added: a block's part of it.</summary>
internal sealed unsafe class PotentialOp : MlOp
{
    public override string Name => "ml.kmeans.potential";

    /// <summary>Makes the sums over all blocks, of shape starts × candidates.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="known">The distances so far, samples × starts.</param>
    /// <param name="candidates">As many for each start, start by start.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr known, NDArray candidates)
    {
        long starts = known.Shape[1];
        return Samples.SumOfBlocks(
            "ml.kmeans.potential",
            [samples.Expr, known],
            [samples.Shift, candidates],
            starts,
            candidates.Shape[0] / starts
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int starts = (int)context.Shape[1],
            each = (int)context.Shape[2];
        var (known, sums) = ((nint)inputs[1].Pointer, (nint)result.Pointer);
        ForTiles(
            inputs[0],
            parameters[0],
            parameters[1],
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
