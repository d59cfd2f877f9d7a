using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Mixtures;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Mixtures;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// A mixture of normal distributions: clusters may have different sizes and elliptic forms, and each sample belongs to
/// each of them with a probability.
/// </summary>
/// <remarks>
/// Expectation maximization (Dempster, Laird and Rubin 1977), started from k-means, in one pass over the blocks of the
/// samples for each step: samples need not fit in memory. Covariances are summed about the means of the previous step,
/// so that no digits are lost far from the origin. The results are those of scikit-learn's <c>GaussianMixture</c>. Full
/// covariances hold components × features² × 8 bytes in each task.
/// </remarks>
/// <example><code>
/// var mixture = new GaussianMixture(components: 3, covariance: "diag").Fit(x);    // x: (z, time)
/// Print(mixture.Bic, mixture.Weights.Compute());
/// mixture.Probabilities(x).Isel("component", 0).Unstack("z").PlotMap("membership.png");
/// </code></example>
public sealed class GaussianMixture : Clusterer<GaussianMixture>
{
    private readonly int components;
    private readonly CovarianceKind kind;
    private readonly long seed;
    private readonly int starts;
    private readonly int maxIterations;
    private readonly double tolerance;
    private readonly double regularization;
    private Model? model;

    private sealed record Model(
        MixtureParameters Parameters,
        double[] Covariances,
        SampleFrame Frame,
        double LogLikelihood,
        long Samples,
        int Iterations,
        bool Converged
    );

    /// <summary>Sets the parameters.</summary>
    /// <param name="components">The number of normal distributions.</param>
    /// <param name="covariance">
    /// "full" (each component has a matrix), "tied" (all share one), "diag" (each has a variance for each feature) or
    /// "spherical" (each has one variance).
    /// </param>
    /// <param name="seed">The seed of k-means.</param>
    /// <param name="starts">
    /// The number of starts; the most likely mixture is kept. The first is the best k-means that is found; the others
    /// are the most likely of four times as many, plain k-means from other seeds, after a few steps.
    /// </param>
    /// <param name="maxIterations">The maximum number of steps of one start.</param>
    /// <param name="tolerance">A start ends when the mean log-likelihood of a sample changes by less than this.</param>
    /// <param name="regularization">Added to each variance, so that covariances stay positive definite.</param>
    /// <exception cref="GchunkException">A number is out of range, or the covariance is unknown.</exception>
    public GaussianMixture(
        int components = 1,
        string covariance = "full",
        long seed = 0,
        int starts = 1,
        int maxIterations = 100,
        double tolerance = 1e-3,
        double regularization = 1e-6
    )
    {
        if (components < 1)
            throw new GchunkException($"a mixture has at least 1 component; got components: {components}");
        if (!Enum.TryParse(covariance, ignoreCase: true, out kind) || !Enum.IsDefined(kind))
        {
            throw new GchunkException(
                $"unknown covariance \"{covariance}\"; there are \"full\", \"tied\", \"diag\" and \"spherical\""
            );
        }
        if (starts < 1 || maxIterations < 1)
        {
            throw new GchunkException(
                $"a mixture needs at least 1 start and 1 iteration; got starts: {starts}, maxIterations: {maxIterations}"
            );
        }
        if (!(tolerance >= 0) || !(regularization >= 0) || !double.IsFinite(regularization))
        {
            throw new GchunkException(
                $"tolerance and regularization cannot be negative; got {tolerance} and {regularization}"
            );
        }
        (this.components, this.seed, this.starts, this.maxIterations) = (components, seed, starts, maxIterations);
        (this.tolerance, this.regularization) = (tolerance, regularization);
    }

    /// <summary>The shares of the components, which add up to 1.</summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public DataArray Weights => new(Found.Parameters.Weights, ["component"], name: "weights");

    /// <summary>The means of the components, as <see cref="Clusterer{TSelf}.Centers"/>.</summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public DataArray Means => Centers;

