using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Ml.Decomposition;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Principal component analysis: the orthogonal directions in the space of the features along which samples vary most.
/// </summary>
/// <remarks>
/// As in clustering, <c>Fit(field, over: "time")</c> takes each cell as a sample and its values along time as its
/// features: components are then time series, and scores are maps. For maps as components see <see cref="Eof"/>.
/// </remarks>
/// <example><code>
/// var pca = new Pca(3).Fit(x);    // x: (z, time)
/// Print(pca.Components.Sizes, pca.ExplainedVarianceRatio.Sum().Scalar() &lt;= 1);
/// Print(pca.InverseTransform(pca.Transform(x)).Sizes);
/// </code></example>
public sealed class Pca : PrincipalComponents<Pca>
{
    private readonly SampleWeights? weights;

    /// <summary>Finds all components.</summary>
    /// <param name="weights">
    /// <c>area</c> to count each sample by the cosine of its latitude, in the mean and in the variances; null to count
    /// all samples equally.
    /// </param>
    /// <exception cref="GchunkException">The kind of weights is unknown.</exception>
    public Pca(string? weights = null)
        : this(new ComponentChoice(null, null, "exact", 0), weights, null) { }

    /// <summary>Sets the number of components.</summary>
    /// <param name="components">
    /// The number of components. If the samples vary in fewer directions, there are fewer, and a note says so.
    /// </param>
    /// <param name="rotation"><c>varimax</c>, <c>promax</c>, or null for none.</param>
    /// <param name="solver">
    /// <c>exact</c>, <c>randomized</c>, or <c>auto</c>: randomized if the shorter axis is longer than 1500 and fewer
    /// than 80 % of its components are wanted.
    /// </param>
    /// <param name="seed">The seed of the randomized solver.</param>
    /// <param name="weights">
    /// <c>area</c> to count each sample by the cosine of its latitude; null to count all samples equally.
    /// </param>
    /// <exception cref="GchunkException">A number is below 1, or a name is unknown.</exception>
    public Pca(int components, string? rotation = null, string solver = "auto", long seed = 0, string? weights = null)
        : this(new ComponentChoice(components, null, solver, seed), weights, rotation) { }

    /// <summary>Sets the share of the variance: as many components are kept as explain more than it.</summary>
    /// <param name="share">The share, above 0 and at most 1: <c>0.9</c>.</param>
    /// <param name="rotation"><c>varimax</c>, <c>promax</c>, or null for none.</param>
    /// <param name="weights">
    /// <c>area</c> to count each sample by the cosine of its latitude; null to count all samples equally.
    /// </param>
    /// <exception cref="GchunkException">The share is out of range, or a name is unknown.</exception>
    public Pca(double share, string? rotation = null, string? weights = null)
        : this(new ComponentChoice(null, share, "exact", 0), weights, rotation) { }

    private Pca(ComponentChoice choice, string? weights, string? rotation)
        : base(choice, rotation) =>
        (this.weights, Weighting) = (weights is null ? null : (SampleWeights)weights, weights);

    private string? Weighting { get; }

    internal static Pca Read(ModelState state) =>
        new Pca(ReadChoice(state), state.TextOrNull("weighting"), state.TextOrNull("rotation")).ReadFound(state);

    internal override void WriteState(ModelState state)
    {
        state.Set("weighting", Weighting);
        base.WriteState(state);
    }

    internal override bool IsOverFeatures => true;

    private protected override string ComponentDim => "component";

    private protected override int FirstLabel => 0;

    private protected override SampleGrid Take(DataArray x, string[]? over, double maxMissing) =>
        over is null ? SampleGrid.Of(x) : SampleGrid.Of(x, over, maxMissing);

    private protected override SampleGrid TakeLike(SampleGrid grid, DataArray x) => grid.Like(x);

    // Shares of the whole times the number of samples, so that equal weights change nothing.
    private protected override NDArray? WeightsOfSamples(SampleGrid grid)
    {
        if (weights is null)
            return null;
        NDArray all = Computation.Compute(weights.Of(grid));
        double mean = all.ToArray<double>().Average();
        return mean > 0
            ? all.Map(w => w / mean)
            : throw new GchunkException("weights: \"area\" needs samples off the poles, where cells have no area");
    }
}
