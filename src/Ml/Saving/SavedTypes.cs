using Gchunk.Engine;

namespace Gchunk.Ml.Saving;

/// <summary>The estimators that a file may name. A name that is not here is an error: no type is looked up.</summary>
internal static class SavedTypes
{
    private static readonly Dictionary<string, Func<ModelState, IEstimator>> Known = new(StringComparer.Ordinal)
    {
        [nameof(Pipeline)] = Pipeline.Read,
        [nameof(Standardize)] = Standardize.Read,
        [nameof(MinMaxScale)] = MinMaxScale.Read,
        [nameof(RobustScale)] = RobustScale.Read,
        [nameof(Detrend)] = Detrend.Read,
        [nameof(Deseasonalize)] = Deseasonalize.Read,
        [nameof(Pca)] = Pca.Read,
        [nameof(Eof)] = Eof.Read,
        [nameof(KMeans)] = KMeans.Read,
        [nameof(MiniBatchKMeans)] = MiniBatchKMeans.Read,
        [nameof(SpectralClustering)] = SpectralClustering.Read,
        [nameof(Agglomerative)] = Agglomerative.Read,
        [nameof(GaussianMixture)] = GaussianMixture.Read,
        [nameof(Dbscan)] = Dbscan.Read,
        [nameof(Hdbscan)] = Hdbscan.Read,
        [nameof(SelfOrganizingMap)] = SelfOrganizingMap.Read,
    };

    /// <summary>Returns the state of an estimator.</summary>
    /// <exception cref="GchunkException">The estimator cannot be saved.</exception>
    public static ModelState StateOf(IEstimator estimator)
    {
        if (estimator is not ISavable savable)
            throw new GchunkException($"{estimator.GetType().Name} cannot be saved");
        var state = new ModelState(estimator.GetType().Name);
        savable.WriteState(state);
        return state;
    }

    /// <summary>Makes the estimator of a state.</summary>
    /// <exception cref="GchunkException">Its type is unknown, or something in it is missing or wrong.</exception>
    public static IEstimator Make(ModelState state) =>
        Known.TryGetValue(state.Type, out Func<ModelState, IEstimator>? make)
            ? make(state)
            : throw new GchunkException(
                $"it holds an estimator of the unknown type '{VisibleText.Of(state.Type)}'; known are {string.Join(", ", Known.Keys)}"
            );
}
