using Gchunk.Engine;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>Saves estimators to files and loads them.</summary>
/// <remarks>
/// A file is a zip archive of <c>model.json</c>, with parameters and names, and .npy arrays, which NumPy can read too.
/// It has a version and checksums. It never holds code, and loading it makes only estimators of gchunk.
/// </remarks>
public static class EstimatorFiles
{
    /// <summary>
    /// Writes an estimator to one file: its parameters, and its results if it was fitted. The write is atomic.
    /// </summary>
    /// <param name="estimator">Any estimator, such as a pipeline.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="GchunkException">The file cannot be written, or the estimator cannot be saved.</exception>
    /// <example><code>
    /// var kmeans = new KMeans(3).Fit(x);    // x: (z, time)
    /// kmeans.Save("regions.gchunk");
    /// Print(Load&lt;KMeans&gt;("regions.gchunk").Predict(x).Sizes);
    /// </code></example>
    public static void Save(this IEstimator estimator, string path)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ModelFile.Write(path, SavedTypes.StateOf(estimator));
    }

    /// <summary>Reads an estimator of a known type.</summary>
    internal static T Load<T>(string path)
        where T : IEstimator
    {
        IEstimator loaded = Load(path);
        return loaded is T found
            ? found
            : throw new GchunkException($"{path} holds a {loaded.GetType().Name}, not a {typeof(T).Name}");
    }

    /// <summary>Reads an estimator.</summary>
    internal static IEstimator Load(string path) => ModelFile.Read(path, SavedTypes.Make);
}
