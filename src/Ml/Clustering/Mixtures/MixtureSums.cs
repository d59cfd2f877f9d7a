using Gchunk.Engine.Arrays;

namespace Gchunk.Ml.Clustering.Mixtures;

/// <summary>What one pass over the samples finds, and the parameters that follow: the M step.</summary>
/// <param name="kind">Which covariances the components have.</param>
/// <param name="old">The means that deviations were measured from: components × features.</param>
/// <param name="sums">
/// For each component: the sum of its responsibilities, the log-likelihood (in the first row), the sums of the weighted
/// deviations and of their products.
/// </param>
internal sealed class MixtureSums(CovarianceKind kind, double[] old, NDArray sums)
{
    // As scikit-learn: no component has less.
    private const double LeastWeight = 10 * 2.220446049250313e-16;

    private readonly int components = (int)sums.Shape[0];
    private readonly int features = old.Length / (int)sums.Shape[0];
    private readonly long columns = sums.Shape[1];

    /// <summary>The sum of the log-likelihoods of the samples under the parameters before.</summary>
    public double LogLikelihood => sums.GetDouble(0, 1);

    /// <summary>Returns the weights, the means and the covariances.</summary>
    /// <param name="regularization">Added to each variance.</param>
    public (double[] Weights, double[] Means, double[] Covariances) Maximize(double regularization)
    {
        var weights = new double[components];
        var means = (double[])old.Clone();
        double total = 0;
        for (int c = 0; c < components; c++)
        {
            weights[c] = sums.GetDouble(c, 0) + LeastWeight;
            total += weights[c];
            for (int f = 0; f < features; f++)
                means[c * features + f] += Row(c)[2 + f] / weights[c];
        }
        double[] covariances = kind switch
        {
            CovarianceKind.Full => Full(weights, regularization),
            CovarianceKind.Tied => Tied(weights, total, regularization),
            CovarianceKind.Diag => Diagonal(weights, regularization),
            _ => Spherical(weights, regularization),
        };
        return (Array.ConvertAll(weights, w => w / total), means, covariances);
    }

    private ReadOnlySpan<double> Row(int component) => sums.Span<double>(component * columns, (int)columns);

    private double[] Full(double[] weights, double regularization)
    {
        var covariances = new double[(long)components * features * features];
        for (int c = 0; c < components; c++)
            Add(c, weights[c], weights[c], covariances.AsSpan(c * features * features, features * features));
        for (int c = 0; c < components; c++)
            Regularize(covariances.AsSpan(c * features * features, features * features), regularization);
        return covariances;
    }

    private double[] Tied(double[] weights, double total, double regularization)
    {
        var covariance = new double[(long)features * features];
        for (int c = 0; c < components; c++)
            Add(c, weights[c], total, covariance);
        Regularize(covariance, regularization);
        return covariance;
    }

    // The products of deviations from the new mean are those from the old one, less the product of the mean's shift.
    private void Add(int component, double weight, double divisor, Span<double> covariance)
    {
        ReadOnlySpan<double> row = Row(component),
            deviations = row.Slice(2, features),
            products = row[(2 + features)..];
        for (int i = 0; i < features; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = (products[i * features + j] - deviations[i] * deviations[j] / weight) / divisor;
                covariance[i * features + j] += value;
                if (i != j)
                    covariance[j * features + i] += value;
            }
        }
    }

    private void Regularize(Span<double> covariance, double regularization)
    {
        for (int i = 0; i < features; i++)
            covariance[i * features + i] += regularization;
    }

    private double[] Diagonal(double[] weights, double regularization)
    {
        var variances = new double[components * features];
        for (int c = 0; c < components; c++)
        {
            ReadOnlySpan<double> row = Row(c);
            for (int f = 0; f < features; f++)
            {
                double shift = row[2 + f] / weights[c];
                variances[c * features + f] = row[2 + features + f] / weights[c] - shift * shift + regularization;
            }
        }
        return variances;
    }

    private double[] Spherical(double[] weights, double regularization)
    {
        double[] variances = Diagonal(weights, regularization);
        for (int c = 0; c < components; c++)
        {
            Span<double> own = variances.AsSpan(c * features, features);
            double mean = 0;
            foreach (double value in own)
                mean += value / features;
            own.Fill(mean);
        }
        return variances;
    }
}
