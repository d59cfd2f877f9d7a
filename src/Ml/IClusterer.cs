using Gchunk.Dsl;

namespace Gchunk.Ml;

/// <summary>
/// What finds clusters among samples: settings at construction, results after <see cref="Fit(DataArray)"/>.
/// </summary>
/// <typeparam name="TSelf">The clusterer itself, so that <c>new KMeans(6).Fit(x).Labels</c> reads on.</typeparam>
public interface IClusterer<TSelf>
    where TSelf : IClusterer<TSelf>
{
    /// <summary>Finds the clusters of samples.</summary>
    /// <param name="samples">Samples × features: the first dimension tells the samples apart.</param>
    /// <exception cref="Engine.GchunkException">
    /// There are not two dimensions, samples have missing values, or there are fewer samples than clusters.
    /// </exception>
    TSelf Fit(DataArray samples);

    /// <summary>Finds the clusters of samples.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <exception cref="Engine.GchunkException">
    /// There are not two dimensions, samples have missing values, or there are fewer samples than clusters.
    /// </exception>
    TSelf Fit(ChunkedArray samples);

    /// <summary>The number of each sample's cluster, from 0, as int32, with the samples' labels.</summary>
    /// <exception cref="Engine.GchunkException">Nothing was fitted yet.</exception>
    DataArray Labels { get; }
}

/// <summary>What every clusterer can do beside.</summary>
public static class Clusterers
{
    /// <summary>Fits and gives the labels of the samples.</summary>
    public static DataArray FitPredict<T>(this IClusterer<T> clusterer, DataArray samples)
        where T : IClusterer<T> => clusterer.Fit(samples).Labels;

    /// <summary>Fits and gives the labels of the samples.</summary>
    public static DataArray FitPredict<T>(this IClusterer<T> clusterer, ChunkedArray samples)
        where T : IClusterer<T> => clusterer.Fit(samples).Labels;
}
