using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The squared distance of each sample to the nearest center of each start, updated for new centers. Inputs: the
/// samples, and the distances to the centers so far.
/// </summary>
/// <param name="Shift">Subtracted from each feature before distances are measured.</param>
/// <param name="Centers">Centers × features, less the shift.</param>
internal sealed unsafe record NearestOp(NDArray Shift, NDArray Centers) : BlockOp
{
    public override string Name => "ml.nearest";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleTile.Bytes((int)inputs[0][1]) + CenterPanel.Bytes(Centers.Shape[0], (int)inputs[0][1]);

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
        double* known = (double*)inputs[1].Pointer,
            least = (double*)result.Pointer;
        using var tile = new SampleTile(inputs[0], Shift);
        using var panel = new CenterPanel(Centers);
        for (long first = 0; first < context.Shape[0]; first += SampleTile.MostRows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(SampleTile.MostRows, context.Shape[0] - first);
            tile.Load(first, rows);
            panel.Measure(tile, rows);
            for (int r = 0; r < rows; r++)
            {
                for (int s = 0; s < starts; s++)
                {
                    panel.Nearest(r, s * each, each, out double distance);
                    long at = (first + r) * starts + s;
                    least[at] = Math.Min(known[at], distance);
                }
            }
        }
        return result;
    }
}
