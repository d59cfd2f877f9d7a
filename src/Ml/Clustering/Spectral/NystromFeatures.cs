using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>The features of samples of which affinities are products: F = C L^(-½).</summary>
/// <param name="Affinity">The affinity of two samples.</param>
/// <param name="Landmarks">Landmarks × features of a sample, float64.</param>
/// <param name="Root">L^(-½), where L holds the affinities of the landmarks, of the dtype of the affinities.</param>
internal sealed record NystromFeatures(PairAffinity Affinity, NDArray Landmarks, NDArray Root)
{
    private const long BlockBytes = 4 << 20;

    /// <summary>The number of landmarks, and of features F.</summary>
    public long Count => Landmarks.Shape[0];

    /// <summary>Makes the features of samples, in blocks of a few megabytes, of which a task holds several.</summary>
    /// <param name="samples">Samples × features, in blocks of whole samples.</param>
    public ArrayExpr Of(ArrayExpr samples)
    {
        long row = Count * Affinity.Precision.Size,
            rows = Math.Min(samples.Chunks.Sizes(0)[0], Math.Max(64, BlockBytes / row));
        ArrayExpr blocks = RechunkExpr.Create(samples, ChunkGrid.Regular(samples.Shape, [rows, samples.Shape[1]])),
            landmarks = new MemoryExpr(Landmarks, ChunkGrid.Single(Landmarks.Shape));
        return MultiplyOp.Create(Affinity.Between(blocks, landmarks, Affinity.Precision), Root);
    }
}
