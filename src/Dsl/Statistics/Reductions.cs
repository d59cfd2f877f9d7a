using Gchunk.Dsl.Times;
using Gchunk.Engine;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>Values in groups, windows or periods, each of which a reduction turns into one value. Lazy.</summary>
public abstract class Reductions<TResult>
{
    private protected Reductions() { }

    /// <summary>A reduction by its name in the table of operations.</summary>
    /// <param name="op">NumPy's name: <c>sum</c>, <c>std</c>.</param>
    /// <param name="skipNaN">Whether NaN counts as missing.</param>
    /// <param name="keepAttrs">Whether attributes stay.</param>
    /// <param name="ddof">Delta degrees of freedom of <c>var</c> and <c>std</c>.</param>
    /// <exception cref="GchunkException">There is no such reduction.</exception>
    public abstract TResult Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0);

    private protected abstract TResult Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    );

    internal TResult QuantilesOf(double[] quantiles, bool one, QuantileMethod method, bool skipNaN, bool keepAttrs) =>
        Quantiles(quantiles, one, method, skipNaN, keepAttrs);

    /// <summary>The mean of each.</summary>
    public TResult Mean(bool skipNaN = true, bool keepAttrs = false) => Reduce("mean", skipNaN, keepAttrs);

    /// <summary>The sum of each.</summary>
    public TResult Sum(bool skipNaN = true, bool keepAttrs = false) => Reduce("sum", skipNaN, keepAttrs);

    /// <summary>The sum of each; missing where fewer values than stated are there.</summary>
    /// <param name="minCount">How many values must be there.</param>
    /// <param name="keepAttrs">Whether attributes stay.</param>
    public TResult Sum(int minCount, bool keepAttrs = false) =>
        AtLeast(Reduce("sum", true, keepAttrs), Reduce("count"), minCount);

    /// <summary>The product of each; missing where fewer values than stated are there.</summary>
    /// <param name="minCount">How many values must be there.</param>
    /// <param name="keepAttrs">Whether attributes stay.</param>
    public TResult Prod(int minCount, bool keepAttrs = false) =>
        AtLeast(Reduce("prod", true, keepAttrs), Reduce("count"), minCount);

    private static TResult AtLeast(TResult values, TResult counts, int minCount) =>
        (values, counts) switch
        {
            (DataArray v, DataArray n) => (TResult)(object)v.AtLeast(n, minCount),
            (Dataset v, Dataset n) => (TResult)
                (object)v.Map(x => n.Contains(x.Name!) ? x.AtLeast(n[x.Name!], minCount) : x),
            _ => values,
        };

    /// <summary>The product of each.</summary>
    public TResult Prod(bool skipNaN = true, bool keepAttrs = false) => Reduce("prod", skipNaN, keepAttrs);

    /// <summary>The least value of each.</summary>
    public TResult Min(bool skipNaN = true, bool keepAttrs = false) => Reduce("min", skipNaN, keepAttrs);

    /// <summary>The greatest value of each.</summary>
    public TResult Max(bool skipNaN = true, bool keepAttrs = false) => Reduce("max", skipNaN, keepAttrs);

    /// <summary>The standard deviation of each.</summary>
    public TResult Std(bool skipNaN = true, bool keepAttrs = false, double ddof = 0) =>
        Reduce("std", skipNaN, keepAttrs, ddof);

    /// <summary>The variance of each.</summary>
    public TResult Var(bool skipNaN = true, bool keepAttrs = false, double ddof = 0) =>
        Reduce("var", skipNaN, keepAttrs, ddof);

    /// <summary>The number of values of each that are not missing.</summary>
    public TResult Count(bool keepAttrs = false) => Reduce("count", true, keepAttrs);

    /// <summary>The first value of each; the first that is not missing where NaN is skipped.</summary>
    public TResult First(bool skipNaN = true, bool keepAttrs = false) => Reduce("first", skipNaN, keepAttrs);

    /// <summary>The last value of each; the last that is not missing where NaN is skipped.</summary>
    public TResult Last(bool skipNaN = true, bool keepAttrs = false) => Reduce("last", skipNaN, keepAttrs);

    /// <summary>Whether any value of each is true.</summary>
    public TResult Any(bool keepAttrs = false) => Reduce("any", true, keepAttrs);

    /// <summary>Whether all values of each are true.</summary>
    public TResult All(bool keepAttrs = false) => Reduce("all", true, keepAttrs);

    /// <summary>The median of each. Each task holds the dimension whole.</summary>
    public TResult Median(bool skipNaN = true, bool keepAttrs = false) =>
        Quantiles([0.5], true, QuantileMethod.Median, skipNaN, keepAttrs);

    /// <summary>A quantile of each. Each task holds the dimension whole.</summary>
    /// <param name="q">The quantile, from 0 to 1.</param>
    /// <param name="skipNaN">Whether NaN counts as missing.</param>
    /// <param name="keepAttrs">Whether attributes stay.</param>
    /// <param name="method">NumPy's name of the way to choose between neighbours.</param>
    /// <exception cref="GchunkException">The quantile is out of range, or the method unknown.</exception>
    public TResult Quantile(double q, bool skipNaN = true, bool keepAttrs = false, string method = "linear") =>
        Quantiles(Checked([q]), true, QuantileMethods.Parse(method), skipNaN, keepAttrs);

    /// <summary>
    /// Several quantiles of each, along a last dimension <c>quantile</c>. Each task holds the dimension whole.
    /// </summary>
    public TResult Quantile(double[] q, bool skipNaN = true, bool keepAttrs = false, string method = "linear") =>
        Quantiles(Checked(q), false, QuantileMethods.Parse(method), skipNaN, keepAttrs);

    internal static double[] Checked(double[] quantiles)
    {
        foreach (double q in quantiles)
        {
            if (!(q >= 0 && q <= 1))
                throw new GchunkException($"a quantile lies between 0 and 1; got {TimeText.Show(q)}");
        }

        return quantiles;
    }
}
