using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The sums, for each cluster, of the distances and of the squared distances of a block's samples to its center.
/// Inputs: the samples and their clusters.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Centers">Clusters × features, in the frame.</param>
internal sealed unsafe record DispersionOp(SampleFrame Frame, NDArray Centers) : BlockOp
{
    public override string Name => "ml.scores.dispersion";

    /// <summary>Makes the sums over all blocks, clusters × 2.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr labels, NDArray centers) =>
        Samples.SumOfBlocks(new DispersionOp(samples.Frame, centers), [samples.Expr, labels], centers.Shape[0], 2);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => SampleTile.Bytes((int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        using var tile = new SampleTile(inputs[0], Frame);
        ReadOnlySpan<int> labels = inputs[1].Span<int>();
        Span<double> sums = result.Span<double>();
        Bounds.Require(labels.Length == inputs[0].Shape[0] && sums.Length == 2 * Centers.Shape[0]);
        Bounds.Require(Centers.DType == DType.Float64 && Centers.Shape[1] == tile.Features);
        for (int i = 0; i < labels.Length; i++)
        {
            tile.Load(i, 1);
            Bounds.RequireIndex(labels[i], Centers.Shape[0]);
            double squared = Vectors.SquaredDistance(
                tile.Rows,
                (double*)Centers.Pointer + (long)labels[i] * tile.Features,
                tile.Features
            );
            sums[2 * labels[i]] += Math.Sqrt(squared);
            sums[2 * labels[i] + 1] += squared;
        }
        return result;
    }
}
