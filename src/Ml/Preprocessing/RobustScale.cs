using Gchunk.Dsl;
using Gchunk.Ml.Saving;

namespace Gchunk.Ml;

/// <summary>
/// Subtracts the median and divides by the range between the first and the third quartile, so that few extreme values
/// do not matter.
/// </summary>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// Print(RobustScale().FitTransform(rain, over: "time").Median().Scalar());
/// </code></example>
public sealed class RobustScale : Scaler<RobustScale>
{
    /// <summary>Sets the parameters.</summary>
    /// <param name="over">
    /// The dimension along which the quartiles are taken; null for that of <c>Fit</c>, or for the samples.
    /// </param>
    public RobustScale(string? over = null)
        : base(over) { }

    internal static RobustScale Read(ModelState state) => new RobustScale(state.TextOrNull("over")).ReadFound(state);

    private protected override (DataArray Offset, DataArray Scale) Measure(DataArray x, string[] over) =>
        (x.Median(over), x.Quantile(0.75, over) - x.Quantile(0.25, over));
}
