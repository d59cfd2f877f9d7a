namespace Gchunk.Ml.Clustering.Mixtures;

/// <summary>The mixture that one start ends with.</summary>
/// <param name="Parameters">The mixture.</param>
/// <param name="Covariances">The covariances, one after the other.</param>
/// <param name="Bound">The mean log-likelihood of a sample before the last step.</param>
/// <param name="Iterations">The number of steps.</param>
/// <param name="Converged">True if the start ended before the maximum number of steps.</param>
internal sealed record MixtureCandidate(
    MixtureParameters Parameters,
    double[] Covariances,
    double Bound,
    int Iterations,
    bool Converged
);
