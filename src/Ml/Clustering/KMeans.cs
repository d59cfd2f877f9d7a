using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Operations;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// K-means clustering: each sample belongs to the nearest center, and each center is the mean of its samples.
/// </summary>
/// <remarks>
/// Lloyd's algorithm (1982) starts several times from centers drawn by k-means++ (Arthur and Vassilvitskii 2007); the
/// result with the least inertia is kept. The same samples and seed give the same bits, whatever the chunks and the
/// number of threads. It works in blocks: samples need not fit in memory.
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

    private sealed record Model(NDArray Shift, NDArray Shifted, double Inertia, int Iterations);

    /// <summary>Sets the parameters.</summary>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="seed">The seed of the random starts.</param>
    /// <param name="starts">
    /// The number of starts from different centers. The best result is kept; starts that fall behind are dropped early.
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

    /// <summary>The sum of the squared distances of the samples to their centers.</summary>
    /// <exception cref="GchunkException">This KMeans has not been fitted.</exception>
    public double Inertia => Found.Inertia;

    /// <summary>The number of steps of the best start.</summary>
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
        double[][] drawn = KMeansPlusPlus.Choose(prepared, clusters, starts, seed);
        (double[] centers, int iterations) = Lloyd.Run(
            prepared,
            clusters,
            drawn,
            maxIterations,
            tolerance * prepared.MeanVariance
        );
        NDArray shifted = NDArray.From(centers, (clusters, prepared.Features));
        ArrayExpr labels = AssignOp.Create(prepared, shifted);
        ArrayExpr[] kept = Computation.Persist([labels, InertiaOp.Create(prepared, labels, shifted)]);
        using NDArray inertia = Computation.Compute(kept[1]);
        model = new Model(prepared.Shift, shifted, inertia.GetDouble(0, 0), iterations);
        return new FoundClusters(kept[0], clusters, Unshifted(centers, prepared.Shift));
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
            .Set("shift", Found.Shift)
            .Set("shifted", Found.Shifted)
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
            state.Array("shift", DType.Float64, features),
            state.Array("shifted", DType.Float64, (kmeans.Fitted.Centers.Shape[0], features)),
            state.Double("inertia"),
            state.Int("iterations")
        );
        return kmeans;
    }

    private protected override void Renumber(int[] order) =>
        model = Found with { Shifted = FoundClusters.Rows(Found.Shifted, order) };

    private static NDArray Unshifted(double[] shifted, NDArray shift)
    {
        ReadOnlySpan<double> each = shift.Span<double>();
        var centers = new double[shifted.Length];
        for (int i = 0; i < centers.Length; i++)
            centers[i] = shifted[i] + each[i % each.Length];
        return NDArray.From(centers, (shifted.Length / each.Length, each.Length));
    }

    /// <summary>Returns the index of the nearest center of each sample, int32.</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray Predict(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        return grid.OfSamples(AssignOp.Create(Prepare(grid.Samples), Found.Shifted), "labels");
    }

    /// <summary>Returns the index of the nearest center of each sample, int32.</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray Predict(ChunkedArray samples) => Predict(Fitting.Label(samples));

    /// <summary>Returns the distance of each sample to each center, (samples, cluster).</summary>
    /// <param name="samples">
    /// Samples × features, with the number of features that was fitted, or a field with the dimension that was fitted
    /// <c>over</c>; the result is then a field.
    /// </param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray Transform(DataArray samples)
    {
        SampleGrid grid = Fitted.Grid.Like(samples);
        return WithClusters(
            grid.OfSamples(DistancesOp.Create(Prepare(grid.Samples), Found.Shifted), "distances", ClusterDim)
        );
    }

    /// <summary>Returns the distance of each sample to each center, (samples, cluster).</summary>
    /// <param name="samples">Samples × features, with the number of features that was fitted.</param>
    /// <exception cref="GchunkException">
    /// This KMeans has not been fitted, the number of features differs, or values are missing.
    /// </exception>
    public DataArray Transform(ChunkedArray samples) => Transform(Fitting.Label(samples));

    private Samples Prepare(DataArray samples)
    {
        long features = Found.Shifted.Shape[1];
        if (samples.Shape[1] != features)
        {
            throw new GchunkException(
                $"this KMeans was fitted to samples of {features} features; these have {samples.Shape[1]}: {samples.Shape}"
            );
        }

        return Samples.Prepare(samples.Expression, Fitting.Dim(samples), Found.Shift);
    }
}
