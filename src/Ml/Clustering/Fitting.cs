using Gchunk.Dsl;
using Gchunk.Engine;

namespace Gchunk.Ml.Clustering;

/// <summary>Checks that all clusterers use.</summary>
internal static class Fitting
{
    /// <summary>The name of the dimension of the samples, if it has no other.</summary>
    public const string SampleDim = "sample";

    /// <summary>Returns a name for a dimension that stacks some of these, which they do not have.</summary>
    public static string FreeSampleDim(IEnumerable<string> taken)
    {
        string name = SampleDim;
        while (taken.Contains(name))
            name += "s";
        return name;
    }

    /// <summary>
    /// Says how samples are left out that cannot be used. A dimension that was made here is not named, because the user
    /// does not know it.
    /// </summary>
    /// <param name="dim">The dimension of the samples.</param>
    public static string HowToDrop(string dim) =>
        dim.StartsWith(SampleDim, StringComparison.Ordinal)
            ? "leave these samples out"
            : $"drop them with DropNa(\"{dim}\")";

    /// <summary>Says what is done about infinite values.</summary>
    /// <param name="drop">How samples with missing values are left out.</param>
    public static string HowToLimit(string drop) =>
        $", which DropNa keeps; make them missing with x.Where(x.IsFinite()) and {drop}, or limit them with Clip";

    /// <summary>Makes a labelled array of a plain one.</summary>
    public static DataArray Label(ChunkedArray samples) =>
        new(
            samples.Expression,
            samples.Rank == 2
                ? [SampleDim, "feature"]
                : Enumerable.Range(0, samples.Rank).Select(axis => axis == 0 ? SampleDim : $"dim{axis}")
        );

    /// <summary>Returns the name of the dimension of the samples.</summary>
    public static string Dim(DataArray samples) => samples.Dims.Count > 0 ? samples.Dims[0] : SampleDim;

    /// <summary>Checks a number of clusters.</summary>
    /// <exception cref="GchunkException">It is below 1.</exception>
    public static void CheckClusters(int clusters)
    {
        if (clusters < 1)
            throw new GchunkException($"there must be at least 1 cluster; got clusters: {clusters}");
    }

    /// <summary>Checks that there are enough samples for a number of clusters.</summary>
    /// <exception cref="GchunkException">There are fewer samples than clusters.</exception>
    public static void CheckSamples(DataArray samples, int clusters)
    {
        if (samples.Dims.Count == 2 && clusters > samples.Shape[0])
        {
            throw new GchunkException(
                $"{clusters} clusters were asked for, but there {(samples.Shape[0] == 1 ? "is" : "are")} only {Quantity.Of(samples.Shape[0], "sample")} along '{samples.Dims[0]}'; ask for at most {samples.Shape[0]}, or Transpose if samples and features are the wrong way round"
            );
        }
    }

    /// <summary>Checks that there are enough samples to compare numbers of clusters.</summary>
    /// <exception cref="GchunkException">There are not more samples than clusters, or they have no features.</exception>
    public static void CheckCompared(DataArray samples, int clusters)
    {
        if (samples.Shape[0] <= clusters || samples.Shape[1] == 0)
        {
            throw new GchunkException(
                $"comparing up to {clusters} clusters needs more than {clusters} samples, of at least one feature; their shape is {samples.Shape}"
            );
        }
    }

    /// <summary>Returns a result of fitting.</summary>
    /// <exception cref="GchunkException">The clusterer has not been fitted.</exception>
    public static T Fitted<T>(T? result, string clusterer)
        where T : class =>
        result ?? throw new GchunkException($"this {clusterer} has not been fitted yet; call Fit(samples) first");
}
