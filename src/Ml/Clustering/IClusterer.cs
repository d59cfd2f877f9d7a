using Gchunk.Dsl;
using Gchunk.Ml.Preprocessing;

namespace Gchunk.Ml;

/// <summary>
/// An estimator that finds clusters of samples. It takes its settings at construction and has results after
/// <see cref="Fit(DataArray)"/>.
/// </summary>
/// <typeparam name="TSelf">
/// The clusterer itself, so that calls can be chained: <c>new KMeans(6).Fit(x).Labels</c>.
/// </typeparam>
public interface IClusterer<TSelf>
    where TSelf : IClusterer<TSelf>
{
    /// <summary>Finds the clusters of samples.</summary>
    /// <param name="samples">Samples × features: the first dimension is that of the samples.</param>
    /// <exception cref="Engine.GchunkException">
    /// The array does not have two dimensions, samples have missing values, or there are fewer samples than clusters.
    /// </exception>
    TSelf Fit(DataArray samples);

    /// <summary>Finds the clusters of samples.</summary>
    /// <param name="samples">Samples × features.</param>
    /// <exception cref="Engine.GchunkException">
    /// The array does not have two dimensions, samples have missing values, or there are fewer samples than clusters.
    /// </exception>
    TSelf Fit(ChunkedArray samples);

    /// <summary>The index of the cluster of each sample, int32 from 0, with the labels of the samples.</summary>
    /// <exception cref="Engine.GchunkException">The clusterer has not been fitted.</exception>
    DataArray Labels { get; }
}

/// <summary>Methods of all clusterers.</summary>
public static class Clusterers
{
    /// <summary>Fits the clusterer and returns the labels of the samples.</summary>
    public static DataArray FitPredict<T>(this IClusterer<T> clusterer, DataArray samples)
        where T : IClusterer<T> => clusterer.Fit(samples).Labels;

    /// <summary>Fits the clusterer to the cells of a field and returns their labels as a field.</summary>
    /// <param name="clusterer">The clusterer.</param>
    /// <param name="field">The field.</param>
    /// <param name="over">The dimension that the features run along.</param>
    public static DataArray FitPredict<T>(this Clusterer<T> clusterer, DataArray field, string over)
        where T : Clusterer<T>
    {
        ArgumentNullException.ThrowIfNull(clusterer);
        return clusterer.Fit(field, over).Labels;
    }

    /// <summary>Fits the clusterer to the cells of several fields and returns their labels as a field.</summary>
    /// <param name="clusterer">The clusterer.</param>
    /// <param name="fields">The variables.</param>
    /// <param name="over">The dimension that the features of a variable run along.</param>
    public static DataArray FitPredict<T>(this Clusterer<T> clusterer, Dataset fields, string over)
        where T : Clusterer<T>
    {
        ArgumentNullException.ThrowIfNull(clusterer);
        return clusterer.Fit(fields, over).Labels;
    }

    /// <summary>Returns the clusters of other cells of several fields.</summary>
    /// <param name="clusterer">The clusterer, fitted to a data set.</param>
    /// <param name="fields">The variables that were fitted, in any order.</param>
    /// <exception cref="Engine.GchunkException">
    /// It has not been fitted, knows only the samples that it was fitted to, or the features differ.
    /// </exception>
    public static DataArray Predict<T>(this Clusterer<T> clusterer, Dataset fields)
        where T : Clusterer<T>
    {
        ArgumentNullException.ThrowIfNull(clusterer);
        ArgumentNullException.ThrowIfNull(fields);
        return ((IClusterStep)clusterer).PredictOrThrow(fields.ToArray());
    }

    /// <summary>Fits the clusterer and returns the labels of the samples.</summary>
    public static DataArray FitPredict<T>(this IClusterer<T> clusterer, ChunkedArray samples)
        where T : IClusterer<T> => clusterer.Fit(samples).Labels;
}
