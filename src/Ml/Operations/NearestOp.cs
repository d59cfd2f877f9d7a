using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The squared distance of each sample to the nearest of some points, updated for new points. Inputs: the samples, and
/// the distances to the points so far.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Points">Points × features, in the frame.</param>
internal sealed unsafe record NearestOp(SampleFrame Frame, NDArray Points) : BlockOp
{
    public override string Name => "ml.nearest";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleTile.Bytes((int)inputs[0][1]) + CenterPanel.Bytes(Points.Shape[0], (int)inputs[0][1]);

    /// <summary>Makes the distances, samples × 1.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="known">The distances to the points so far, samples × 1; infinite at first.</param>
    /// <param name="points">The new points.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr known, NDArray points) =>
        new BlockOpExpr(
            new NearestOp(samples.Frame, points),
            [samples.Expr, known],
            [
                [0, -1],
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(1)
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        int count = (int)Points.Shape[0];
        Bounds.Require(inputs[1].DType == DType.Float64 && inputs[1].Shape == context.Shape);
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0] && context.Shape[1] == 1);
        double* known = (double*)inputs[1].Pointer,
            least = (double*)result.Pointer;
        using var tile = new SampleTile(inputs[0], Frame);
        using var panel = new CenterPanel(Points);
        for (long first = 0; first < context.Shape[0]; first += SampleTile.MostRows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(SampleTile.MostRows, context.Shape[0] - first);
            tile.Load(first, rows);
            panel.Measure(tile, rows);
            for (int r = 0; r < rows; r++)
            {
                panel.Nearest(r, 0, count, out double distance);
                least[first + r] = Math.Min(known[first + r], distance);
            }
        }
        GC.KeepAlive(inputs[1]);
        return result;
    }
}
