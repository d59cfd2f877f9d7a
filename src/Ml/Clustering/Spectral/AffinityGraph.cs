using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations.Affinities;

namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>The affinities of samples to each other: a symmetric matrix that can be multiplied with vectors.</summary>
internal abstract class AffinityGraph
{
    /// <summary>The number of samples.</summary>
    public long Count => Rows(1).Shape[0];

    /// <summary>Returns the blocks of an array with this number of columns for each sample.</summary>
    public abstract ChunkGrid Rows(long columns);

    /// <summary>Makes the product with vectors, samples × columns, float64.</summary>
    public abstract ArrayExpr Times(ArrayExpr vectors);

    /// <summary>True if products are so cheap that many make one pass.</summary>
    public virtual bool CanFilter => false;

    /// <summary>Makes a polynomial of the normalized affinities times vectors.</summary>
    public virtual ArrayExpr Filtered(ArrayExpr vectors, SpectrumFilter filter) => throw new NotSupportedException();
}

/// <summary>Affinities of all pairs of samples.</summary>
/// <param name="affinities">
/// Samples × samples in square blocks, with 0 on the diagonal: persisted, or made again by tiles in every product.
/// </param>
internal sealed class DenseAffinities(ArrayExpr affinities) : AffinityGraph
{
    public override ChunkGrid Rows(long columns) => new(affinities.Chunks.Sizes(0).ToArray(), [columns]);

    public override ArrayExpr Times(ArrayExpr vectors) => AffinityProductOp.Create(affinities, vectors);
}
