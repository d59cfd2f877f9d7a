using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// The distances of some samples to all samples after them: the rows of the upper triangle of the matrix of distances,
/// one after the other, as SciPy's <c>pdist</c> orders them. Inputs: the samples of the rows, all samples.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="BlockRows">The number of samples in a block of the rows.</param>
internal sealed unsafe record CondensedDistancesOp(SampleFrame Frame, long BlockRows) : BlockOp
{
    // The largest block, and the number of blocks if they would be small.
    private const long BlockBytes = 32 << 20;
    private const long FewBlocks = 32;

    public override string Name => "ml.pairs.condensed";

    /// <summary>Makes the distances of all pairs of samples, count × (count − 1) / 2.</summary>
    public static ArrayExpr Create(Samples samples)
    {
        long count = samples.Count;
        long rows = Math.Min(BlockBytes / (count * sizeof(double)), count / FewBlocks);
        rows = Math.Min(Math.Max(rows, 16), count);
        ArrayExpr byRow = RechunkExpr.Create(
            samples.Expr,
            ChunkGrid.Regular(samples.Expr.Shape, [rows, samples.Features])
        );
        var sizes = new long[(count + rows - 1) / rows];
        for (int b = 0; b < sizes.Length; b++)
        {
            long first = b * rows,
                end = Math.Min(first + rows, count);
            sizes[b] = Before(count, end) - Before(count, first);
        }
        return new BlockOpExpr(
            new CondensedDistancesOp(samples.Frame, rows),
            [byRow, samples.Expr],
            [
                [0, -1],
                [-1, -1],
            ],
            DType.Float64,
            new ChunkGrid(sizes)
        );
    }

    // The number of pairs whose first sample is before a sample.
    private static long Before(long count, long sample) => sample * (count - 1) - sample * (sample - 1) / 2;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => PairTiles.Bytes((int)inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        long first = context.Block[0] * BlockRows,
            count = inputs[1].Shape[0];
        Bounds.Require(first + inputs[0].Shape[0] <= count);
        Bounds.Require(result.Size == Before(count, first + inputs[0].Shape[0]) - Before(count, first));
        using var pairs = new PairTiles(inputs[0], inputs[1], Frame, first);
        while (pairs.Next(context.Cancellation))
        {
            for (int r = 0; r < pairs.Rows; r++)
            {
                long row = first + pairs.Row + r,
                    at = Before(count, row) - Before(count, first) + pairs.Column - row - 1;
                ReadOnlySpan<double> squared = pairs.Squared(r);
                for (int c = (int)Math.Clamp(row + 1 - pairs.Column, 0, squared.Length); c < squared.Length; c++)
                    ((double*)result.Pointer)[at + c] = Math.Sqrt(squared[c]);
            }
        }
        return result;
    }
}
