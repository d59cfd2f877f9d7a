using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering.Spectral;

namespace Gchunk.Ml;

/// <summary>How <see cref="SpectralClustering"/> measures the similarity of samples.</summary>
/// <example><code>
/// var spectral = new SpectralClustering(3, affinity: Affinity.NearestNeighbors(15)).Fit(x);    // x: (z, time)
/// Print(spectral.Method);
/// </code></example>
public sealed class Affinity
{
    private Affinity(AffinityForm form, string text, int neighbors = 0, UserFunction? function = null) =>
        (Form, Text, Neighbors, Function) = (form, text, neighbors, function);

    /// <summary>exp(−γ‖x − y‖²), with the γ of the clustering.</summary>
    public static Affinity Rbf { get; } = new(AffinityForm.Rbf, "Rbf");

    /// <summary>
    /// The cosine of the angle between two samples; 0 where it is negative, and for a sample of zeros.
    /// </summary>
    public static Affinity Cosine { get; } = new(AffinityForm.Cosine, "Cosine");

    /// <summary>
    /// Pearson's correlation of the features of two samples; 0 where it is negative, and for a sample of equal features.
    /// </summary>
    public static Affinity Correlation { get; } = new(AffinityForm.Correlation, "Correlation");

    /// <summary>
    /// The samples given to <c>Fit</c> are the affinities themselves, samples × samples: symmetric, finite and not
    /// negative. Its diagonal is not used.
    /// </summary>
    public static Affinity Precomputed { get; } = new(AffinityForm.Precomputed, "Precomputed");

    internal AffinityForm Form { get; }

    internal int Neighbors { get; }

    internal UserFunction? Function { get; }

    private string Text { get; }

    /// <summary>
    /// 1 for two samples that are each among the other's nearest neighbors, ½ if only one is, 0 otherwise:
    /// scikit-learn's <c>affinity="nearest_neighbors"</c>. All distances are measured, tile by tile, and only the
    /// neighbors are kept.
    /// </summary>
    /// <param name="neighbors">The number of neighbors of each sample; the sample itself counts as one of them.</param>
    /// <exception cref="GchunkException">The number is below 2.</exception>
    public static Affinity NearestNeighbors(int neighbors = 10)
    {
        if (neighbors < 2)
        {
            throw new GchunkException(
                $"a sample counts as one of its nearest neighbors, so at least 2 are needed; got neighbors: {neighbors}"
            );
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"NearestNeighbors({neighbors})");
        return new Affinity(AffinityForm.NearestNeighbors, text, neighbors);
    }

    /// <summary>
    /// The values of a function of two samples, float64. It must be symmetric and not negative. It is called for all
    /// pairs, on several threads at once, and travels to worker processes.
    /// </summary>
    /// <param name="function">The function: <c>(x, y) => 1 / (1 + Math.Abs(x[0] - y[0]))</c>.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public static Affinity OfPairs(
        Func<double[], double[], double> function,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => new(AffinityForm.Function, $"OfPairs({text})", function: UserFunction.Of(function, text));

    /// <summary>
    /// The values of a function of two blocks of samples, rows × features and columns × features, which returns rows ×
    /// columns affinities. It must be symmetric and not negative. It is called on several threads at once, and travels
    /// to worker processes.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public static Affinity OfBlocks(
        Func<NDArray, NDArray, NDArray> function,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => new(AffinityForm.Function, $"OfBlocks({text})", function: UserFunction.Of(function, text));

    /// <summary>An affinity by its name in scikit-learn: <c>affinity: "rbf"</c>.</summary>
    /// <exception cref="GchunkException">No affinity has this name.</exception>
    public static implicit operator Affinity(string name) =>
        name?.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
        {
            "RBF" => Rbf,
            "COSINE" => Cosine,
            "CORRELATION" => Correlation,
            "PRECOMPUTED" => Precomputed,
            "NEARESTNEIGHBORS" => NearestNeighbors(),
            _ => throw new GchunkException(
                Spelling.Unknown(
                    "affinity",
                    name ?? "",
                    ["rbf", "cosine", "correlation", "precomputed", "nearest_neighbors"]
                )
            ),
        };

    /// <summary>Returns the affinity that was saved with a name.</summary>
    internal static Affinity Named(string name, int neighbors) =>
        name switch
        {
            "Rbf" => Rbf,
            "Cosine" => Cosine,
            "Correlation" => Correlation,
            "Precomputed" => Precomputed,
            _ when neighbors > 0 => NearestNeighbors(neighbors),
            _ => throw new GchunkException(
                $"the affinity {name} is a function, which a file cannot hold; make the clustering again with it"
            ),
        };

    /// <summary>Returns the name of the affinity, with its parameters.</summary>
    public override string ToString() => Text;
}
