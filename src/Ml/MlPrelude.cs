using Microsoft.ML;

namespace Gchunk.Ml;

/// <summary>The functions and values of machine learning that scripts use by their bare names.</summary>
public static class MlPrelude
{
    private static class Contexts
    {
        public static readonly MLContext Seeded = new(seed: 0);
    }

    /// <summary>
    /// An ML.NET context with a seed: the catalogues of its trainers and transforms. It is created when it is first
    /// used.
    /// </summary>
    /// <remarks>
    /// The seeds of trainers follow from the order in which they are made. For a trainer whose result must not depend
    /// on other trainers, make a context of your own: <c>new MLContext(seed: 1)</c>.
    /// </remarks>
    /// <example><code>
    /// var trainer = ML.Clustering.Trainers.KMeans(numberOfClusters: 4);
    /// </code></example>
    public static MLContext ML => Contexts.Seeded;
}
