using System.Globalization;
using System.Text.Json.Nodes;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// K-means clustering: each sample belongs to the nearest center, and each center is the mean of its samples.
/// </summary>
/// <remarks>
/// Several starts from centers drawn by k-means++ (Arthur and Vassilvitskii 2007) run on some of the samples, and the
/// best of them are improved by moving their least useful centers (Fritzke 2020). The best starts continue with all
/// samples by Lloyd's algorithm (1982), and the result with the smallest inertia is kept. Assignments are exact:
/// float32 only rules centers out. The same samples and seed give the same bits, whatever the chunks, the number of
/// threads and workers, and the memory limit. It works in blocks: samples need not fit in memory.
/// </remarks>
/// <example><code>
/// var kmeans = new KMeans(clusters: 6, seed: 0).Fit(x);    // x: (z, time)
/// Console.WriteLine(kmeans.Inertia);
/// kmeans.Labels.Unstack("z").PlotMap("regions.png");
/// </code></example>
public sealed class KMeans : CenterClusterer<KMeans>
{
    private readonly int clusters;
    private readonly long seed;
    private readonly int starts;
    private readonly int maxIterations;
    private readonly double tolerance;
    private readonly InitialCenters init;
    private readonly double? maxSeconds;

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
    /// <param name="init">
    /// The initial centers: <c>"k-means++"</c> (the default), <c>"k-means||"</c>, <c>"random"</c>, an array of clusters
    /// × features, or a fitted model. With an array or a model there is one start.
    /// </param>
    /// <param name="maxSeconds">
    /// The maximum time; null for no limit. When it is over, the best result so far is kept, and
    /// <see cref="StoppedBy"/> says so. A pass over the samples that has begun is finished. The result then depends on
    /// the speed of the machine.
    /// </param>
    /// <exception cref="GchunkException">
    /// A number is below 1, the time not above 0, the tolerance below 0, or the kind of centers unknown.
    /// </exception>
    public KMeans(
        int clusters = 8,
        long seed = 0,
        int starts = 20,
        int maxIterations = 300,
        double tolerance = 1e-4,
        InitialCenters? init = null,
        double? maxSeconds = null
    )
    {
        Fitting.CheckClusters(clusters);
        if (starts < 1)
            throw new GchunkException($"k-means needs at least 1 start; got starts: {starts}");
        if (maxIterations < 1)
            throw new GchunkException($"k-means needs at least 1 iteration; got maxIterations: {maxIterations}");
        if (!(tolerance >= 0))
            throw new GchunkException($"the tolerance of k-means cannot be negative; got tolerance: {tolerance}");
        if (maxSeconds is not null and not > 0)
            throw new GchunkException($"maxSeconds must be above 0; got maxSeconds: {maxSeconds}");
        this.maxSeconds = maxSeconds;
        (this.clusters, this.seed, this.starts, this.maxIterations, this.tolerance) = (
            clusters,
            seed,
            starts,
            maxIterations,
            tolerance
        );
        this.init = init ?? InitialCenters.PlusPlus;
    }

    /// <summary>The number of steps of the best start with all samples, after those with some of them.</summary>
    /// <exception cref="GchunkException">This KMeans has not been fitted.</exception>
    public int Iterations => Model.Iterations;

    /// <summary>Why the best start ended: its centers stopped moving, or a limit was reached.</summary>
    /// <exception cref="GchunkException">This KMeans has not been fitted.</exception>
    public StopReason StoppedBy => Model.Stop;

    private protected override string Parameters =>
        init.Kind == InitialCenters.PlusPlus
            ? $"KMeans(clusters: {clusters})"
            : $"KMeans(clusters: {clusters}, init: {(init.IsGiven ? "array" : $"\"{init.Kind}\"")})";

    private protected override string Findings =>
        FindingsOf(
            clusters,
            "iteration",
            "iterations",
            Model.Stop switch
            {
                StopReason.MaxSeconds => "; stopped by maxSeconds",
                StopReason.MaxIterations => "; stopped by maxIterations",
                _ => "",
            }
        );

    private protected override FoundClusters FindCenters(SampleGrid grid, ArrayExpr? weights)
    {
        Fitting.CheckSamples(grid.Samples, clusters);
        long deadline = maxSeconds is { } seconds and < 1e9 ? DateTime.UtcNow.AddSeconds(seconds).Ticks : long.MaxValue;
        Samples prepared = Samples.Prepare(grid.Samples.Expression, Fitting.Dim(grid.Samples), weights);
        var limits = new LloydLimits(maxIterations, tolerance * prepared.MeanVariance)
        {
            Deadline = deadline,
            Progress = (step, inertia) =>
                RunEvents.PublishStep(
                    string.Create(CultureInfo.InvariantCulture, $"k-means: step {step}, inertia {inertia:G6}")
                ),
        };
        double[][] first = init.IsGiven
            ? [init.Placed(grid, prepared.Frame, clusters)]
            : Pilot.Run(prepared, clusters, starts, seed, init.Kind, limits);
        LloydResult result;
        try
        {
            result = Lloyd.Run(prepared, clusters, first, limits);
        }
        finally
        {
            RunEvents.PublishStep("");
        }
        if (result.Occupied < clusters && result.Stop == StopReason.Tolerance)
        {
            string counted = weights is null ? "samples" : "samples with a weight";
            (string noun, string verb) =
                result.Occupied == 1
                    ? ("cluster", "only one is distinct")
                    : ("clusters", $"only {result.Occupied} are distinct");
            Notice.Tell(
                $"k-means found {result.Occupied} {noun}, not the {clusters} that were asked for: of all {counted} {verb}; ask for at most {result.Occupied}"
            );
        }

        NDArray placed = NDArray.From(result.Centers, (clusters, prepared.Features));
        double inertia = prepared.Frame.RestoreSquare(Math.ScaleB(result.Inertia, prepared.WeightExponent));
        Model = new CenterModel(prepared.Frame, placed, inertia, result.Iterations, result.Stop);
        return new FoundClusters(result.Labels, clusters, prepared.Frame.Restore(placed));
    }

    private protected override void WriteParameters(ModelState state)
    {
        state
            .Set("clusters", clusters)
            .Set("seed", seed)
            .Set("starts", starts)
            .Set("maxIterations", maxIterations)
            .Set("tolerance", tolerance)
            .Set("maxSeconds", maxSeconds is { } limit ? JsonValue.Create(limit) : null);
        init.Write(state);
    }

    internal static KMeans Read(ModelState state)
    {
        var kmeans = new KMeans(
            state.Int("clusters"),
            state.Long("seed"),
            state.Int("starts"),
            state.Int("maxIterations"),
            state.Double("tolerance"),
            InitialCenters.Read(state),
            state.Has("maxSeconds") ? state.DoubleOrNull("maxSeconds") : null
        );
        kmeans.ReadModel(state);
        return kmeans;
    }
}
