using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Mixtures;

namespace Gchunk.Ml.Clustering.Mixtures;

/// <summary>Finds the most likely mixture from a start, which is k-means.</summary>
/// <param name="kind">Which covariances the components have.</param>
/// <param name="components">The number of components.</param>
/// <param name="maxIterations">The maximum number of steps.</param>
/// <param name="tolerance">A start ends when the mean log-likelihood changes by less than this.</param>
/// <param name="regularization">Added to each variance, in the units of the samples.</param>
internal sealed class ExpectationMaximization(
    CovarianceKind kind,
    int components,
    int maxIterations,
    double tolerance,
    double regularization
)
{
    // It makes all components equal, and its products are finite.
    private const double MostRegularization = 1e200;

    /// <summary>Runs one start.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="start">The seed of k-means.</param>
    public MixtureCandidate Run(Samples samples, long start)
    {
        int features = samples.Features;
        var kmeans = new KMeans(components, start, starts: 1).Fit(
            new DataArray(samples.Expr, [Fitting.SampleDim, "feature"])
        );
        using NDArray labels = kmeans.Labels.Compute();
        double[] means = kmeans.Centers.Compute().ToArray<double>();
        for (int i = 0; i < means.Length; i++)
            means[i] = samples.Frame.Place(means[i], i % features);
        // Only the means of these count, since the labels give the responsibilities.
        var ones = new double[components * MixtureParameters.CovarianceSize(kind, features)];
        Array.Fill(ones, 1);
        var parameters = new MixtureParameters(
            kind,
            NDArray.From(new double[components]),
            NDArray.From(means, (components, features)),
            NDArray.From(kind == CovarianceKind.Tied ? ones[..(features * features)] : ones)
        );
        (parameters, double[] covariances, _) = Step(
            samples,
            parameters,
            PairOp.PerSample(samples, NDArray.From(labels.ToArray<int>()))
        );
        double bound = double.NegativeInfinity;
        int iterations = 0;
        bool converged = false;
        while (iterations < maxIterations && !converged)
        {
            (parameters, covariances, double likelihood) = Step(samples, parameters);
            likelihood /= samples.Count;
            iterations++;
            converged = Math.Abs(likelihood - bound) < tolerance;
            bound = likelihood;
        }
        return new MixtureCandidate(parameters, covariances, bound, iterations, converged);
    }

    private (MixtureParameters Parameters, double[] Covariances, double LogLikelihood) Step(
        Samples samples,
        MixtureParameters parameters,
        ArrayExpr? labels = null
    )
    {
        using NDArray found = Computation.Compute(MixtureStepOp.Create(samples, parameters, labels));
        var sums = new MixtureSums(kind, parameters.Means.ToArray<double>(), found);
        (double[] weights, double[] means, double[] covariances) = sums.Maximize(
            Math.Min(samples.Frame.PlaceSquare(regularization), MostRegularization)
        );
        return (
            MixtureParameters.Factor(kind, weights, means, covariances, samples.Features),
            covariances,
            sums.LogLikelihood
        );
    }
}
