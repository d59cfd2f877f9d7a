using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Preprocessing;
using Gchunk.Ml.Saving;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Ml;

/// <summary>
/// A sequence of estimators: each transformer is fitted to the output of the one before it; the last step may be a
/// clusterer. A pipeline is an estimator itself.
/// </summary>
/// <remarks>
/// <c>Fit(field, over: "time")</c> gives <c>over</c> to each step: scalers and trends are taken along time for each
/// cell, <see cref="Pca"/> replaces the time series of each cell by a few components, and a clusterer finds clusters of
/// cells. After <see cref="Eof"/>, whose scores are time series, a clusterer finds clusters of times.
/// <c>Fit(samples)</c> takes samples × features as scikit-learn's pipelines do: scalers work on each feature.
/// </remarks>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// var regions = Pipeline(Standardize(), Detrend(), Pca(0.9), KMeans(2)).Fit(rain, over: "time");
/// Print(regions.Labels.Sizes, regions.Centers.Sizes);    // a map, and time series in the units of rain
/// </code></example>
public sealed class Pipeline : ISavable
{
    private readonly IEstimator[] steps;
    private bool isFitted;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="steps">Transformers; the last may be a clusterer.</param>
    /// <exception cref="GchunkException">
    /// There are no steps, or a step before the last one is not a transformer.
    /// </exception>
    public Pipeline(params IEstimator[] steps)
    {
        if (steps.Length == 0)
            throw new GchunkException("a pipeline needs at least one step: Pipeline(Standardize(), KMeans(6))");
        // The steps of a pipeline within a pipeline are steps of this one.
        this.steps = [.. steps.SelectMany(step => step is Pipeline inner ? inner.steps : [step])];
        for (int i = 0; i < this.steps.Length; i++)
        {
            bool fits = this.steps[i] is Transformer || (i == this.steps.Length - 1 && this.steps[i] is IClusterStep);
            if (!fits)
            {
                throw new GchunkException(
                    $"step {i + 1} of the pipeline, {this.steps[i].GetType().Name}, is no transformer; only the last step may be a clusterer"
                );
            }
        }
    }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<IEstimator> Steps => steps;

    /// <summary>Returns the first step of a type: <c>pipeline.Step&lt;Pca&gt;().Components</c>.</summary>
    /// <exception cref="GchunkException">There is none.</exception>
    public T Step<T>()
        where T : IEstimator =>
        steps.OfType<T>().FirstOrDefault()
        ?? throw new GchunkException(
            $"the pipeline has no step {typeof(T).Name}; its steps are {string.Join(", ", steps.Select(s => s.GetType().Name))}"
        );

    /// <summary>The clusters that the last step found; see <see cref="Clusterer{TSelf}.Labels"/>.</summary>
    /// <exception cref="GchunkException">It has not been fitted, or the last step is no clusterer.</exception>
    public DataArray Labels => Clusterer.Labels;

    /// <summary>
    /// The centers of the clusters in the units of the input: the centers that the last step found, taken back through
    /// the steps before it. If a step differs from sample to sample, as a scale of each cell does, the center is the
    /// mean over the samples of the cluster.
    /// </summary>
    /// <exception cref="GchunkException">It has not been fitted, or the last step is no clusterer.</exception>
    public DataArray Centers
    {
        get
        {
            DataArray centers = Clusterer.Centers,
                labels = Labels;
            string cluster = centers.Dims[0];
            DataArray sizes = centers["size"],
                bare = centers.DropCoords("size", "mean");
            DataArray restored = Transformers.Any(t => t.DependsOn([.. labels.Dims]))
                ? MeanOfMembers(labels, bare, cluster, sizes)
                : InverseTransform(bare);
            string[] rest = [.. restored.Dims.Where(d => d != cluster)];
            return restored
                .Transpose([cluster, .. rest])
                .AssignCoords("size", sizes.DropCoords("size", "mean"))
                .AssignCoords("mean", restored.Mean(rest).Load())
                .Rename("centers");
        }
    }

    private IEnumerable<Transformer> Transformers => steps.OfType<Transformer>();

