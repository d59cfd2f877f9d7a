using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Operations.Lloyds;
using Gchunk.Ml.Operations.Mixtures;

namespace Gchunk.Ml.Clustering.Mixtures;

/// <summary>Finds the most likely mixture from a start, which is k-means.</summary>
/// <remarks>
/// The first start is the best k-means that is found. All starts from it would end alike, and clusters of the least
/// inertia are not always those of the greatest likelihood: further starts are plain k-means from other seeds, which end
/// at clusters of their own. The most likely of several short runs go on (Biernacki, Celeux and Govaert 2003, "Choosing
/// starting values for the EM algorithm", section 3).
/// </remarks>
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

    private const int PlainSteps = 100;
    private const double PlainTolerance = 1e-4;

    // For each start but the first, so many begin, and go on for so many steps.
    private const int ShortRuns = 4;
    private const int ShortSteps = 4;

    /// <summary>Returns the most likely mixture of several starts.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="seed">The seed of k-means.</param>
    /// <param name="starts">The number of starts that run to the end.</param>
    public MixtureCandidate Run(Samples samples, long seed, int starts)
    {
        MixtureCandidate best = Advance(samples, Begin(samples, Best(samples, seed)), maxIterations);
        var begun = new List<MixtureCandidate>();
        for (int s = 1; s <= ShortRuns * (starts - 1); s++)
            begun.Add(Advance(samples, Begin(samples, Plain(samples, seed + s)), Math.Min(ShortSteps, maxIterations)));
        foreach (MixtureCandidate candidate in begun.OrderByDescending(c => c.Bound).Take(starts - 1))
        {
            MixtureCandidate next = Advance(samples, candidate, maxIterations);
            if (next.Bound > best.Bound)
                best = next;
        }
        return best;
    }

    // The mixture that labels amount to.
    private MixtureCandidate Begin(Samples samples, (double[] Means, NDArray Labels) start)
    {
        int features = samples.Features;
        // Only the means of these count, since the labels give the responsibilities.
        var ones = new double[components * MixtureParameters.CovarianceSize(kind, features)];
        Array.Fill(ones, 1);
        var parameters = new MixtureParameters(
            kind,
            NDArray.From(new double[components]),
            NDArray.From(start.Means, (components, features)),
            NDArray.From(kind == CovarianceKind.Tied ? ones[..(features * features)] : ones)
        );
        (parameters, double[] covariances, _) = Step(samples, parameters, PairOp.PerSample(samples, start.Labels));
        return new MixtureCandidate(parameters, covariances, double.NegativeInfinity, 0, false);
    }

    // Steps until the likelihood rests, or until so many are done in all.
    private MixtureCandidate Advance(Samples samples, MixtureCandidate candidate, int steps)
    {
        (MixtureParameters parameters, double[] covariances, double bound, int iterations, bool converged) = candidate;
        while (iterations < steps && !converged)
        {
            (parameters, covariances, double likelihood) = Step(samples, parameters);
            likelihood /= samples.Count;
            iterations++;
            converged = Math.Abs(likelihood - bound) < tolerance;
            bound = likelihood;
        }
        return new MixtureCandidate(parameters, covariances, bound, iterations, converged);
    }

    // The centers in the frame, and the labels.
    private (double[] Centers, NDArray Labels) Best(Samples samples, long seed)
    {
        var kmeans = new KMeans(components, seed, starts: 1).Fit(
            new DataArray(samples.Expr, [Fitting.SampleDim, "feature"])
        );
        double[] centers = kmeans.Centers.Compute().ToArray<double>();
        for (int i = 0; i < centers.Length; i++)
            centers[i] = samples.Frame.Place(centers[i], i % samples.Features);
        return (centers, NDArray.From(kmeans.Labels.Compute().ToArray<int>()));
    }

    private (double[] Centers, NDArray Labels) Plain(Samples samples, long seed)
    {
        Samples drawn = samples.Draw(Pilot.Size(samples.Count, samples.Features, components), seed);
        var op = new PilotOp(
            samples.Frame,
            samples.Scale,
            components,
            seed,
            PlainSteps,
            PlainTolerance * samples.MeanVariance,
            IsRandom: false,
            Rounds: 0,
            Deadline: long.MaxValue,
            Given: null
        );
        double[] centers = Pilot.Best(drawn, op, 1, 1)[0];
        HeldBlocks.Release(drawn.Expr);
        ArrayExpr labels = AssignOp.Create(samples, NDArray.From(centers, (components, samples.Features)));
        return (centers, NDArray.From(Computation.Compute(labels).ToArray<int>()));
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
