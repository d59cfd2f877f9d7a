using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// By how much the sums of a block's samples in each cluster change with their assignments, as whole numbers: exact,
/// whatever the order. Inputs: the samples, their assignments before and after, and their weights if they have any.
/// </summary>
/// <param name="Frame">The coordinates of the samples.</param>
/// <param name="Scale">The scale of the sums.</param>
/// <param name="Clusters">The number of clusters of one start.</param>
internal sealed unsafe record StepSumsOp(SampleFrame Frame, FixedScale Scale, int Clusters) : BlockOp
{
    public override string Name => "ml.kmeans.sums";

    /// <summary>
    /// Makes the changes over all blocks, (starts × clusters) × (features + 1): the sum of each feature, and the number
    /// or the weight of the samples.
    /// </summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr before, ArrayExpr after, int clusters) =>
        Samples.SumOfBlocks(
            new StepSumsOp(samples.Frame, samples.Scale, clusters),
            samples.With(before, after),
            after.Shape[1] * clusters,
            samples.Features + 1,
            DType.Int64
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleReader.Bytes(inputs[0][1]) + FixedSums.Bytes(inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        int starts = (int)inputs[1].Shape[1];
        foreach (NDArray assignments in inputs[1..3])
        {
            Bounds.Require(assignments.DType == DType.Int64);
            Bounds.Require(assignments.Shape == new Shape(reader.Count, starts));
        }

        Bounds.Require(context.Shape.Size == (long)starts * Clusters * (reader.Features + 1));
        NDArray result = NDArray.Zeros(context.Shape, DType.Int64);
        using var sums = new FixedSums(reader, Scale);
        sums.Move(
            (long*)inputs[1].Pointer,
            (long*)inputs[2].Pointer,
            starts,
            Clusters,
            Samples.Weight(inputs, 3),
            (long*)result.Pointer
        );
        return result;
    }
}
