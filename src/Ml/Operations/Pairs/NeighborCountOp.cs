using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// The number of samples of a block within a distance of each sample, itself included, or a number that is enough.
/// Inputs: the samples of the rows, those of the columns.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
/// <param name="Squared">The square of the distance.</param>
/// <param name="Enough">The number from which on samples need not be counted.</param>
internal sealed record NeighborCountOp(SampleFrame Frame, long BlockRows, double Squared, int Enough)
    : PairOp(Frame, BlockRows)
{
    public override string Name => "ml.pairs.neighbor-count";

    /// <summary>Makes the numbers, samples × 1, each right if it is less than what is enough.</summary>
    public static ArrayExpr Create(Samples samples, double squared, int enough) =>
        Exprs.Sum(
            Create(new NeighborCountOp(samples.Frame, samples.BlockRows, squared, enough), samples, [], [], 1),
            [1]
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        Span<double> counts = result.Span<double>();
        using PairTiles pairs = Pairs(inputs, context, Squared);
        while (pairs.Next(context.Cancellation))
        {
            for (int r = 0; r < pairs.Rows; r++)
            {
                if (counts[(int)pairs.Row + r] >= Enough)
                    continue;
                int near = 0;
                foreach (double squared in pairs.Squared(r))
                    near += squared <= Squared ? 1 : 0;
                counts[(int)pairs.Row + r] += near;
            }
        }
        return result;
    }
}
