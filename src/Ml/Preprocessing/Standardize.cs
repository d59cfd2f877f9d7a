using Gchunk.Dsl;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Subtracts the mean and divides by the standard deviation (of the population, as scikit-learn's StandardScaler).
/// </summary>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// var scaler = Standardize().Fit(rain, over: "time");    // each cell over time
/// Print(scaler.Transform(rain).Std("time").Mean().Scalar());
/// </code></example>
public sealed class Standardize : Scaler<Standardize>
{
    /// <summary>Sets the parameters.</summary>
    /// <param name="over">
    /// The dimension along which the mean and the deviation are taken; null for that of <c>Fit</c>, or for the samples.
    /// </param>
    public Standardize(string? over = null)
        : base(over) { }

    internal static Standardize Read(ModelState state) => new Standardize(state.TextOrNull("over")).ReadFound(state);

    private protected override (DataArray Offset, DataArray Scale) Measure(DataArray x, string[] over) =>
        (x.Mean(over), x.Std(over));
}
