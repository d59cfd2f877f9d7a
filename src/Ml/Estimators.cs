namespace Gchunk.Ml;

/// <summary>
/// Makes estimators without <c>new</c>; imported in every script: <c>Pipeline(Standardize(), Pca(0.9), KMeans(6))</c>.
/// </summary>
public static class Estimators
{
    /// <summary>Reads an estimator that <c>Save</c> wrote: <c>Load&lt;KMeans&gt;("regions.gchunk")</c>.</summary>
    /// <typeparam name="T">The type of the estimator, or <see cref="IEstimator"/> for any.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="Engine.GchunkException">
    /// There is no such file, it is damaged, was written by a newer gchunk, or holds another estimator.
    /// </exception>
    public static T Load<T>(string path)
        where T : IEstimator => EstimatorFiles.Load<T>(path);

    /// <summary>Makes a <see cref="Ml.Pipeline"/>; the parameters are those of its constructor.</summary>
    public static Pipeline Pipeline(params IEstimator[] steps) => new(steps);

    /// <summary>Makes a <see cref="Ml.Standardize"/>; the parameters are those of its constructor.</summary>
    public static Standardize Standardize(string? over = null) => new(over);

    /// <summary>Makes a <see cref="Ml.MinMaxScale"/>; the parameters are those of its constructor.</summary>
    public static MinMaxScale MinMaxScale(double low = 0, double high = 1, string? over = null) => new(low, high, over);

    /// <summary>Makes a <see cref="Ml.RobustScale"/>; the parameters are those of its constructor.</summary>
    public static RobustScale RobustScale(string? over = null) => new(over);

    /// <summary>Makes a <see cref="Ml.Detrend"/>; the parameters are those of its constructor.</summary>
    public static Detrend Detrend(string? over = null) => new(over);

    /// <summary>Makes a <see cref="Ml.Deseasonalize"/>; the parameters are those of its constructor.</summary>
    public static Deseasonalize Deseasonalize(string by = "month", string? over = null) => new(by, over);

    /// <summary>Makes a <see cref="Ml.Pca"/>; the parameters are those of its constructor.</summary>
    public static Pca Pca(string? weights = null) => new(weights);

    /// <summary>Makes a <see cref="Ml.Pca"/>; the parameters are those of its constructor.</summary>
    public static Pca Pca(
        int components,
        string? rotation = null,
        string solver = "auto",
        long seed = 0,
        string? weights = null
    ) => new(components, rotation, solver, seed, weights);

    /// <summary>Makes a <see cref="Ml.Pca"/>; the parameters are those of its constructor.</summary>
    public static Pca Pca(double share, string? rotation = null, string? weights = null) =>
        new(share, rotation, weights);

    /// <summary>Makes a <see cref="Ml.Eof"/>; the parameters are those of its constructor.</summary>
    public static Eof Eof(string? weights = null) => new(weights);

    /// <summary>Makes a <see cref="Ml.Eof"/>; the parameters are those of its constructor.</summary>
    public static Eof Eof(
        int components,
        string? weights = null,
        string? rotation = null,
        string solver = "auto",
        long seed = 0
    ) => new(components, weights, rotation, solver, seed);

    /// <summary>Makes a <see cref="Ml.Eof"/>; the parameters are those of its constructor.</summary>
    public static Eof Eof(double share, string? weights = null, string? rotation = null) =>
        new(share, weights, rotation);

    /// <summary>Makes a <see cref="Ml.KMeans"/>; the parameters are those of its constructor.</summary>
    public static KMeans KMeans(
        int clusters = 8,
        long seed = 0,
        int starts = 20,
        int maxIterations = 300,
        double tolerance = 1e-4,
        InitialCenters? init = null,
        double? maxSeconds = null
    ) => new(clusters, seed, starts, maxIterations, tolerance, init, maxSeconds);

    /// <summary>Makes a <see cref="Ml.MiniBatchKMeans"/>; the parameters are those of its constructor.</summary>
    public static MiniBatchKMeans MiniBatchKMeans(
        int clusters = 8,
        int batchSize = 1024,
        int maxIterations = 100,
        long seed = 0,
        int starts = 3,
        int patience = 10,
        double reassignment = 0.01,
        InitialCenters? init = null
    ) => new(clusters, batchSize, maxIterations, seed, starts, patience, reassignment, init);

    /// <summary>Makes a <see cref="Ml.SpectralClustering"/>; the parameters are those of its constructor.</summary>
    public static SpectralClustering SpectralClustering(
        int clusters = 8,
        double? gamma = null,
        int components = 300,
        long seed = 0,
        int starts = 10,
        string method = "auto",
        Affinity? affinity = null,
        string assign = "kmeans",
        string? connectivity = null,
        IEnumerable<(long A, long B)>? neighbors = null
    ) => new(clusters, gamma, components, seed, starts, method, affinity, assign, connectivity, neighbors);

    /// <summary>Makes an <see cref="Ml.Agglomerative"/>; the parameters are those of its constructor.</summary>
    public static Agglomerative Agglomerative(
        int clusters = 8,
        string linkage = "ward",
        string? connectivity = null,
        IEnumerable<(long A, long B)>? neighbors = null
    ) => new(clusters, linkage, connectivity, neighbors);

    /// <summary>Makes a <see cref="Ml.GaussianMixture"/>; the parameters are those of its constructor.</summary>
    public static GaussianMixture GaussianMixture(
        int components = 1,
        string covariance = "full",
        long seed = 0,
        int starts = 1,
        int maxIterations = 100,
        double tolerance = 1e-3,
        double regularization = 1e-6
    ) => new(components, covariance, seed, starts, maxIterations, tolerance, regularization);

    /// <summary>Makes a <see cref="Ml.Dbscan"/>; the parameters are those of its constructor.</summary>
    public static Dbscan Dbscan(double radius = 0.5, int minSamples = 5) => new(radius, minSamples);

    /// <summary>Makes a <see cref="Ml.Hdbscan"/>; the parameters are those of its constructor.</summary>
    public static Hdbscan Hdbscan(int minClusterSize = 5, int? minSamples = null) => new(minClusterSize, minSamples);

    /// <summary>Makes a <see cref="Ml.SelfOrganizingMap"/>; the parameters are those of its constructor.</summary>
    public static SelfOrganizingMap SelfOrganizingMap(
        int rows = 4,
        int columns = 4,
        string topology = "rectangular",
        int iterations = 50,
        double? radius = null
    ) => new(rows, columns, topology, iterations, radius);

    /// <summary>Makes a <see cref="Ml.ChooseClusters"/>; the parameters are those of its constructor.</summary>
    public static ChooseClusters ChooseClusters(
        int from = 2,
        int to = 10,
        long seed = 0,
        int seeds = 5,
        int references = 10,
        int samples = 5000
    ) => new(from, to, seed, seeds, references, samples);

    /// <summary>Makes a <see cref="Ml.ChooseClusters"/>; the parameters are those of its constructor.</summary>
    public static ChooseClusters ChooseClusters(
        Range clusters,
        long seed = 0,
        int seeds = 5,
        int references = 10,
        int samples = 5000
    ) => new(clusters, seed, seeds, references, samples);
}
