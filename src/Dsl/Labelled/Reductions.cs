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
    /// <exception cref="Engine.GchunkException">There is no such reduction.</exception>
    public abstract TResult Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0);

    /// <summary>The mean of each.</summary>
    public TResult Mean(bool skipNaN = true, bool keepAttrs = false) => Reduce("mean", skipNaN, keepAttrs);

    /// <summary>The sum of each.</summary>
    public TResult Sum(bool skipNaN = true, bool keepAttrs = false) => Reduce("sum", skipNaN, keepAttrs);

    /// <summary>The least value of each.</summary>
    public TResult Min(bool skipNaN = true, bool keepAttrs = false) => Reduce("min", skipNaN, keepAttrs);

    /// <summary>The greatest value of each.</summary>
    public TResult Max(bool skipNaN = true, bool keepAttrs = false) => Reduce("max", skipNaN, keepAttrs);

    /// <summary>The standard deviation of each.</summary>
    public TResult Std(bool skipNaN = true, bool keepAttrs = false, double ddof = 0) => Reduce("std", skipNaN, keepAttrs, ddof);

    /// <summary>The variance of each.</summary>
    public TResult Var(bool skipNaN = true, bool keepAttrs = false, double ddof = 0) => Reduce("var", skipNaN, keepAttrs, ddof);

    /// <summary>The number of values of each that are not missing.</summary>
    public TResult Count(bool keepAttrs = false) => Reduce("count", true, keepAttrs);
}