    private IClusterStep Clusterer
    {
        get
        {
            CheckFitted();
            return steps[^1] as IClusterStep
                ?? throw new GchunkException(
                    $"the last step of the pipeline, {steps[^1].GetType().Name}, is no clusterer; it has no clusters"
                );
        }
    }

    // Each sample gets the center of its cluster, which is taken back as that sample; then the samples of each cluster
    // are averaged.
    private DataArray MeanOfMembers(DataArray labels, DataArray centers, string cluster, DataArray sizes)
    {
        DataArray members = Equal(labels, centers[cluster]).AsType(DType.Float64).Rename((string?)null);
        DataArray each = InverseTransform(members.Dot(centers, cluster));
        // Samples in no cluster count with 0; those that were left out may be missing.
        each = each.Where(GreaterEqual(labels, 0), 0);
        string[] samples = [.. labels.Dims];
        if (samples.Length > 1)
            (members, each) = (members.Stack("members", samples), each.Stack("members", samples));
        DataArray sums = members.Dot(each, samples.Length > 1 ? "members" : samples[0]);
        return sums / sizes.DropCoords("size", "mean");
    }

    /// <summary>Fits each step to samples × features.</summary>
    /// <param name="samples">Samples × features: the first dimension is that of the samples.</param>
    /// <exception cref="GchunkException">As for the steps.</exception>
    public Pipeline Fit(DataArray samples) => FitSteps(samples, null, 0, null);

    /// <summary>Fits each step to samples × features.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <exception cref="GchunkException">As for the steps.</exception>
    public Pipeline Fit(ChunkedArray samples) => Fit(Fitting.Label(samples));

    /// <summary>Fits each step to a field.</summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">The dimension that features run along, such as <c>time</c>; see the remarks.</param>
    /// <param name="maxMissing">The largest share of missing values with which a cell is kept.</param>
    /// <param name="weights">
    /// The weights of the samples that the last step clusters, if it takes weights: <c>"area"</c>. The transformers
    /// before it have none.
    /// </param>
    /// <exception cref="GchunkException">As for the steps; or the last step takes no weights.</exception>
    public Pipeline Fit(DataArray field, string over, double maxMissing = 0, SampleWeights? weights = null) =>
        FitSteps(field, [over], maxMissing, weights);

    /// <summary>Fits each step to a field whose features run along several dimensions.</summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">The dimensions that features run along.</param>
    /// <param name="maxMissing">The largest share of missing values with which a sample is kept.</param>
    /// <exception cref="GchunkException">As for the steps.</exception>
    public Pipeline Fit(DataArray field, string[] over, double maxMissing = 0) =>
        FitSteps(field, over, maxMissing, null);

    /// <summary>
    /// Fits each step to several fields: scales and trends are those of each variable, and the features of a cell for
    /// <see cref="Pca"/> and for a clusterer are its values in all variables.
    /// </summary>
    /// <param name="fields">The variables; those that lack a dimension are broadcast along it.</param>
    /// <param name="over">The dimension that the features of a variable run along, such as <c>time</c>.</param>
    /// <param name="maxMissing">The largest share of missing values with which a cell is kept.</param>
    /// <param name="weights">The weights of the samples that the last step clusters, if it takes weights.</param>
    /// <exception cref="GchunkException">As for the steps; or the last step takes no weights.</exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// var fields = new Dataset([rain.Rename("rain"), Sqrt(rain).Rename("root")]);
    /// var pipeline = Pipeline(Standardize(), Pca(2), KMeans(3)).Fit(fields, over: "time");
    /// Print(pipeline.Labels.Sizes);
    /// </code></example>
    public Pipeline Fit(Dataset fields, string over, double maxMissing = 0, SampleWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return FitSteps(fields.ToArray(), [over], maxMissing, weights, [SampleGrid.Variables]);
    }

