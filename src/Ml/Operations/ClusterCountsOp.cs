using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The number of samples of each cluster in a block of labels, or a number that grows with the position of the first
/// one; infinite if there is none.
/// </summary>
/// <param name="Clusters">The number of clusters.</param>
/// <param name="First">True for the first samples, false for the counts.</param>
internal sealed unsafe record ClusterCountsOp(int Clusters, bool First) : BlockOp
{
    // More than the samples of a block.
    private const double BlockRank = 1L << 31;

    public override string Name => "ml.clusters.count";

    /// <summary>Makes the numbers, blocks × clusters.</summary>
    public static ArrayExpr Create(ArrayExpr labels, int clusters, bool first)
    {
        var ones = new long[labels.Chunks.Blocks[0]];
        Array.Fill(ones, 1);
        return new BlockOpExpr(
            new ClusterCountsOp(clusters, first),
            [labels],
            [
                [0],
            ],
            DType.Float64,
            new ChunkGrid(ones, [clusters])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        Bounds.Require(inputs[0].DType == DType.Int32 && context.Shape.Size == Clusters);
        Span<double> counts = result.Span<double>();
        if (First)
            counts.Fill(double.PositiveInfinity);
        var labels = (int*)inputs[0].Pointer;
        for (long i = 0; i < inputs[0].Size; i++)
        {
            int label = labels[i];
            if (label < 0)
                continue;
            Bounds.RequireIndex(label, Clusters);
            if (!First)
                counts[label]++;
            else if (double.IsInfinity(counts[label]))
                counts[label] = context.Block[0] * BlockRank + i;
        }

        return result;
    }
}
