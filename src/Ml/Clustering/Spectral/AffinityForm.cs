namespace Gchunk.Ml.Clustering.Spectral;

/// <summary>The kinds of <see cref="Affinity"/>.</summary>
internal enum AffinityForm
{
    Rbf,
    Cosine,
    Correlation,
    Precomputed,
    NearestNeighbors,
    Function,
}
