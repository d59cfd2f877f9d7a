using Gchunk.Dsl;
using Gchunk.Engine;
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
    /// <summary>Finds all components.</summary>
    public Pca()
        : this(new ComponentChoice(null, null, "exact", 0), null) { }

    /// <summary>Sets the number of components.</summary>
    /// <param name="components">The number of components.</param>
    /// <param name="rotation"><c>varimax</c>, <c>promax</c>, or null for none.</param>
    /// <param name="solver">
    /// <c>exact</c>, <c>randomized</c>, or <c>auto</c>: randomized if the shorter axis is longer than 1500 and fewer
    /// than 80 % of its components are wanted.
    /// </param>
    /// <param name="seed">The seed of the randomized solver.</param>
    /// <exception cref="GchunkException">A number is below 1, or a name is unknown.</exception>
    public Pca(int components, string? rotation = null, string solver = "auto", long seed = 0)
        : this(new ComponentChoice(components, null, solver, seed), rotation) { }

    /// <summary>Sets the share of the variance: as many components are kept as explain more than it.</summary>
    /// <param name="share">The share, above 0 and at most 1: <c>0.9</c>.</param>
    /// <param name="rotation"><c>varimax</c>, <c>promax</c>, or null for none.</param>
    /// <exception cref="GchunkException">The share is out of range, or the rotation unknown.</exception>
    public Pca(double share, string? rotation = null)
        : this(new ComponentChoice(null, share, "exact", 0), rotation) { }

    private Pca(ComponentChoice choice, string? rotation)
        : base(choice, rotation) { }

    internal static Pca Read(ModelState state) =>
        new Pca(ReadChoice(state), state.TextOrNull("rotation")).ReadFound(state);

    private protected override string ComponentDim => "component";

    private protected override int FirstLabel => 0;

    private protected override SampleGrid Take(DataArray x, string[]? over, double maxMissing) =>
        over is null ? SampleGrid.Of(x) : SampleGrid.Of(x, over, maxMissing);

    private protected override SampleGrid TakeLike(SampleGrid grid, DataArray x) => grid.Like(x);
}
