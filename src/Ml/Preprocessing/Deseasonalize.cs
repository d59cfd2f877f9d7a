using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Preprocessing;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Subtracts the mean of each month (or another part of the year) over all years, so that anomalies remain.
/// </summary>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// var season = Deseasonalize().Fit(rain, over: "time");
/// Print(season.Climatology.Dims.Count, season.Transform(rain).Mean().Scalar());
/// </code></example>
public sealed class Deseasonalize : Transformer<Deseasonalize>
{
    private readonly string by;
    private readonly string? own;
    private Season? season;

    private sealed record Season(string Dim, DataArray Climatology);

    /// <summary>Sets the parameters.</summary>
    /// <param name="by">A part of a time: <c>month</c>, <c>dayofyear</c>, <c>hour</c>, <c>season</c>.</param>
    /// <param name="over">The dimension of the times; null for that of <c>Fit</c>.</param>
    public Deseasonalize(string by = "month", string? over = null) => (this.by, own) = (by, over);

    /// <summary>The mean of each part of the year, along a dimension of that name, in memory.</summary>
    /// <exception cref="GchunkException">It has not been fitted.</exception>
    public DataArray Climatology => Found.Climatology;

    private Season Found => Fitting.Fitted(season, nameof(Deseasonalize));

    /// <inheritdoc/>
    public override DataArray Transform(DataArray x) =>
        WithoutGroups((Groups(x) - Found.Climatology).Transpose([.. x.Dims])).Rename(x.Name);

    /// <inheritdoc/>
    public override DataArray InverseTransform(DataArray x)
    {
        DataArray sum = Groups(x) + Found.Climatology;
        string[] rest = [.. sum.Dims.Except(x.Dims)];
        return WithoutGroups(sum.Transpose([.. x.Dims, .. rest])).Rename(x.Name);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Deseasonalize(\"{by}\"): "
        + (season is null ? "not fitted" : $"means of {season.Climatology.Sizes[by]} groups along {season.Dim}");

    private DataArray WithoutGroups(DataArray x) => x.Coords.Find(by) is null ? x : x.DropCoords(by);

    private GroupedArray Groups(DataArray x)
    {
        string dim = Found.Dim;
        if (x.Coords.Find(dim)?.Calendar is null)
            throw new GchunkException($"the array has no times along '{dim}': ({string.Join(", ", x.Dims)})");
        return x.GroupBy($"{dim}.{by}");
    }

    internal override (DataArray Result, string[]? Over) FitStep(DataArray x, string[]? over, double maxMissing)
    {
        Learn(x, over, maxMissing);
        return (Transform(x), over);
    }

    internal override bool DependsOn(IReadOnlyCollection<string> dims) =>
        dims.Contains(Found.Dim) || Found.Climatology.Dims.Any(dims.Contains);

    internal override void WriteState(ModelState state)
    {
        state.Set("by", by).Set("over", own).Set("fitted", season is not null);
        if (season is null)
            return;
        state.Set("dim", season.Dim);
        state.Set("climatology", season.Climatology);
    }

    internal static Deseasonalize Read(ModelState state)
    {
        var read = new Deseasonalize(state.Text("by"), state.TextOrNull("over"));
        if (state.IsFitted)
            read.season = new Season(state.Text("dim"), state.Labelled("climatology"));
        return read;
    }

    private protected override void Learn(DataArray x, string[]? over, double maxMissing)
    {
        string dim =
            own
            ?? (over ?? [.. x.Dims]).FirstOrDefault(d => x.Coords.Find(d)?.Calendar is not null)
            ?? throw new GchunkException(
                $"Deseasonalize needs a dimension of times; none of ({string.Join(", ", over ?? [.. x.Dims])}) has times"
            );
        if (!x.Dims.Contains(dim))
            throw new GchunkException(Spelling.Unknown("dimension", dim, x.Dims));
        DataArray means = x.GroupBy($"{dim}.{by}").Mean().Load();
        ExactSums.RefuseInfinite(means);
        season = new Season(dim, means);
    }
}
