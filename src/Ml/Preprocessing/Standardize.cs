using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Preprocessing;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Subtracts the mean and divides by the standard deviation (of the population, as scikit-learn's StandardScaler).
/// </summary>
/// <remarks>Three passes over the values, whose sums are exact: the same bits whatever the chunks.</remarks>
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

    private protected override (DataArray Offset, DataArray Scale) Measure(DataArray x, string[] over)
    {
        // Of no values, there is nothing to add.
        if (over.Any(dim => x.Sizes[dim] == 0))
            return (x.Mean(over), x.Std(over));
        DataArray wide = x.AsType(DType.Float64);
        (DataArray mean, DataArray deviation) = ExactSums.Mean(wide, over);
        return (mean.AsType(x.DType), ExactSums.Deviation(wide, mean, deviation, over).AsType(x.DType));
    }
}
