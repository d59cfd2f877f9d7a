namespace Gchunk.Ml.Clustering.Mixtures;

/// <summary>Which covariances the components of a mixture have.</summary>
internal enum CovarianceKind
{
    /// <summary>Each component has a matrix of its own.</summary>
    Full,

    /// <summary>All components share one matrix.</summary>
    Tied,

    /// <summary>Each component has a variance for each feature.</summary>
    Diag,

    /// <summary>Each component has one variance.</summary>
    Spherical,
}
