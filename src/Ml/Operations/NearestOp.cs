using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The squared distance of each sample to the nearest center of each start, updated for new centers. Inputs: the
/// samples, and the distances to the centers so far.
/// </summary>
internal sealed unsafe record NearestOp(NDArray Shift, NDArray Centers) : CentersOp(Shift, Centers)
{
    public override string Name => "ml.nearest";

    /// <summary>Makes the distances, samples × starts.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="known">The distances to the centers so far, samples × starts; infinite at first.</param>
    /// <param name="centers">The new centers, ordered by start, the same number for each.</param>
    /// <param name="starts">The number of starts.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr known, NDArray centers, int starts) =>
        new BlockOpExpr(
            new NearestOp(samples.Shift, centers),
            [samples.Expr, known],
            [
                [0, -1],
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(starts)
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        int starts = (int)context.Shape[1],
            each = (int)Centers.Shape[0] / starts;
        Bounds.Require(inputs[1].DType == DType.Float64 && inputs[1].Shape == context.Shape);
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0]);
        var (known, least) = ((nint)inputs[1].Pointer, (nint)result.Pointer);
        ForTiles(
            inputs[0],
            (_, panel, first, rows) =>
            {
                for (int r = 0; r < rows; r++)
                {
                    for (int s = 0; s < starts; s++)
                    {
                        panel.Nearest(r, s * each, each, out double distance);
                        long at = (first + r) * starts + s;
                        ((double*)least)[at] = Math.Min(((double*)known)[at], distance);
                    }
                }
            },
            context.Cancellation
        );
        return result;
    }
}
