using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The sums of those samples of a block that belong to each cluster, and their number. Inputs: the samples and their
/// clusters.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
internal sealed unsafe record LabelSumsOp(SampleFrame Frame) : BlockOp
{
    public override string Name => "ml.scores.sums";

    /// <summary>
    /// Makes the sums over all blocks, clusters × (features + 1): the samples in the frame, the number.
    /// </summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr labels, int clusters) =>
        Samples.SumOfBlocks(new LabelSumsOp(samples.Frame), [samples.Expr, labels], clusters, samples.Features + 1);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => SampleTile.Bytes((int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        using var tile = new SampleTile(inputs[0], Frame);
        ReadOnlySpan<int> labels = inputs[1].Span<int>();
        int columns = (int)context.Shape[2];
        Bounds.Require(columns == tile.Features + 1 && labels.Length == inputs[0].Shape[0]);
        for (int i = 0; i < labels.Length; i++)
        {
            tile.Load(i, 1);
            Bounds.RequireIndex(labels[i], context.Shape[1]);
            double* sums = (double*)result.Pointer + (long)labels[i] * columns;
            Vectors.Add(sums, tile.Rows, tile.Features);
            sums[tile.Features]++;
        }
        return result;
    }
}
