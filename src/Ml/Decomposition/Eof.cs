using Gchunk.Dsl;
using Gchunk.Dsl.Labels;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Decomposition;
using Gchunk.Ml.Fields;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Empirical orthogonal functions: the patterns of a field that explain most of its variance over time, and the time
/// series that go with them.
/// </summary>
/// <remarks>
/// <c>Fit(field, over: "time")</c> takes each time as a sample and the cells of its map as the features, so that
/// <c>Components</c> are maps (mode, …) and <c>Scores</c> are time series (time, mode). The mean over time of each cell
/// is subtracted. Cells with missing values are left out; they stay in the maps as missing values. With <c>weights:
/// "area"</c> each cell is multiplied by √cos(latitude) first, so that cells count by their area; components are
/// orthonormal with the weights, and <c>InverseTransform</c> undoes them.
/// </remarks>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// var eof = new Eof(2, weights: "area").Fit(rain, over: "time");
/// Print(eof.Components.Sizes, eof.Scores.Sizes);
/// Print(new KMeans(2).Fit(eof.Scores).Labels.Sizes);    // weather regimes
/// </code></example>
public sealed class Eof : PrincipalComponents<Eof>
{
    private readonly string? weights;

    /// <summary>Finds all components.</summary>
    /// <param name="weights"><c>area</c> for √cos(latitude), or null for none.</param>
    public Eof(string? weights = null)
        : this(new ComponentChoice(null, null, "exact", 0), weights, null) { }

    /// <summary>Sets the number of components.</summary>
    /// <param name="components">The number of components.</param>
    /// <param name="weights"><c>area</c> for √cos(latitude), or null for none.</param>
    /// <param name="rotation"><c>varimax</c>, <c>promax</c>, or null for none.</param>
    /// <param name="solver">
    /// <c>exact</c>, <c>randomized</c>, or <c>auto</c>: randomized if the shorter axis is longer than 1500 and fewer
    /// than 80 % of its components are wanted.
    /// </param>
    /// <param name="seed">The seed of the randomized solver.</param>
    /// <exception cref="GchunkException">A number is below 1, or a name is unknown.</exception>
    public Eof(int components, string? weights = null, string? rotation = null, string solver = "auto", long seed = 0)
        : this(new ComponentChoice(components, null, solver, seed), weights, rotation) { }

    /// <summary>Sets the share of the variance: as many components are kept as explain more than it.</summary>
    /// <param name="share">The share, above 0 and at most 1: <c>0.9</c>.</param>
    /// <param name="weights"><c>area</c> for √cos(latitude), or null for none.</param>
    /// <param name="rotation"><c>varimax</c>, <c>promax</c>, or null for none.</param>
    /// <exception cref="GchunkException">The share is out of range, or a name is unknown.</exception>
    public Eof(double share, string? weights = null, string? rotation = null)
        : this(new ComponentChoice(null, share, "exact", 0), weights, rotation) { }

    private Eof(ComponentChoice choice, string? weights, string? rotation)
        : base(choice, rotation)
    {
        string[] known = ["area"];
        if (weights is not null && !known.Contains(weights))
            throw new GchunkException(Spelling.Unknown("kind of weights", weights, known));
        this.weights = weights;
    }

    internal override void WriteState(ModelState state)
    {
        state.Set("weighting", weights);
        base.WriteState(state);
    }

    internal static Eof Read(ModelState state) =>
        new Eof(ReadChoice(state), state.TextOrNull("weighting"), state.TextOrNull("rotation")).ReadFound(state);

    private protected override string ComponentDim => "mode";

    private protected override int FirstLabel => 1;

    // Cells are left out by their missing values, as for clusterers; then times and cells change places.
    private protected override SampleGrid Take(DataArray x, string[]? over, double maxMissing) =>
        over is null ? SampleGrid.Of(x) : SampleGrid.Of(x, over, maxMissing).Transposed();

    private protected override SampleGrid TakeLike(SampleGrid grid, DataArray x) => grid.Like(x);

    private protected override NDArray? Weights(SampleGrid grid)
    {
        if (weights is null)
            return null;
        string lat =
            grid.Over.FirstOrDefault(d =>
                grid.Coords.Find(d) is { Index: NumberIndex } c && CfAxes.IsLatitude(d, c.Attrs)
            )
            ?? throw new GchunkException(
                $"weights: \"area\" needs a dimension of latitudes with labels among ({string.Join(", ", grid.Over)})"
            );
        int axis = Array.IndexOf(grid.Over, lat);
        long inner = grid.Over.Skip(axis + 1).Aggregate(1L, (n, d) => n * grid.Sizes[d]),
            length = grid.Sizes[lat];
        var latitudes = new DataArray(((NumberIndex)grid.Coords.IndexOf(lat)!).ToExpr(), [lat]);
        double[] areas = SampleWeights.AreaAt(latitudes).Compute().ToArray<double>();
        var factors = new double[grid.Samples.Shape[1]];
        for (int i = 0; i < factors.Length; i++)
        {
            long position = grid.KeptFeatures is { } kept ? kept[i] : i;
            // A cell at a pole has no area; what it adds must be undone without a division by 0.
            factors[i] = Math.Sqrt(Math.Max(areas[position / inner % length], 1e-12));
        }

        return NDArray.From(factors);
    }
}