    private Pipeline FitSteps(
        DataArray x,
        string[]? over,
        double maxMissing,
        SampleWeights? weights,
        string[]? variables = null
    )
    {
        if (weights is not null && steps[^1] is not IClusterStep)
        {
            throw new GchunkException(
                $"weights are for a clusterer as the last step; the last step of the pipeline is {steps[^1].GetType().Name}"
            );
        }

        DataArray current = x;
        foreach (IEstimator step in steps)
        {
            bool isOverFeatures = step is not Transformer { IsOverFeatures: false };
            string[]? along = isOverFeatures && over is not null ? [.. variables ?? [], .. over] : over;
            if (step is not Transformer transformer)
            {
                ((IClusterStep)step).FitStep(current, along, maxMissing, weights);
                continue;
            }

            (current, string[]? next) = transformer.FitStep(current, along, maxMissing);
            // Components are of all variables.
            if (next != along)
                (over, variables) = (next, null);
        }

        isFitted = true;
        return this;
    }

    /// <summary>Returns the output of the transformers for an input; lazy.</summary>
    /// <param name="x">Samples × features or a field, as it was fitted.</param>
    /// <exception cref="GchunkException">It has not been fitted, or the dimensions do not fit.</exception>
    public DataArray Transform(DataArray x)
    {
        CheckFitted();
        return Transformers.Aggregate(x, (current, step) => step.Transform(current));
    }

    /// <summary>Returns the output of the transformers for several fields; lazy.</summary>
    /// <param name="fields">The variables that were fitted, in the same order.</param>
    /// <exception cref="GchunkException">It has not been fitted, or the dimensions do not fit.</exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// var fields = new Dataset([rain.Rename("rain"), Sqrt(rain).Rename("root")]);
    /// var pipeline = Pipeline(Standardize(), Pca(2), KMeans(3)).Fit(fields, over: "time");
    /// Print(pipeline.Transform(fields).Sizes);
    /// </code></example>
    public DataArray Transform(Dataset fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Transform(fields.ToArray());
    }

    /// <summary>Undoes the transformers, the last one first; lazy.</summary>
    /// <param name="x">What <see cref="Transform(DataArray)"/> gives, or values like it.</param>
    /// <exception cref="GchunkException">It has not been fitted, or the dimensions do not fit.</exception>
    public DataArray InverseTransform(DataArray x)
    {
        CheckFitted();
        return Transformers.Reverse().Aggregate(x, (current, step) => step.InverseTransform(current));
    }

    /// <summary>Returns the clusters of other samples.</summary>
    /// <param name="x">Samples × features or a field, as it was fitted.</param>
    /// <exception cref="GchunkException">
    /// It has not been fitted, or the last step knows only the samples that it was fitted to.
    /// </exception>
    public DataArray Predict(DataArray x) => Clusterer.PredictOrThrow(Transform(x));

    /// <summary>Returns the clusters of other cells of several fields.</summary>
    /// <param name="fields">The variables that were fitted, in the same order.</param>
    /// <exception cref="GchunkException">As for one field.</exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// var fields = new Dataset([rain.Rename("rain"), Sqrt(rain).Rename("root")]);
    /// var pipeline = Pipeline(Standardize(), Pca(2), KMeans(3)).Fit(fields, over: "time");
    /// Print(pipeline.Predict(fields).Sizes);
    /// </code></example>
    public DataArray Predict(Dataset fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return Predict(fields.ToArray());
    }

    void ISavable.WriteState(ModelState state)
    {
        state.Set("fitted", isFitted);
        state.Parts.AddRange(steps.Select(SavedTypes.StateOf));
    }

    internal static Pipeline Read(ModelState state)
    {
        if (state.Parts.FirstOrDefault(p => p.Type == nameof(Pipeline)) is not null)
            throw new GchunkException("a pipeline is a step of a pipeline");
        return new Pipeline([.. state.Parts.Select(SavedTypes.Make)]) { isFitted = state.IsFitted };
    }

    private void CheckFitted()
    {
        if (!isFitted)
            throw new GchunkException("this Pipeline has not been fitted yet; call Fit(field, over: \"time\") first");
    }

    /// <summary>Returns each step in a line, with what it found.</summary>
    public override string ToString() =>
        $"Pipeline of {steps.Length} steps:\n" + string.Join("\n", steps.Select((step, i) => $"  {i + 1}. {step}"));
}
