using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml.Saving;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Ml;

/// <summary>Scales values so that the minimum becomes one number and the maximum another, by default 0 and 1.</summary>
/// <example><code>
/// var rain = OpenDataset("rain.nc")["pr"];
/// Print(MinMaxScale().FitTransform(rain, over: "time").Max().Scalar());
/// </code></example>
public sealed class MinMaxScale : Scaler<MinMaxScale>
{
    private readonly double low;
    private readonly double high;

    /// <summary>Sets the parameters.</summary>
    /// <param name="low">What the least value becomes.</param>
    /// <param name="high">What the greatest value becomes.</param>
    /// <param name="over">
    /// The dimension along which the extremes are taken; null for that of <c>Fit</c>, or for the samples.
    /// </param>
    /// <exception cref="GchunkException">The low number is not below the high one.</exception>
    public MinMaxScale(double low = 0, double high = 1, string? over = null)
        : base(over)
    {
        if (!(low < high) || !double.IsFinite(high - low))
            throw new GchunkException($"MinMaxScale needs low below high; got low: {low}, high: {high}");
        (this.low, this.high) = (low, high);
    }

    private protected override string Parameters =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"MinMaxScale({low}, {high}{(Own is null ? "" : $", over: \"{Own[0]}\"")})"
        );

    internal override void WriteState(ModelState state)
    {
        state.Set("low", low).Set("high", high);
        base.WriteState(state);
    }

    internal static MinMaxScale Read(ModelState state) =>
        new MinMaxScale(state.Double("low"), state.Double("high"), state.TextOrNull("over")).ReadFound(state);

    private protected override (DataArray Offset, DataArray Scale) Measure(DataArray x, string[] over)
    {
        DataArray least = x.Min(over),
            range = x.Max(over) - least;
        DataArray scale = range.Where(NotEqual(range, 0), 1) / (high - low);
        return (least - scale * low, scale);
    }
}
