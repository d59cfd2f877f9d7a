using Gchunk.Dsl.Climate;
using Gchunk.Dsl.Grouping;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Cf;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes the standardized precipitation index: sums over the last months, as deviates of a normal distribution
    /// with the same probability in that month of the year. Each task holds the whole dimension.
    /// </summary>
    /// <remarks>
    /// McKee, Doesken and Kleist (1993), with the gamma distribution of greatest likelihood, as
    /// <c>scipy.stats.gamma.fit(x, floc=0)</c>, and the share of sums of 0 apart. The first positions, sums with a
    /// missing value, and months with fewer than two different sums above 0 are missing. Values below 0 count as 0 in
    /// sums of one.
    /// </remarks>
    /// <param name="window">The number of positions that are added: 3 for three months.</param>
    /// <param name="dim">A dimension of times, one for each month (or day).</param>
    /// <param name="group">What has a distribution of its own: <c>month</c>, <c>dayofyear</c>, or <c>none</c>.</param>
    /// <param name="calibration">The years, from and to, of the fit; null takes all.</param>
    /// <exception cref="GchunkException">
    /// The dimension has no times, the window does not fit, the group is unknown, or no year is in the calibration.
    /// </exception>
    public DataArray Spi(
        int window = 1,
        string dim = "time",
        string group = "month",
        (int From, int To)? calibration = null
    )
    {
        TimeIndex times = GroupKey.Times(dim, Coords, Sizes, "Spi");
        if (window < 1 || window > times.Length)
            throw new GchunkException($"Spi adds 1 to {times.Length} positions along '{dim}'; got {window}");
        CfDateTime[] dates = [.. times.Labels.ToArray().Select(t => new CfDateTime(times.Calendar, t))];
        int[] groups = group switch
        {
            "month" => Array.ConvertAll(dates, d => d.Month),
            "dayofyear" => Array.ConvertAll(dates, d => d.DayOfYear),
            "none" => new int[dates.Length],
            _ => throw new GchunkException(Spelling.Unknown("group", group, ["month", "dayofyear", "none"])),
        };
        bool[] fitted = Array.ConvertAll(
            dates,
            d => calibration is not { } years || (d.Year >= years.From && d.Year <= years.To)
        );
        if (!fitted.Contains(true))
        {
            throw new GchunkException(
                $"no label of '{dim}' ({times.Span}) is in the years of calibration, {calibration!.Value.From} to {calibration.Value.To}"
            );
        }

        ArrayExpr index = new SpiOp(Axis(dim), window, groups, fitted).Of(Numbers().Expr, times.Length);
        return WithData(new ChunkedArray(index)).Rename("spi");
    }
}
