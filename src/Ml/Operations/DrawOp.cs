using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// For each start: the sum of a block's weights, and samples drawn from the block by weight. The sums are then used to
/// draw the block whose sample counts.
/// </summary>
/// <param name="Seed">The seed of the draws.</param>
/// <param name="Round">The number of the round: rounds with the same seed draw independently.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
internal sealed unsafe record DrawOp(long Seed, long Round, long BlockRows) : BlockOp
{
    public override string Name => "ml.draw";

    /// <summary>Makes a node of shape blocks × starts × (1 + draws).</summary>
    /// <param name="weights">Samples × starts, not negative.</param>
    /// <param name="draws">The number of draws for each start.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="round">The number of the round: rounds with the same seed draw independently.</param>
    public static ArrayExpr Create(ArrayExpr weights, int draws, long seed, long round)
    {
        long[] each = Enumerable.Repeat(1L, (int)weights.Chunks.Blocks[0]).ToArray();
        var chunks = new ChunkGrid(each, [weights.Shape[1]], [1 + draws]);
        return new BlockOpExpr(
            new DrawOp(seed, round, weights.Chunks.Sizes(0)[0]),
            [weights],
            [
                [0, 1],
            ],
            DType.Float64,
            chunks
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        long samples = inputs[0].Shape[0],
            block = context.Origin[0];
        int starts = (int)context.Shape[1],
            columns = (int)context.Shape[2];
        Bounds.Require(inputs[0].DType == DType.Float64 && inputs[0].Shape[1] == starts);
        Bounds.Require(result.Size == (long)starts * columns);
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
                double target = sum * CounterRandom.Uniform(Seed, Round, block, (long)s * columns + t),
                    passed = 0;
                long last = 0;
                for (long i = 0; i < samples && passed <= target; i++)
                {
                    double weight = weights[i * starts + s];
                    // A sample without weight is never drawn while another has one, however the sum is rounded.
                    if (weight > 0)
                        last = i;
                    passed += weight;
                }
                drawn[t] = block * BlockRows + last;
            }
        }
        return result;
    }
}
