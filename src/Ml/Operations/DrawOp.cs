using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// For each start: the sum of a block's weights, and samples drawn from the block by weight; which block wins is drawn
/// by the sums.
/// </summary>
internal sealed unsafe class DrawOp : BlockOp
{
    public override string Name => "ml.draw";

    /// <summary>Makes a node of shape blocks × starts × (1 + draws).</summary>
    /// <param name="weights">Samples × starts, not negative.</param>
    /// <param name="draws">Draws for each start.</param>
    /// <param name="seed">What the draws follow from.</param>
    /// <param name="round">Told apart from other draws of the seed by this.</param>
    public static ArrayExpr Create(ArrayExpr weights, int draws, long seed, long round)
    {
        long[] each = Enumerable.Repeat(1L, (int)weights.Chunks.Blocks[0]).ToArray();
        var chunks = new ChunkGrid(each, [weights.Shape[1]], [1 + draws]);
        return new BlockOpExpr(
            "ml.draw",
            [weights],
            [
                [0, 1],
            ],
            [NDArray.From([seed, round, weights.Chunks.Sizes(0)[0]])],
            DType.Float64,
            chunks
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Float64);
        ReadOnlySpan<long> choice = parameters[0].Span<long>();
        long samples = inputs[0].Shape[0],
            block = context.Origin[0];
        int starts = (int)context.Shape[1],
            columns = (int)context.Shape[2];
        var weights = (double*)inputs[0].Pointer;
        for (int s = 0; s < starts; s++)
        {
            double sum = 0;
            for (long i = 0; i < samples; i++)
                sum += weights[i * starts + s];
            double* drawn = (double*)result.Pointer + (long)s * columns;
            drawn[0] = sum;
            for (int t = 1; t < columns; t++)
            {
                double place = sum * CounterRandom.Uniform(choice[0], choice[1], block, (long)s * columns + t),
                    passed = 0;
                long last = 0;
                for (long i = 0; i < samples && passed <= place; i++)
                {
                    double weight = weights[i * starts + s];
                    // A sample without weight is never drawn while another has some, however the sum is rounded.
                    if (weight > 0)
                        last = i;
                    passed += weight;
                }
                drawn[t] = block * choice[2] + last;
            }
        }
        return result;
    }
}
