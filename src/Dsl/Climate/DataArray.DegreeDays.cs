using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes growing-degree days from daily mean temperatures: the degrees by which a day is warmer than a base, or
    /// 0 if it is colder. Sum them over the season, <c>tas.DegreeDays(10).Resample("time", "YS").Sum()</c>, or with
    /// <c>CumSum</c>. Missing temperatures stay missing.
    /// </summary>
    /// <param name="threshold">The base, in the units of the temperatures.</param>
    /// <param name="cap">The temperature above which growth does not increase; null for none.</param>
    /// <exception cref="GchunkException">The cap is below the base.</exception>
    public DataArray DegreeDays(double threshold, double? cap = null)
    {
        CheckCap(threshold, cap);
        return (Capped(this, threshold, cap) - threshold).Rename(Name);
    }

    /// <summary>
    /// Computes growing-degree days from daily minima and maxima, each limited to the base and the cap before their
    /// mean is taken.
    /// </summary>
    /// <remarks>
    /// G. S. McMaster and W. W. Wilhelm, "Growing degree-days: one equation, two interpretations" (1997), method 2,
    /// with the cap on both, as for corn (base 10 °C, cap 30 °C).
    /// </remarks>
    /// <param name="minimum">The daily minima.</param>
    /// <param name="maximum">The daily maxima.</param>
    /// <param name="threshold">The base.</param>
    /// <param name="cap">The temperature above which growth does not increase; null for none.</param>
    /// <exception cref="GchunkException">The cap is below the base, or the labels of the arrays differ.</exception>
    public static DataArray DegreeDays(DataArray minimum, DataArray maximum, double threshold, double? cap = null)
    {
        ArgumentNullException.ThrowIfNull(minimum);
        ArgumentNullException.ThrowIfNull(maximum);
        CheckCap(threshold, cap);
        DataArray sum = Capped(minimum, threshold, cap) + Capped(maximum, threshold, cap);
        return (sum / 2.0 - threshold).Rename("degree_days");
    }

    private static void CheckCap(double threshold, double? cap)
    {
        if (cap is { } limit && !(limit >= threshold))
            throw new GchunkException($"the cap of degree days must not be below the base, {threshold}; got {limit}");
    }

    private static DataArray Capped(DataArray x, double threshold, double? cap)
    {
        DataArray warm = Prelude.Maximum(x, threshold);
        return cap is { } limit ? Prelude.Minimum(warm, limit) : warm;
    }
}
