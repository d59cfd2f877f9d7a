using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The silhouette of each sample. Inputs: the sums of its distances to the samples of each cluster, and its cluster.
/// </summary>
/// <param name="Counts">The number of samples in each cluster, float64.</param>
internal sealed record SilhouetteOp(NDArray Counts) : BlockOp
{
    public override string Name => "ml.scores.silhouette";

    /// <summary>Makes the silhouettes, one for each sample.</summary>
    public static ArrayExpr Create(ArrayExpr sums, ArrayExpr labels, NDArray counts) =>
        new BlockOpExpr(
            new SilhouetteOp(counts),
            [sums, labels],
            [
                [0, -1],
                [0],
            ],
            DType.Float64,
            labels.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        ReadOnlySpan<double> counts = Counts.Span<double>(),
            sums = inputs[0].Span<double>();
        ReadOnlySpan<int> labels = inputs[1].Span<int>();
        Span<double> values = result.Span<double>();
        Bounds.Require(labels.Length == values.Length && sums.Length == (long)values.Length * counts.Length);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<double> row = sums.Slice(i * counts.Length, counts.Length);
            Bounds.RequireIndex(labels[i], counts.Length);
            if (counts[labels[i]] <= 1)
            {
                values[i] = 0;
                continue;
            }
            double within = row[labels[i]] / (counts[labels[i]] - 1),
                nearest = double.PositiveInfinity;
            for (int c = 0; c < counts.Length; c++)
            {
                if (c != labels[i])
                    nearest = Math.Min(nearest, row[c] / counts[c]);
            }
            double larger = Math.Max(within, nearest);
            values[i] = larger > 0 ? (nearest - within) / larger : 0;
        }
        return result;
    }
}
