using Gchunk.Dsl.Climate;
using Gchunk.Dsl.Indexing;
using Gchunk.Dsl.Labels;
using Gchunk.Dsl.Statistics;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Fits a line along a dimension by least squares, as <c>scipy.stats.linregress</c>: <c>slope</c>,
    /// <c>intercept</c>,
    /// <c>rvalue</c>, <c>pvalue</c> (two-sided, that the slope is 0), <c>stderr</c> and <c>intercept_stderr</c>. Each
    /// task holds the whole dimension.
    /// </summary>
    /// <remarks>
    /// Missing values are left out; fewer than two give missing results. Values of one cell after the other that are
    /// not independent make the probability too small: a test on annual means is safer than one on months.
    /// </remarks>
    /// <param name="dim">The dimension, with numbers or times as labels; without labels, positions count.</param>
    /// <param name="datetimeUnit">
    /// For times, the unit of time of the slope, counted from the first: <c>D</c>, <c>h</c>, <c>m</c>, <c>s</c>.
    /// </param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or has texts as labels, or the unit is unknown.
    /// </exception>
    /// <example><code>
    /// Dataset trend = OpenDataset("rain.nc")["pr"].LinRegress("time");
    /// Print(trend["slope"].Where(trend["pvalue"] &lt; 0.05).Sizes);
    /// </code></example>
    public Dataset LinRegress(string dim, string datetimeUnit = "D") =>
        Along(new LinRegressOp(Axis(dim), NDArray.From(Distances(dim, datetimeUnit))), dim, LinRegressOp.Results);

    /// <summary>
    /// Tests for a monotonic trend along a dimension by the Mann-Kendall test: <c>tau</c>, the score <c>s</c>, its
    /// normal deviate <c>z</c>, and the two-sided <c>pvalue</c>. Each task holds the whole dimension; the cost grows as
    /// n log n.
    /// </summary>
    /// <remarks>
    /// H. B. Mann (1945) and M. G. Kendall (1975), with ties and the correction for continuity; tau is s over the
    /// number of pairs. Missing values are left out; fewer than three give missing results.
    /// </remarks>
    /// <param name="dim">The dimension, whose order counts and whose labels do not.</param>
    /// <exception cref="GchunkException">The dimension is unknown.</exception>
    public Dataset MannKendall(string dim) => Along(new MannKendallOp(Axis(dim)), dim, MannKendallOp.Results);

    /// <summary>
    /// Estimates the slope along a dimension by the median of the slopes between all pairs, as
    /// <c>scipy.stats.theilslopes</c>: <c>slope</c>, <c>intercept</c> (through the medians), <c>low_slope</c> and
    /// <c>high_slope</c>. Each task holds the whole dimension; cost and memory grow as n².
    /// </summary>
    /// <remarks>P. K. Sen (1968). Missing values are left out; fewer than two give missing results.</remarks>
    /// <param name="dim">The dimension, with numbers or times as labels.</param>
    /// <param name="datetimeUnit">For times, the unit of time of the slope, counted from the first.</param>
    /// <param name="confidence">The level of confidence of the limits, between 0 and 1.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or has texts as labels, the unit is unknown, or the level is out of range.
    /// </exception>
    public Dataset TheilSen(string dim, string datetimeUnit = "D", double confidence = 0.95)
    {
        if (!(confidence > 0 && confidence < 1))
            throw new GchunkException($"a level of confidence is between 0 and 1; got {confidence}");
        NDArray positions = NDArray.From(Distances(dim, datetimeUnit));
        return Along(new TheilSenOp(Axis(dim), positions, confidence), dim, TheilSenOp.Results);
    }

    /// <summary>
    /// Subtracts the least-squares line along a dimension, or the mean. Each task holds the whole dimension. To
    /// subtract the same line from other data, use the estimator <c>Detrend</c>.
    /// </summary>
    /// <param name="dim">
    /// The dimension, with numbers or times as labels. Missing values are left out and stay missing.
    /// </param>
    /// <param name="type"><c>linear</c> or <c>constant</c>.</param>
    /// <exception cref="GchunkException">
    /// The dimension is unknown or has texts as labels, or the type is unknown.
    /// </exception>
    public DataArray Detrend(string dim, string type = "linear")
    {
        if (type is not ("linear" or "constant"))
            throw new GchunkException(Spelling.Unknown("type of trend", type, ["linear", "constant"]));
        NDArray? positions = type == "linear" ? NDArray.From(Distances(dim, "D")) : null;
        return With(
            variable with
            {
                Expr = new DetrendOp(Axis(dim), positions).Of(Numbers().Expr, Sizes[dim]),
                Encoding = null,
            }
        );
    }

    /// <summary>
    /// Subtracts the mean and divides by the standard deviation, along a dimension or within groups:
    /// <c>sst.StandardizedAnomaly("time.month")</c>. Missing values are left out and stay missing; where nothing
    /// varies, the result is missing.
    /// </summary>
    /// <param name="key">A dimension, or a key of <see cref="GroupBy(string[])"/>.</param>
    /// <param name="ddof">Delta degrees of freedom of the standard deviation.</param>
    /// <exception cref="GchunkException">The dimension or the key is unknown.</exception>
    public DataArray StandardizedAnomaly(string key, double ddof = 0)
    {
        DataArray anomaly,
            spread;
        if (variable.Dims.Contains(key))
        {
            (anomaly, spread) = (this - Reduce("mean", [key]), Reduce("std", [key], ddof: ddof));
            spread = spread.Where(spread > 0.0);
            return (anomaly / spread).Transpose(variable.Dims).Rename(Name);
        }

        GroupedArray groups = GroupBy(key);
        anomaly = groups - groups.Reduce("mean");
        spread = groups.Reduce("std", ddof: ddof);
        return (anomaly.GroupBy(key) / spread.Where(spread > 0.0)).Transpose(variable.Dims).Rename(Name);
    }

    // Several results of each line along a dimension, as the variables of a data set.
    private Dataset Along(AlongAxisOp op, string dim, string[] names)
    {
        int axis = Axis(dim);
        ArrayExpr all = op.Of(Numbers().Expr, names.Length);
        Coordinates coords = Coords.WithoutDims([dim]);
        string[] dims = [.. variable.Dims.Where(d => d != dim)];
        return new Dataset(
            names.Select(
                (name, k) =>
                    new DataArray(
                        new Variable(dims, new AxisPick(new AxisSlice(k, 1, 1, Drop: true)).Of(all, axis), []),
                        coords,
                        name
                    )
            )
        );
    }
}