    /// <summary>
    /// The covariances: full (component, feature, feature_), tied (feature, feature_), diag (component, feature) or
    /// spherical (component).
    /// </summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public DataArray Covariances
    {
        get
        {
            Model fitted = Found;
            int features = fitted.Parameters.Features;
            double[] values = Array.ConvertAll(fitted.Covariances, fitted.Frame.RestoreSquare);
            SampleGrid grid = Fitted.Grid;
            string feature = grid.Over.Length == 1 ? grid.Over[0] : "feature",
                other = feature + "_";
            return kind switch
            {
                CovarianceKind.Full => new DataArray(
                    NDArray.From(values, (components, features, features)),
                    ["component", feature, other],
                    name: "covariances"
                ),
                CovarianceKind.Tied => new DataArray(
                    NDArray.From(values, (features, features)),
                    [feature, other],
                    name: "covariances"
                ),
                CovarianceKind.Diag => new DataArray(
                    NDArray.From(values, (components, features)),
                    ["component", feature],
                    name: "covariances"
                ),
                _ => new DataArray(
                    NDArray.From([.. Enumerable.Range(0, components).Select(c => values[c * features])], components),
                    ["component"],
                    name: "covariances"
                ),
            };
        }
    }

    /// <summary>The mean log-likelihood of a sample.</summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public double LogLikelihood => Found.LogLikelihood;

    /// <summary>The Bayesian information criterion (Schwarz 1978) of the fitted samples: lower is better.</summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public double Bic => -2 * Found.LogLikelihood * Found.Samples + Found.Parameters.Free * Math.Log(Found.Samples);

    /// <summary>Akaike's information criterion (1974) of the fitted samples: lower is better.</summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public double Aic => -2 * Found.LogLikelihood * Found.Samples + 2 * Found.Parameters.Free;

    /// <summary>The number of steps of the best start.</summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public int Iterations => Found.Iterations;

    /// <summary>True if the best start ended before the maximum number of steps.</summary>
    /// <exception cref="GchunkException">This GaussianMixture has not been fitted.</exception>
    public bool Converged => Found.Converged;

    private Model Found => Fitting.Fitted(model, nameof(GaussianMixture));

    private protected override string Parameters =>
        $"GaussianMixture(components: {components}, covariance: \"{kind.ToString().ToLowerInvariant()}\")";

    private protected override string Findings
    {
        get
        {
            string weights = string.Join(
                ", ",
                Found.Parameters.Weights.ToArray<double>().Select(w => w.ToString("P1", CultureInfo.InvariantCulture))
            );
            return string.Create(
                CultureInfo.InvariantCulture,
                $"weights {weights}; log-likelihood {LogLikelihood:G6}; {Iterations} iterations{(Converged ? "" : ", not converged")}"
            );
        }
    }

    private protected override DataArray? PredictOthers(DataArray samples) => Predict(samples);

    private protected override void WriteParameters(ModelState state) =>
        state
            .Set("components", components)
            .Set("covariance", kind.ToString())
            .Set("seed", seed)
            .Set("starts", starts)
            .Set("maxIterations", maxIterations)
            .Set("tolerance", tolerance)
            .Set("regularization", regularization);

    private protected override void WriteFound(ModelState state) =>
        state
            .Set(Found.Frame)
            .Set("weights", Found.Parameters.Weights)
            .Set("means", Found.Parameters.Means)
            .Set("covariances", NDArray.From(Found.Covariances))
            .Set("logLikelihood", Found.LogLikelihood)
            .Set("samples", Found.Samples)
            .Set("iterations", Found.Iterations)
            .Set("converged", Found.Converged);

    internal static GaussianMixture Read(ModelState state)
    {
        var mixture = new GaussianMixture(
            state.Int("components"),
            state.Text("covariance"),
            state.Long("seed"),
            state.Int("starts"),
            state.Int("maxIterations"),
            state.Double("tolerance"),
            state.Double("regularization")
        );
        if (!state.IsFitted)
            return mixture;
        mixture.ReadFound(state);
        int features = checked((int)mixture.Fitted.Centers.Shape[1]);
        long sets = mixture.kind == CovarianceKind.Tied ? 1 : mixture.components;
        double[] covariances = state
            .Array("covariances", DType.Float64, sets * MixtureParameters.CovarianceSize(mixture.kind, features))
            .ToArray<double>();
        mixture.model = new Model(
            MixtureParameters.Factor(
                mixture.kind,
                state.Array("weights", DType.Float64, (long)mixture.components).ToArray<double>(),
                state.Array("means", DType.Float64, (mixture.components, features)).ToArray<double>(),
                covariances,
                features
            ),
            covariances,
            state.Frame(features),
            state.Double("logLikelihood"),
            state.Long("samples"),
            state.Int("iterations"),
            state.Flag("converged")
        );
        return mixture;
    }

