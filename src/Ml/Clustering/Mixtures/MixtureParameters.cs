using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Ml.Clustering.Mixtures;

/// <summary>The parameters of a mixture of normal distributions, in the form that its operations work with.</summary>
/// <param name="Kind">Which covariances the components have.</param>
/// <param name="Weights">The share of each component, float64.</param>
/// <param name="Means">Components × features, in the frame of the samples.</param>
/// <param name="Factors">
/// Full: components × features × features, the lower Cholesky factors of the covariances; tied: one factor, 1 ×
/// features × features; diag and spherical: components × features, the standard deviations.
/// </param>
internal sealed record MixtureParameters(CovarianceKind Kind, NDArray Weights, NDArray Means, NDArray Factors)
{
    /// <summary>The number of components.</summary>
    public int Components => (int)Means.Shape[0];

    /// <summary>The number of features.</summary>
    public int Features => (int)Means.Shape[1];

    /// <summary>True if the factors are matrices.</summary>
    public bool HasMatrices => Kind is CovarianceKind.Full or CovarianceKind.Tied;

    /// <summary>The number of doubles of the covariance of one component.</summary>
    public static long CovarianceSize(CovarianceKind kind, int features) =>
        kind is CovarianceKind.Full or CovarianceKind.Tied ? (long)features * features : features;

    /// <summary>The number of free parameters.</summary>
    public long Free
    {
        get
        {
            long features = Features,
                covariance = Kind switch
                {
                    CovarianceKind.Full => Components * features * (features + 1) / 2,
                    CovarianceKind.Tied => features * (features + 1) / 2,
                    CovarianceKind.Diag => Components * features,
                    _ => Components,
                };
            return covariance + Components * features + Components - 1;
        }
    }

    /// <summary>Factors covariances.</summary>
    /// <param name="kind">Which covariances there are.</param>
    /// <param name="weights">The share of each component.</param>
    /// <param name="means">Components × features, in the frame.</param>
    /// <param name="covariances">The covariances one after the other; tied: one. Diag and spherical: variances.</param>
    /// <param name="features">The number of features.</param>
    /// <exception cref="GchunkException">A covariance is not positive definite.</exception>
    public static unsafe MixtureParameters Factor(
        CovarianceKind kind,
        double[] weights,
        double[] means,
        double[] covariances,
        int features
    )
    {
        int components = weights.Length;
        NDArray factors;
        if (kind is CovarianceKind.Full or CovarianceKind.Tied)
        {
            int count = kind == CovarianceKind.Tied ? 1 : components;
            factors = NDArray.From(covariances, (count, features, features));
            for (int c = 0; c < count; c++)
            {
                double* factor = (double*)factors.Pointer + (long)c * features * features;
                if (Triangular<double, RealMatrixElement>.Cholesky(features, factor) >= 0)
                    throw Singular(c);
            }
        }
        else
        {
            factors = NDArray.From(covariances, (components, features));
            Span<double> values = factors.Span<double>();
            for (int i = 0; i < values.Length; i++)
                values[i] = values[i] > 0 ? Math.Sqrt(values[i]) : throw Singular(i / features);
        }
        return new MixtureParameters(kind, NDArray.From(weights), NDArray.From(means, (components, features)), factors);
    }

    private static GchunkException Singular(int component) =>
        new(
            $"the covariance of component {component} is singular: its samples are too few or some of their features depend on each other; use fewer components, covariance: \"diag\", fewer features (Pca), or a larger regularization"
        );
}
