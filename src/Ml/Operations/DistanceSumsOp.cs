using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The sums of the distances of each sample to those samples of a block that belong to each cluster. Inputs: the
/// samples of the rows, those of the columns, the clusters of the columns.
/// </summary>
internal sealed unsafe record DistanceSumsOp(SampleFrame Frame, long BlockRows) : PairOp(Frame, BlockRows)
{
    public override string Name => "ml.scores.distances";

    /// <summary>Makes the sums over all blocks, samples × clusters.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr labels, int clusters) =>
        Exprs.Sum(Create(new DistanceSumsOp(samples.Frame, samples.BlockRows), samples, [], [labels], clusters), [1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int clusters = (int)context.Shape[2];
        ReadOnlySpan<int> labels = inputs[2].Span<int>();
        Bounds.Require(labels.Length == inputs[1].Shape[0]);
        foreach (int label in labels)
            Bounds.RequireIndex(label, clusters);
        (long rows, long columns) = Origins(context);
        using PairTiles pairs = Pairs(inputs, context);
        while (pairs.Next(context.Cancellation))
        {
            ReadOnlySpan<int> own = labels.Slice((int)pairs.Column, pairs.Columns);
            for (int r = 0; r < pairs.Rows; r++)
            {
                ReadOnlySpan<double> squared = pairs.Squared(r);
                double* sums = (double*)result.Pointer + (pairs.Row + r) * clusters;
                long self = rows + pairs.Row + r - (columns + pairs.Column);
                for (int c = 0; c < own.Length; c++)
                {
                    if (c != self)
                        sums[own[c]] += Math.Sqrt(squared[c]);
                }
            }
        }
        return result;
    }
}