    private protected override string WhyEmpty =>
        "other components are more probable for every sample; take fewer components, or scale small values up, since regularization is added to all variances";

    private protected override FoundClusters Find(SampleGrid grid)
    {
        Fitting.CheckSamples(grid.Samples, components);
        Samples prepared = Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples));
        var maximization = new ExpectationMaximization(kind, components, maxIterations, tolerance, regularization);
        MixtureCandidate best = maximization.Run(prepared, seed, starts);
        ArrayExpr predicted = MixturePredictOp.Create(prepared, prepared.Frame, best.Parameters);
        ArrayExpr[] kept = Computation.Persist([
            LargestColumnOp.Create(predicted, components),
            Exprs.Mean(predicted, [0]),
        ]);
        using NDArray mean = Computation.Compute(kept[1]);
        model = new Model(
            best.Parameters,
            best.Covariances,
            prepared.Frame,
            mean.GetDouble(components),
            prepared.Count,
            best.Iterations,
            best.Converged
        );
        double[] means = best.Parameters.Means.ToArray<double>();
        for (int i = 0; i < means.Length; i++)
            means[i] = prepared.Frame.Restore(means[i], i % prepared.Features);
        return new FoundClusters(kept[0], components, NDArray.From(means, (components, prepared.Features)));
    }

    private protected override void Renumber(int[] order)
    {
        Model found = Found;
        int features = found.Parameters.Features;
        double[] covariances =
            kind == CovarianceKind.Tied
                ? found.Covariances
                : Picked(found.Covariances, order, (int)MixtureParameters.CovarianceSize(kind, features));
        model = found with
        {
            Parameters = MixtureParameters.Factor(
                kind,
                Picked(found.Parameters.Weights.ToArray<double>(), order, 1),
                Picked(found.Parameters.Means.ToArray<double>(), order, features),
                covariances,
                features
            ),
            Covariances = covariances,
        };
    }

    private static double[] Picked(double[] values, int[] order, int width) =>
        [.. order.SelectMany(c => values.AsSpan(c * width, width).ToArray())];

    /// <summary>Returns the most probable component of each sample, as <see cref="Clusterer{TSelf}.Labels"/>.</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// This GaussianMixture has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray Predict(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        return grid.OfSamples(LargestColumnOp.Create(Predicted(grid), components), "labels");
    }

    /// <summary>Returns the most probable component of each sample, int32.</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    public DataArray Predict(ChunkedArray samples) => Predict(Fitting.Label(samples));

    /// <summary>
    /// Returns the probability with which each sample belongs to each component, (samples, component); of a field
    /// (component, its other dimensions).
    /// </summary>
    /// <param name="samples">Samples × features, or a field; see <see cref="Predict(DataArray)"/>.</param>
    /// <exception cref="GchunkException">
    /// This GaussianMixture has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray Probabilities(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        return grid.OfSamples(Predicted(grid), "probabilities", "component").Isel("component", ..components);
    }

    /// <summary>
    /// Returns the probability with which each sample belongs to each component, (samples, component).
    /// </summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    public DataArray Probabilities(ChunkedArray samples) => Probabilities(Fitting.Label(samples));

    /// <summary>Returns the logarithm of the density of the mixture at each sample: low values are outliers.</summary>
    /// <param name="samples">Samples × features, or a field; see <see cref="Predict(DataArray)"/>.</param>
    /// <exception cref="GchunkException">
    /// This GaussianMixture has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray LogDensity(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        return grid.OfSamples(Predicted(grid), "log_density", "component").Isel("component", components);
    }

    /// <summary>Returns the logarithm of the density of the mixture at each sample.</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    public DataArray LogDensity(ChunkedArray samples) => LogDensity(Fitting.Label(samples));

    private ArrayExpr Predicted(SampleGrid grid)
    {
        Model found = Found;
        if (grid.Samples.Shape[1] != found.Parameters.Features)
        {
            throw new GchunkException(
                $"this GaussianMixture was fitted to samples of {found.Parameters.Features} features; these have {grid.Samples.Shape[1]}: {grid.Samples.Shape}"
            );
        }
        return MixturePredictOp.Create(
            Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples)),
            found.Frame,
            found.Parameters
        );
    }
}
