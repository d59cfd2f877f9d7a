using Gchunk.Dsl;
using Gchunk.Engine;

namespace Gchunk.Ml;

/// <summary>Checks that the clusterers share.</summary>
internal static class Fitting
{
    /// <summary>The dimension name of samples that have none.</summary>
    public const string SampleDim = "sample";

    /// <summary>A plain array as a labelled one, so that there is one way on.</summary>
    public static DataArray Label(ChunkedArray samples) =>
        new(
            samples.Expression,
            samples.Rank == 2
                ? [SampleDim, "feature"]
                : Enumerable.Range(0, samples.Rank).Select(axis => axis == 0 ? SampleDim : $"dim{axis}")
        );

    /// <summary>The name of the dimension that tells samples apart.</summary>
    public static string Dim(DataArray samples) => samples.Dims.Count > 0 ? samples.Dims[0] : SampleDim;

    public static void CheckClusters(int clusters)
    {
        if (clusters < 1)
            throw new GchunkException($"there must be at least 1 cluster; got clusters: {clusters}");
    }

    public static void CheckSamples(DataArray samples, int clusters)
    {
        if (samples.Dims.Count == 2 && clusters > samples.Shape[0])
        {
            throw new GchunkException(
                $"{clusters} clusters were asked for, but there are only {samples.Shape[0]} samples along '{samples.Dims[0]}'; ask for at most {samples.Shape[0]}, or Transpose if samples and features are the wrong way round"
            );
        }
    }

    /// <summary>A result, or an error where nothing was fitted.</summary>
    public static T Fitted<T>(T? result, string clusterer)
        where T : class =>
        result ?? throw new GchunkException($"this {clusterer} has not been fitted yet; call Fit(samples) first");
}
