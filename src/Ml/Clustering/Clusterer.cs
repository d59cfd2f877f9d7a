using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Preprocessing;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// An estimator that finds clusters: of the samples of an array, or of the cells of a field. Clusters are numbered by
/// size, the largest 0; clusters of equal size are in the order of their first samples.
/// </summary>
/// <remarks>
/// <c>Fit(field, over: "time")</c> takes a field with any other dimensions: each cell is a sample, and its values along
/// <c>over</c> are the features. Cells with missing values are left out; they stay in the map as missing values.
/// Positions along <c>over</c> that are missing in every cell are left out as well.
/// </remarks>
/// <typeparam name="TSelf">The clusterer itself, so that calls can be chained.</typeparam>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// var kmeans = new KMeans(3).Fit(rain, over: "time");
/// Print(kmeans.Labels.Sizes, kmeans.Centers["size"]);
/// </code></example>
public abstract class Clusterer<TSelf> : IClusterer<TSelf>, IClusterStep, ISavable
    where TSelf : Clusterer<TSelf>
{
    // Samples are divided by it where their sum is no float64.
    private const double Smaller = 1L << 62;

    private FittedClusters? fitted;

    private protected Clusterer() { }

    /// <summary>
    /// The index of the cluster of each sample, from 0, -1 for samples in no cluster. Of samples × features it is
    /// int32, with the labels of the samples. Of a field it is float64 on the field's other dimensions, with NaN where
    /// cells were left out, as <c>Unstack</c> and xarray give it.
    /// </summary>
    /// <exception cref="GchunkException">The clusterer has not been fitted.</exception>
    public DataArray Labels => Fitted.Grid.OfSamples(Fitted.Labels, "labels");

    /// <summary>
    /// The centers, float64: (cluster, features), with the coordinates of the features; of a field (cluster, dimensions
    /// in <c>over</c>). The coordinates of <c>cluster</c> are its number, <c>size</c>, the number of its samples, and
    /// <c>mean</c>, the mean of its center. A feature that was left out is missing.
    /// </summary>
    /// <exception cref="GchunkException">The clusterer has not been fitted.</exception>
    public DataArray Centers =>
        WithClusters(
            Fitted.Grid.OfFeatures(
                new MemoryExpr(Fitted.Centers, ChunkGrid.Single(Fitted.Centers.Shape)),
                ClusterDim,
                "centers"
            )
        );

    /// <summary>The number of samples of each cluster, in descending order.</summary>
    /// <exception cref="GchunkException">The clusterer has not been fitted.</exception>
    public IReadOnlyList<long> ClusterSizes => Fitted.Sizes;

    private protected FittedClusters Fitted => Fitting.Fitted(fitted, typeof(TSelf).Name);

    /// <summary>The dimension of the clusters in results.</summary>
    private protected string ClusterDim => Fitted.Grid.Over.Contains("cluster") ? "center" : "cluster";

    /// <summary>The parameters as they are typed: <c>KMeans(clusters: 6)</c>.</summary>
    private protected virtual string Parameters => typeof(TSelf).Name;

    /// <summary>What was found besides sizes, for printing: <c>inertia 2848.2</c>; empty for nothing.</summary>
    private protected virtual string Findings => "";

    /// <summary>Finds the clusters of <c>grid.Samples</c>, which are not yet checked for missing values.</summary>
    private protected abstract FoundClusters Find(SampleGrid grid);

    /// <summary>Finds the clusters of samples that have weights.</summary>
    /// <exception cref="GchunkException">The clusterer takes no weights.</exception>
    private protected virtual FoundClusters Find(SampleGrid grid, ArrayExpr weights) =>
        throw new GchunkException(
            $"{typeof(TSelf).Name} takes no weights; {nameof(KMeans)} and {nameof(MiniBatchKMeans)} do"
        );

    /// <summary>
    /// True if clusters are numbered by size; false if their numbers mean something, as the nodes of a map.
    /// </summary>
    private protected virtual bool IsOrderedBySize => true;

    /// <summary>Why clusters may have no samples, for a note; null if that needs none, or was told.</summary>
    private protected virtual string? WhyEmpty => null;

    /// <summary>
    /// Renumbers what the clusterer keeps for each cluster: cluster i was number order[i] when it was found.
    /// </summary>
    private protected virtual void Renumber(int[] order) { }

    /// <summary>Returns the clusters of other samples, or null if only those that were fitted are known.</summary>
    private protected virtual DataArray? PredictOthers(DataArray samples) => null;

    /// <summary>Writes the parameters to a file, whether or not it was fitted.</summary>
    private protected abstract void WriteParameters(ModelState state);

    /// <summary>Writes what was found besides labels and centers.</summary>
    private protected virtual void WriteFound(ModelState state) { }

    DataArray? IClusterStep.PredictStep(DataArray x) => PredictOthers(x);

    void IClusterStep.FitStep(DataArray x, string[]? over, double maxMissing, SampleWeights? weights) =>
        Fit(over is null ? SampleGrid.Of(x) : SampleGrid.Of(x, over, maxMissing), weights);

    void ISavable.WriteState(ModelState state)
    {
        WriteParameters(state);
        state.Set("fitted", fitted is not null);
        if (fitted is null)
            return;
        state.Set(fitted.Grid);
        state
            .Set("labels", Computation.Compute(fitted.Labels))
            .Set("centers", fitted.Centers)
            .Set("sizes", NDArray.From(fitted.Sizes));
        WriteFound(state);
    }

    /// <summary>Reads labels and centers, if there are any. A clusterer calls it when it is made of a state.</summary>
    private protected void ReadFound(ModelState state)
    {
        if (!state.IsFitted)
            return;
        SampleGrid grid = state.Grid();
        long[] sizes = state.Array("sizes", DType.Int64, 1).ToArray<long>();
        NDArray labels = state.Array("labels", DType.Int32, (grid.KeptSamples?.LongLength ?? grid.AllSamples)),
            centers = state.Array("centers", DType.Float64, (sizes.LongLength, grid.Samples.Shape[1]));
        foreach (int label in labels.Span<int>())
        {
            if (label >= sizes.Length)
                throw new GchunkException($"a label is {label}, but there are {sizes.Length} clusters");
        }

        fitted = new FittedClusters(
            grid,
            new MemoryExpr(labels, ChunkGrid.Auto(labels.Shape, labels.DType.Size)),
            centers,
            sizes
        );
    }

    /// <inheritdoc/>
    public TSelf Fit(ChunkedArray samples) => Fit(Fitting.Label(samples));

    /// <inheritdoc/>
    public TSelf Fit(DataArray samples) => Fit(SampleGrid.Of(samples).Told());

    /// <summary>Finds the clusters of the cells of a field.</summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">
    /// The dimension of the features; the other dimensions are those of the samples. With <c>over: "time"</c> each cell
    /// of a map is a sample, and its time series are the features.
    /// </param>
    /// <param name="maxMissing">
    /// The largest share of missing values with which a cell is kept, from 0 to below 1. Its missing values are filled
    /// by the mean of its other values.
    /// </param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or the only one, no cell is complete, or there are fewer cells than clusters.
    /// </exception>
    public TSelf Fit(DataArray field, string over, double maxMissing = 0) => Fit(field, [over], maxMissing);

    /// <summary>
    /// Finds the clusters of the samples of a field whose features run along several dimensions: with <c>over: ["lat",
    /// "lon"]</c> each time is a sample, and its map is the features.
    /// </summary>
    /// <param name="field">The field; it may be lazy and in chunks of any shape.</param>
    /// <param name="over">The dimensions of the features; the other dimensions are those of the samples.</param>
    /// <param name="maxMissing">
    /// The largest share of missing values with which a sample is kept, from 0 to below 1. Its missing values are
    /// filled by the mean of its other values.
    /// </param>
    /// <exception cref="GchunkException">
    /// A dimension is unknown, there is no other, no sample is complete, or there are fewer samples than clusters.
    /// </exception>
    public TSelf Fit(DataArray field, string[] over, double maxMissing = 0) =>
        Fit(SampleGrid.Of(field, over, maxMissing));

    /// <summary>
    /// Finds the clusters of the cells of several fields: the features of a cell are its values in all variables, along
    /// one dimension. Scale variables of different units first.
    /// </summary>
    /// <param name="fields">The variables; those that lack a dimension are broadcast along it.</param>
    /// <param name="over">The dimension that the features of a variable run along.</param>
    /// <param name="maxMissing">As for one field.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or the only one, no cell is complete, or there are fewer cells than clusters.
    /// </exception>
    /// <example><code>
    /// var rain = OpenDataset("rain.nc")["pr"];
    /// var fields = new Dataset([rain.Rename("rain"), Sqrt(rain).Rename("root")]);
    /// Print(new Agglomerative(3).Fit(fields, over: "time").Labels.Sizes);
    /// </code></example>
    public TSelf Fit(Dataset fields, string over, double maxMissing = 0) =>
        Fit(SampleGrid.Of(fields, over, maxMissing));

    /// <summary>Finds the clusters of samples.</summary>
    /// <param name="grid">The samples.</param>
    /// <param name="weights">Their weights; null for equal ones.</param>
    private protected TSelf Fit(SampleGrid grid, SampleWeights? weights = null)
    {
        grid = grid with { Samples = grid.Samples.WithValues(Samples.Hold(grid.Samples.Expression)) };
        return Keep(grid, weights is null ? Find(grid) : Find(grid, weights.Of(grid)), IsOrderedBySize);
    }

    /// <summary>Keeps the clusters that were found.</summary>
    /// <param name="grid">The samples.</param>
    /// <param name="found">Their clusters.</param>
    /// <param name="isOrdered">True to number the clusters by size.</param>
    private protected TSelf Keep(SampleGrid grid, FoundClusters found, bool isOrdered)
    {
        (int[] order, long[] sizes) = found.BySize(isOrdered);
        int occupied = sizes.Count(size => size > 0);
        if (occupied < sizes.Length && WhyEmpty is { } reason)
        {
            Notice.Tell(
                $"{typeof(TSelf).Name} gave samples to {Quantity.Of(occupied, "cluster")}, not the {sizes.Length} that were asked for: {reason}"
            );
        }
        ArrayExpr labels = Computation.Persist([RelabelOp.Create(found.Labels, FoundClusters.Numbers(order))])[0];
        NDArray centers = found.Centers is { } known
            ? FoundClusters.Rows(known, order)
            : Means(grid.Samples.Expression, labels, sizes);
        Renumber(order);
        fitted = new FittedClusters(grid.WithoutValues(), labels, centers, sizes);
        return (TSelf)this;
    }

    private static NDArray Means(ArrayExpr samples, ArrayExpr labels, long[] sizes)
    {
        if (sizes.Length == 0)
            return NDArray.Allocate((0, samples.Shape[1]), DType.Float64);
        double[] sums = Sums(samples),
            smaller = [];
        int features = (int)samples.Shape[1];
        for (int i = 0; i < sums.Length; i++)
        {
            if (!double.IsFinite(sums[i]))
            {
                // Samples are finite, so their sum is no float64.
                if (smaller.Length == 0)
                    smaller = Sums(Exprs.Multiply(samples, FullExpr.Weak(1 / Smaller)));
                sums[i] = smaller[i] / sizes[i / features] * Smaller;
                continue;
            }
            sums[i] /= sizes[i / features];
        }
        return NDArray.From(sums, (sizes.Length, features));

        double[] Sums(ArrayExpr of)
        {
            using NDArray made = Computation.Compute(ClusterSumsOp.Create(of, labels, sizes.Length));
            return made.ToArray<double>();
        }
    }

    /// <summary>Labels the dimension of the clusters with their number, size and mean.</summary>
    private protected DataArray WithClusters(DataArray array)
    {
        FittedClusters found = Fitted;
        int count = found.Sizes.Length,
            features = (int)found.Centers.Shape[1];
        var means = new double[count];
        for (int c = 0; c < count; c++)
        {
            foreach (double value in found.Centers.Span<double>((long)c * features, features))
                means[c] += value / features;
        }

        string dim = ClusterDim;
        return array
            .AssignCoords(dim, new NumberIndex([.. Enumerable.Range(0, count)], DType.Int64))
            .AssignCoords("size", new DataArray(NDArray.From(found.Sizes), [dim]))
            .AssignCoords("mean", new DataArray(NDArray.From(means), [dim]));
    }

    /// <summary>Returns the parameters and, after fitting, the sizes of the clusters and what was left out.</summary>
    public override string ToString()
    {
        if (fitted is not { } found)
            return $"{Parameters}: not fitted";
        const int MostShown = 8;
        string sizes = string.Join(", ", found.Sizes.Take(MostShown));
        if (found.Sizes.Length > MostShown)
            sizes += ", …";
        var parts = new List<string>
        {
            found.Sizes.Length == 0
                ? "no clusters"
                : $"{Quantity.Of(found.Sizes.Length, "cluster")} of {sizes} {(found.Sizes is [1] ? "sample" : "samples")}",
        };
        if (Findings.Length > 0)
            parts.Add(Findings);
        SampleGrid grid = found.Grid;
        if (grid.KeptSamples is { } kept)
        {
            parts.Add(
                Invariant(
                    $"{grid.AllSamples - kept.Length} of {Quantity.Of(grid.AllSamples, "sample")} left out (missing values)"
                )
            );
        }

        if (grid.Filled > 0)
            parts.Add(Invariant($"{Quantity.Of(grid.Filled, "missing value")} filled by the means of their samples"));
        return $"{Parameters}: {string.Join("; ", parts)}";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
