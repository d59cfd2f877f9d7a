using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// Of what the blocks found for each sample, a value and what belongs to it, that with the least value; of equal
/// values, that of the first block.
/// </summary>
internal sealed record LeastOp : BlockOp
{
    public override string Name => "ml.pairs.least";

    /// <summary>Makes samples × width of samples × blocks × width.</summary>
    public static ArrayExpr Create(ArrayExpr parts) =>
        new BlockOpExpr(
            new LeastOp(),
            [parts],
            [
                [0, -1, -1],
            ],
            DType.Float64,
            new ChunkGrid(parts.Chunks.Sizes(0).ToArray(), [parts.Shape[2]])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        int blocks = (int)inputs[0].Shape[1],
            width = (int)context.Shape[1];
        ReadOnlySpan<double> parts = inputs[0].Span<double>();
        Span<double> least = result.Span<double>();
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0] && inputs[0].Shape[2] == width && blocks > 0);
        for (int row = 0; row < context.Shape[0]; row++)
        {
            ReadOnlySpan<double> own = parts.Slice(row * blocks * width, blocks * width);
            int best = 0;
            for (int b = 1; b < blocks; b++)
            {
                if (own[b * width] < own[best * width])
                    best = b;
            }
            own.Slice(best * width, width).CopyTo(least[(row * width)..]);
        }
        return result;
    }
}
