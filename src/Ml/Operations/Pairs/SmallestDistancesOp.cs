using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// The smallest squared distances of each sample to the samples of a block, itself included, ascending; infinite where
/// there are fewer. Inputs: the samples of the rows, those of the columns.
/// </summary>
internal sealed record SmallestDistancesOp(SampleFrame Frame, long BlockRows) : PairOp(Frame, BlockRows)
{
    public override string Name => "ml.pairs.smallest";

    /// <summary>
    /// Makes the squared distance to the nearest sample but some, the sample itself counted: samples × 1.
    /// </summary>
    public static ArrayExpr Create(Samples samples, int neighbors) =>
        KthOfPartsOp.Create(
            Create(new SmallestDistancesOp(samples.Frame, samples.BlockRows), samples, [], [], neighbors)
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        Span<double> all = result.Span<double>();
        all.Fill(double.PositiveInfinity);
        int width = (int)context.Shape[2];
        (long rows, long columns) = Origins(context);
        using PairTiles pairs = Pairs(inputs, context);
        while (pairs.Next(context.Cancellation))
        {
            for (int r = 0; r < pairs.Rows; r++)
            {
                ReadOnlySpan<double> squared = pairs.Squared(r);
                Span<double> smallest = all.Slice(((int)pairs.Row + r) * width, width);
                long self = rows + pairs.Row + r - (columns + pairs.Column);
                for (int c = 0; c < squared.Length; c++)
                {
                    double value = c == self ? 0 : squared[c];
                    if (value >= smallest[^1])
                        continue;
                    int at = width - 1;
                    for (; at > 0 && smallest[at - 1] > value; at--)
                        smallest[at] = smallest[at - 1];
                    smallest[at] = value;
                }
            }
        }
        return result;
    }
}
