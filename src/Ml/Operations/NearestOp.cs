using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The squared distance of each sample to the nearest center of each start, as new centers join those known so far.
/// </summary>
internal sealed unsafe class NearestOp : MlOp
{
    public override string Name => "ml.nearest";

    /// <summary>Makes a node.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="known">The distances so far, samples × starts; infinite at first.</param>
    /// <param name="centers">The new centers, as many for each start, start by start.</param>
    /// <param name="starts">The number of starts.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr known, NDArray centers, int starts) =>
        new BlockOpExpr(
            "ml.nearest",
            [samples.Expr, known],
            [
                [0, -1],
                [0, -1],
            ],
            [samples.Shift, centers],
            DType.Float64,
            samples.Rows(starts)
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        int starts = (int)context.Shape[1],
            each = (int)parameters[1].Shape[0] / starts;
        var (known, least) = ((nint)inputs[1].Pointer, (nint)result.Pointer);
        ForTiles(
            inputs[0],
            parameters[0],
            parameters[1],
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
