using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Kernels;
using Gchunk.Ml.Operations.Lloyds;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// K-means clustering: each sample belongs to the nearest center, and each center is the mean of its samples.
/// </summary>
/// <remarks>
/// Several starts from centers drawn by k-means++ (Arthur and Vassilvitskii 2007), the best improved by moving their
/// least useful centers (Fritzke 2020), run on some of the samples; the best are carried on with all of them by Lloyd's
/// algorithm (1982), and the result with the least inertia is kept. Assignments are exact: float32 only rules centers
/// out. The same samples and seed give the same bits, whatever the chunks, the number of threads and workers, and the
/// memory limit. It works in blocks: samples need not fit in memory.
/// </remarks>
/// <example><code>
/// var kmeans = new KMeans(clusters: 6, seed: 0).Fit(x);    // x: (z, time)
/// Console.WriteLine(kmeans.Inertia);
/// kmeans.Labels.Unstack("z").PlotMap("regions.png");
/// </code></example>
public sealed class KMeans : Clusterer<KMeans>
{
    private readonly int clusters;
    private readonly long seed;
    private readonly int starts;
    private readonly int maxIterations;
    private readonly double tolerance;
    private Model? model;

    private sealed record Model(SampleFrame Frame, NDArray Placed, double Inertia, int Iterations);

    /// <summary>Sets the parameters.</summary>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="seed">The seed of the random starts.</param>
    /// <param name="starts">
    /// The number of starts from different centers. All run on some of the samples, the best on all; the best result is
    /// kept. A small problem, whose starts cost next to nothing, gets three times as many.
    /// </param>
    /// <param name="maxIterations">The maximum number of steps of one start.</param>
    /// <param name="tolerance">
    /// A start ends when the sum of the squared shifts of the centers, divided by the mean variance of the features, is
    /// at most this.
    /// </param>
    /// <exception cref="GchunkException">A number is below 1, or the tolerance below 0.</exception>
    public KMeans(int clusters = 8, long seed = 0, int starts = 20, int maxIterations = 300, double tolerance = 1e-4)
    {
        Fitting.CheckClusters(clusters);
        if (starts < 1)
            throw new GchunkException($"k-means needs at least 1 start; got starts: {starts}");
        if (maxIterations < 1)
            throw new GchunkException($"k-means needs at least 1 iteration; got maxIterations: {maxIterations}");
        if (!(tolerance >= 0))
            throw new GchunkException($"the tolerance of k-means cannot be negative; got tolerance: {tolerance}");
        (this.clusters, this.seed, this.starts, this.maxIterations, this.tolerance) = (
            clusters,
            seed,
            starts,
            maxIterations,
            tolerance
        );
    }

    /// <summary>
    /// The sum of the squared distances of the samples to their centers; infinite if no float64 is that large.
    /// </summary>
    /// <exception cref="GchunkException">This KMeans has not been fitted.</exception>
    public double Inertia => Found.Inertia;

    /// <summary>The number of steps of the best start with all samples, after those with some of them.</summary>
    /// <exception cref="GchunkException">This KMeans has not been fitted.</exception>
    public int Iterations => Found.Iterations;

    private Model Found => Fitting.Fitted(model, nameof(KMeans));

    private protected override string Parameters => $"KMeans(clusters: {clusters})";

    private protected override string Findings =>
        string.Create(CultureInfo.InvariantCulture, $"inertia {Inertia:G6}; {Iterations} iterations");

    private protected override FoundClusters Find(SampleGrid grid)
    {
        Fitting.CheckSamples(grid.Samples, clusters);
        Samples prepared = Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples));
        var limits = new LloydLimits(maxIterations, tolerance * prepared.MeanVariance);
        double[][] finalists = Pilot.Run(prepared, clusters, starts, seed, limits);
        LloydResult result = Lloyd.Run(prepared, clusters, finalists, limits);
        if (result.Occupied < clusters && result.HasConverged)
        {
            Notice.Tell(
                $"k-means found {result.Occupied} clusters, not the {clusters} that were asked for: there are only {result.Occupied} distinct samples"
            );
        }

        NDArray placed = NDArray.From(result.Centers, (clusters, prepared.Features));
        double inertia = prepared.Frame.RestoreSquare(Math.ScaleB(result.Inertia, prepared.WeightExponent));
        model = new Model(prepared.Frame, placed, inertia, result.Iterations);
        return new FoundClusters(result.Labels, clusters, Restored(result.Centers, prepared));
    }

    private protected override DataArray? PredictOthers(DataArray samples) => Predict(samples);

    private protected override void WriteParameters(ModelState state) =>
        state
            .Set("clusters", clusters)
            .Set("seed", seed)
            .Set("starts", starts)
            .Set("maxIterations", maxIterations)
            .Set("tolerance", tolerance);

    private protected override void WriteFound(ModelState state) =>
        state
            .Set("shift", Found.Frame.Shift)
            .Set("exponent", Found.Frame.Exponent)
            .Set("shifted", Found.Placed)
            .Set("inertia", Found.Inertia)
            .Set("iterations", Found.Iterations);

    internal static KMeans Read(ModelState state)
    {
        var kmeans = new KMeans(
            state.Int("clusters"),
            state.Long("seed"),
            state.Int("starts"),
            state.Int("maxIterations"),
            state.Double("tolerance")
        );
        if (!state.IsFitted)
            return kmeans;
        kmeans.ReadFound(state);
        long features = kmeans.Fitted.Centers.Shape[1];
        kmeans.model = new Model(
            new SampleFrame(state.Array("shift", DType.Float64, features), state.Int("exponent")),
            state.Array("shifted", DType.Float64, (kmeans.Fitted.Centers.Shape[0], features)),
            state.Double("inertia"),
            state.Int("iterations")
        );
        return kmeans;
    }

    private protected override void Renumber(int[] order) =>
        model = Found with { Placed = FoundClusters.Rows(Found.Placed, order) };

    private static NDArray Restored(double[] placed, Samples samples)
    {
        int features = samples.Features;
        double[] centers = [.. placed.Select((value, i) => samples.Frame.Restore(value, i % features))];
        return NDArray.From(centers, (centers.Length / features, features));
    }

    /// <summary>Returns the index of the nearest center of each sample, int32.</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Predict(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        (Samples prepared, NDArray centers) = Prepare(grid.Samples);
        return grid.OfSamples(AssignOp.Create(prepared, centers), "labels");
    }

    /// <summary>Returns the index of the nearest center of each sample, int32.</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Predict(ChunkedArray samples) => Predict(Fitting.Label(samples));

    /// <summary>Returns the distance of each sample to each center, (samples, cluster).</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Transform(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        (Samples prepared, NDArray centers) = Prepare(grid.Samples);
        return WithClusters(grid.OfSamples(DistancesOp.Create(prepared, centers), "distances", ClusterDim));
    }

    /// <summary>Returns the distance of each sample to each center, (samples, cluster).</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing or infinite.
    /// </exception>
    public DataArray Transform(ChunkedArray samples) => Transform(Fitting.Label(samples));

    private (Samples Prepared, NDArray Centers) Prepare(DataArray samples)
    {
        long features = Found.Placed.Shape[1];
        if (samples.Shape[1] != features)
        {
            throw new GchunkException(
                $"this KMeans was fitted to samples of {features} features; these have {samples.Shape[1]}: {samples.Shape}"
            );
        }

        return Samples.Prepare(samples.Expression, Fitting.Dim(samples)).Beside(Found.Frame, Found.Placed);
    }
}
