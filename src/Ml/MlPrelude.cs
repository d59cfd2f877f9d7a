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
    /// A context of ML.NET, with a seed: the catalogues of its trainers and transforms. It is made when it is first used.
    /// </summary>
    /// <remarks>
    /// The seeds of trainers follow from the order in which they are made. For one whose result must not depend on
    /// others, make a context of your own: <c>new MLContext(seed: 1)</c>.
    /// </remarks>
    /// <example><code>
    /// var trainer = ML.Clustering.Trainers.KMeans(numberOfClusters: 4);
    /// </code></example>
    public static MLContext ML => Contexts.Seeded;
}
