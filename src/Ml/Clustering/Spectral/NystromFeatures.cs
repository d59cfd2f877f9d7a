using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>The features of samples of which affinities are products: F = C L^(-½).</summary>
/// <param name="Affinity">The affinity of two samples.</param>
/// <param name="Landmarks">Landmarks × features of a sample, float64.</param>
/// <param name="Root">L^(-½), where L holds the affinities of the landmarks, of the dtype of the affinities.</param>
internal sealed record NystromFeatures(PairAffinity Affinity, NDArray Landmarks, NDArray Root)
{
    // Smaller eigenvalues of the landmarks' affinities are rounding errors of these.
    private const double SingleCutoff = 1e-5;
    private const double DoubleCutoff = 1e-7;

    private const long BlockBytes = 4 << 20;

    /// <summary>Makes the features that landmarks give.</summary>
    /// <remarks>
    /// The root is symmetric: the features of a sample that is like one landmark only are then 0 but for one, so that
    /// its degree is exact although it is small.
    /// </remarks>
    public static NystromFeatures Of(PairAffinity affinity, NDArray landmarks)
    {
        ArrayExpr all = Whole(landmarks);
        using NDArray own = Computation.Compute(affinity.Between(all, all, DType.Float64));
        double cutoff = affinity.Precision == DType.Float32 ? SingleCutoff : DoubleCutoff;
        using NDArray root = SmallMatrix.InverseRoot(own, cutoff);
        return new NystromFeatures(affinity, landmarks, root.AsType(affinity.Precision));
    }

    /// <summary>The number of landmarks, and of features F.</summary>
    public long Count => Landmarks.Shape[0];

    /// <summary>Makes the features of samples, in blocks of a few megabytes, of which a task holds several.</summary>
    /// <param name="samples">Samples × features, in blocks of whole samples.</param>
    public ArrayExpr Of(ArrayExpr samples)
    {
        long row = Count * Affinity.Precision.Size,
            rows = Math.Min(samples.Chunks.Sizes(0)[0], Math.Max(64, BlockBytes / row));
        ArrayExpr blocks = RechunkExpr.Create(samples, ChunkGrid.Regular(samples.Shape, [rows, samples.Shape[1]]));
        return MultiplyOp.Create(Affinity.Between(blocks, Whole(Landmarks), Affinity.Precision), Root);
    }

    private static MemoryExpr Whole(NDArray array) => new(array, ChunkGrid.Single(array.Shape));
}
