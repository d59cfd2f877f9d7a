using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// The least label of the samples of a block within a distance of each sample that has none; infinite if there is none.
/// Inputs: the samples of the rows, those of the columns, the labels of the rows, those of the columns, -1 for none.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
/// <param name="Squared">The square of the distance.</param>
internal sealed record NearestLabelOp(SampleFrame Frame, long BlockRows, double Squared) : PairOp(Frame, BlockRows)
{
    public override string Name => "ml.pairs.nearest-label";

    /// <summary>Makes the labels, samples × 1.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr labels, double squared) =>
        LeastOp.Create(
            Create(new NearestLabelOp(samples.Frame, samples.BlockRows, squared), samples, [labels], [labels], 1)
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        Span<double> least = result.Span<double>();
        ReadOnlySpan<int> given = inputs[2].Span<int>(),
            labels = inputs[3].Span<int>();
        Bounds.Require(given.Length == inputs[0].Shape[0] && labels.Length == inputs[1].Shape[0]);
        least.Fill(double.PositiveInfinity);
        using PairTiles pairs = Pairs(inputs, context, Squared);
        while (pairs.Next(context.Cancellation))
        {
            ReadOnlySpan<int> own = labels.Slice((int)pairs.Column, pairs.Columns);
            if (own.IndexOfAnyExcept(-1) < 0)
                continue;
            for (int r = 0; r < pairs.Rows; r++)
            {
                if (given[(int)pairs.Row + r] >= 0)
                    continue;
                ReadOnlySpan<double> squared = pairs.Squared(r);
                ref double found = ref least[(int)pairs.Row + r];
                for (int c = 0; c < own.Length; c++)
                {
                    if (squared[c] <= Squared && own[c] >= 0 && own[c] < found)
                        found = own[c];
                }
            }
        }
        return result;
    }
}
