using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Lloyds;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// A clusterer whose clusters are the samples nearest to each center: k-means and its variants. Samples may have
/// weights, and other samples can be assigned.
/// </summary>
/// <remarks>
/// <c>Fit(field, over: "time", weights: "area")</c> counts each cell by its area; see <see cref="SampleWeights"/>. A
/// sample of weight 0 gets a label but moves no center, and a sample of weight 2 counts as two equal samples. Sizes of
/// clusters are numbers of samples, whatever their weights.
/// </remarks>
/// <typeparam name="TSelf">The clusterer itself, so that calls can be chained.</typeparam>
public abstract class CenterClusterer<TSelf> : Clusterer<TSelf>
    where TSelf : CenterClusterer<TSelf>
{
    private CenterModel? model;

    private protected CenterClusterer() { }

    /// <summary>
    /// The sum of the squared distances of the samples to their centers, each times its weight; infinite if no float64
    /// is that large.
    /// </summary>
    /// <exception cref="GchunkException">The clusterer has not been fitted.</exception>
    public double Inertia => Model.Inertia;

    /// <summary>True if it has been fitted.</summary>
    private protected bool HasModel => model is not null;

    /// <summary>What was found besides labels.</summary>
    private protected CenterModel Model
    {
        get => Fitting.Fitted(model, typeof(TSelf).Name);
        set => model = value;
    }

    private protected override FoundClusters Find(SampleGrid grid) => FindCenters(grid, null);

    private protected override FoundClusters Find(SampleGrid grid, ArrayExpr weights) => FindCenters(grid, weights);

    /// <summary>Finds the clusters and sets <see cref="Model"/>.</summary>
    private protected abstract FoundClusters FindCenters(SampleGrid grid, ArrayExpr? weights);

    /// <summary>What a fit of a number of clusters found, with the number of its steps.</summary>
    private protected string FindingsOf(int clusters, string step, string steps, string stop = "")
    {
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"inertia {Model.Inertia:G6}; {Model.Iterations} {(Model.Iterations == 1 ? step : steps)}{stop}"
        );
        int occupied = Fitted.Sizes.Count(size => size > 0);
        return occupied == clusters ? found : $"{found}; only {occupied} of {clusters} clusters have samples";
    }

    private protected override DataArray? PredictOthers(DataArray samples) => Predict(samples);

    private protected override void Renumber(int[] order) =>
        Model = Model with { Placed = FoundClusters.Rows(Model.Placed, order) };

    private protected override void WriteFound(ModelState state) =>
        state
            .Set("shift", Model.Frame.Shift)
            .Set("exponent", Model.Frame.Exponent)
            .Set("shifted", Model.Placed)
            .Set("inertia", Model.Inertia)
            .Set("iterations", Model.Iterations)
            .Set("stop", (long)Model.Stop);

    /// <summary>Reads what was found, if there is anything.</summary>
    private protected void ReadModel(ModelState state)
    {
        if (!state.IsFitted)
            return;
        ReadFound(state);
        (long clusters, long features) = (Fitted.Centers.Shape[0], Fitted.Centers.Shape[1]);
        Model = new CenterModel(
            new SampleFrame(state.Array("shift", DType.Float64, features), state.Int("exponent")),
            state.Array("shifted", DType.Float64, (clusters, features)),
            state.Double("inertia"),
            state.Int("iterations"),
            state.Has("stop") && state.Long("stop") is >= 0 and <= (long)StopReason.MaxSeconds
                ? (StopReason)state.Long("stop")
                : StopReason.Tolerance
        );
    }

    /// <summary>Finds the clusters of samples, or of the cells of a field.</summary>
    /// <param name="samples">Samples × features, or a field if <paramref name="over"/> is given.</param>
    /// <param name="over">The dimension of the features of a field; null for samples × features.</param>
    /// <param name="weights">How much each sample counts; null for equal weights.</param>
    /// <param name="maxMissing">The largest share of missing values with which a cell of a field is kept.</param>
    /// <exception cref="GchunkException">
    /// As without weights; or weights do not fit the samples, are negative, missing or infinite, or all 0.
    /// </exception>
    public TSelf Fit(DataArray samples, string? over = null, SampleWeights? weights = null, double maxMissing = 0) =>
        over is null ? Fit(SampleGrid.Of(samples).Told(), weights) : Fit(samples, [over], weights, maxMissing);

    /// <summary>Finds the clusters of the samples of a field whose features run along several dimensions.</summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">The dimensions of the features; the other dimensions are those of the samples.</param>
    /// <param name="weights">How much each sample counts; null for equal weights.</param>
    /// <param name="maxMissing">The largest share of missing values with which a sample is kept.</param>
    /// <exception cref="GchunkException">
    /// As without weights; or weights do not fit the samples, are negative, missing or infinite, or all 0.
    /// </exception>
    public TSelf Fit(DataArray field, string[] over, SampleWeights? weights = null, double maxMissing = 0) =>
        Fit(SampleGrid.Of(field, over, maxMissing), weights);

    /// <summary>Finds the clusters of samples.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <param name="weights">How much each sample counts; null for equal weights.</param>
    /// <exception cref="GchunkException">
    /// As without weights; or weights do not fit the samples, are negative, missing or infinite, or all 0.
    /// </exception>
    public TSelf Fit(ChunkedArray samples, SampleWeights? weights = null) =>
        Fit(SampleGrid.Of(Fitting.Label(samples)), weights);

    /// <summary>
    /// Finds the clusters of the cells of several fields: the features of a cell are its values in all variables.
    /// </summary>
    /// <param name="fields">The variables; those that lack a dimension are broadcast along it.</param>
    /// <param name="over">The dimension that the features of a variable run along.</param>
    /// <param name="weights">How much each cell counts; null for equal weights.</param>
    /// <param name="maxMissing">The largest share of missing values with which a cell is kept.</param>
    /// <exception cref="GchunkException">
    /// As without weights; or weights do not fit the cells, are negative, missing or infinite, or all 0.
    /// </exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// var fields = new Dataset([rain.Rename("rain"), Sqrt(rain).Rename("root")]);
    /// Print(new KMeans(3).Fit(fields, over: "time", weights: "area").Centers.Sizes);
    /// </code></example>
    public TSelf Fit(Dataset fields, string over, SampleWeights? weights = null, double maxMissing = 0) =>
        Fit(SampleGrid.Of(fields, over, maxMissing), weights);

    /// <summary>Returns the index of the nearest center of each sample, int32.</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// The clusterer has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Predict(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        (Samples prepared, NDArray centers) = Beside(grid.Samples);
        return grid.OfSamples(AssignOp.Create(prepared, centers), "labels");
    }

    /// <summary>Returns the index of the nearest center of each sample, int32.</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    /// <exception cref="GchunkException">
    /// The clusterer has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Predict(ChunkedArray samples) => Predict(Fitting.Label(samples));

    /// <summary>Returns the distance of each sample to each center, (samples, cluster).</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// The clusterer has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Transform(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        (Samples prepared, NDArray centers) = Beside(grid.Samples);
        return WithClusters(grid.OfSamples(DistancesOp.Create(prepared, centers), "distances", ClusterDim));
    }

    /// <summary>Returns the distance of each sample to each center, (samples, cluster).</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    /// <exception cref="GchunkException">
    /// The clusterer has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Transform(ChunkedArray samples) => Transform(Fitting.Label(samples));

    /// <summary>Prepares other samples, and returns the centers in their frame.</summary>
    private protected (Samples Prepared, NDArray Centers) Beside(DataArray samples, ArrayExpr? weights = null)
    {
        long features = Model.Placed.Shape[1];
        if (samples.Shape[1] != features)
        {
            throw new GchunkException(
                $"this {typeof(TSelf).Name} was fitted to samples of {features} features; these have {samples.Shape[1]}: {samples.Shape}"
            );
        }

        return Samples.Prepare(samples.Expression, Fitting.Dim(samples), weights).Beside(Model.Frame, Model.Placed);
    }
}
