using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>Of the k smallest values that each block found for each sample, the k-th of all.</summary>
internal sealed record KthOfPartsOp : BlockOp
{
    public override string Name => "ml.pairs.kth";

    /// <summary>Makes samples × 1 of samples × blocks × k.</summary>
    public static ArrayExpr Create(ArrayExpr parts) =>
        new BlockOpExpr(
            new KthOfPartsOp(),
            [parts],
            [
                [0, -1, -1],
            ],
            DType.Float64,
            new ChunkGrid(parts.Chunks.Sizes(0).ToArray(), [1])
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        inputs[0][1] * inputs[0][2] * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        int width = (int)inputs[0].Shape[2],
            each = (int)inputs[0].Shape[1] * width;
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0] && each >= width && width > 0);
        Span<double> kth = result.Span<double>();
        var sorted = new double[each];
        for (int row = 0; row < kth.Length; row++)
        {
            inputs[0].Span<double>((long)row * each, each).CopyTo(sorted);
            Array.Sort(sorted);
            kth[row] = sorted[width - 1];
        }
        return result;
    }
}
