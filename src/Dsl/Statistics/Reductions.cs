using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>Values in groups, windows or periods; a reduction gives one value for each. Lazy.</summary>
public abstract class Reductions<TResult>
{
    private protected Reductions() { }

    /// <summary>Applies a reduction, given by its name in the table of operations.</summary>
    /// <param name="op">NumPy's name: <c>sum</c>, <c>std</c>.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    /// <param name="ddof">Delta degrees of freedom of <c>var</c> and <c>std</c>.</param>
    /// <exception cref="GchunkException">The reduction is unknown.</exception>
    public abstract TResult Reduce(string op, bool skipNaN = true, bool keepAttrs = true, double ddof = 0);

    private protected abstract TResult Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    );

    internal TResult QuantilesOf(double[] quantiles, bool one, QuantileMethod method, bool skipNaN, bool keepAttrs) =>
        Quantiles(quantiles, one, method, skipNaN, keepAttrs);

    /// <summary>Computes the mean of each group or window.</summary>
    public TResult Mean(bool skipNaN = true, bool keepAttrs = true) => Reduce("mean", skipNaN, keepAttrs);

    /// <summary>Computes the sum of each group or window.</summary>
    public TResult Sum(bool skipNaN = true, bool keepAttrs = true) => Reduce("sum", skipNaN, keepAttrs);

    /// <summary>Computes the sum of each group or window, missing where there are too few values.</summary>
    /// <param name="minCount">The minimum number of values for a result.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    public TResult Sum(int minCount, bool keepAttrs = true) =>
        AtLeast(Reduce("sum", true, keepAttrs), Reduce("count"), minCount);

    /// <summary>Computes the product of each group or window, missing where there are too few values.</summary>
    /// <param name="minCount">The minimum number of values for a result.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    public TResult Prod(int minCount, bool keepAttrs = true) =>
        AtLeast(Reduce("prod", true, keepAttrs), Reduce("count"), minCount);

    private static TResult AtLeast(TResult values, TResult counts, int minCount) =>
        (values, counts) switch
        {
            (DataArray v, DataArray n) => (TResult)(object)v.AtLeast(n, minCount),
            (Dataset v, Dataset n) => (TResult)
                (object)v.Map(x => n.Contains(x.Name!) ? x.AtLeast(n[x.Name!], minCount) : x),
            _ => values,
        };

    /// <summary>Computes the product of each group or window.</summary>
    public TResult Prod(bool skipNaN = true, bool keepAttrs = true) => Reduce("prod", skipNaN, keepAttrs);

    /// <summary>Computes the minimum of each group or window.</summary>
    public TResult Min(bool skipNaN = true, bool keepAttrs = true) => Reduce("min", skipNaN, keepAttrs);

    /// <summary>Computes the maximum of each group or window.</summary>
    public TResult Max(bool skipNaN = true, bool keepAttrs = true) => Reduce("max", skipNaN, keepAttrs);

    /// <summary>Computes the standard deviation of each group or window.</summary>
    public TResult Std(bool skipNaN = true, bool keepAttrs = true, double ddof = 0) =>
        Reduce("std", skipNaN, keepAttrs, ddof);

    /// <summary>Computes the variance of each group or window.</summary>
    public TResult Var(bool skipNaN = true, bool keepAttrs = true, double ddof = 0) =>
        Reduce("var", skipNaN, keepAttrs, ddof);

    /// <summary>Counts the values of each group or window that are not missing.</summary>
    public TResult Count(bool keepAttrs = true) => Reduce("count", true, keepAttrs);

    /// <summary>
    /// Returns the first value of each group or window, or the first that is not missing if NaN is skipped.
    /// </summary>
    public TResult First(bool skipNaN = true, bool keepAttrs = true) => Reduce("first", skipNaN, keepAttrs);

    /// <summary>
    /// Returns the last value of each group or window, or the last that is not missing if NaN is skipped.
    /// </summary>
    public TResult Last(bool skipNaN = true, bool keepAttrs = true) => Reduce("last", skipNaN, keepAttrs);

    /// <summary>Tests if any value of each group or window is true.</summary>
    public TResult Any(bool keepAttrs = true) => Reduce("any", true, keepAttrs);

    /// <summary>Tests if all values of each group or window are true.</summary>
    public TResult All(bool keepAttrs = true) => Reduce("all", true, keepAttrs);

    /// <summary>Computes the median of each group or window. Each task holds the whole dimension.</summary>
    public TResult Median(bool skipNaN = true, bool keepAttrs = true) =>
        Quantiles([0.5], true, QuantileMethod.Median, skipNaN, keepAttrs);

    /// <summary>Computes a quantile of each group or window. Each task holds the whole dimension.</summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="skipNaN">True if NaN counts as missing.</param>
    /// <param name="keepAttrs">True to keep attributes.</param>
    /// <param name="method">NumPy's name of the interpolation method.</param>
    /// <exception cref="GchunkException">The quantile is out of range, or the method unknown.</exception>
    public TResult Quantile(double q, bool skipNaN = true, bool keepAttrs = false, string method = "linear") =>
        Quantiles(Checked([q]), true, QuantileMethods.Parse(method), skipNaN, keepAttrs);

    /// <summary>
    /// Computes several quantiles of each group or window, along a last dimension <c>quantile</c>. Each task holds
    /// the whole dimension.
    /// </summary>
    public TResult Quantile(double[] q, bool skipNaN = true, bool keepAttrs = false, string method = "linear") =>
        Quantiles(Checked(q), false, QuantileMethods.Parse(method), skipNaN, keepAttrs);

    internal static double[] Checked(double[] quantiles)
    {
        foreach (double q in quantiles)
        {
            if (!(q >= 0 && q <= 1))
                throw new GchunkException($"a quantile must be between 0 and 1; got {TimeText.Show(q)}");
        }

        return quantiles;
    }
}
