using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Dense;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>
/// Reductions of arrays in memory, computed at once. All other functions take them as they take lazy arrays:
/// <c>Sqrt(a)</c>, <c>FromArray(a)</c>.
/// </summary>
/// <example><code>
/// NDArray a = Arange(6).Reshape((2, 3)).Compute();
/// Print(a.Mean(), a.Sum(axis: 0), a.Max(1));
/// </code></example>
public static partial class NDArrayFunctions
{
    /// <summary>The lazy array of the same elements, which are not copied.</summary>
    public static ChunkedArray ToLazy(this NDArray array) => Prelude.FromArray(array, copy: false);

    /// <summary>The sum.</summary>
    public static NDArray Sum(this NDArray array, Axes axis = default, bool keepDims = false, bool skipNaN = false) =>
        Here(array.ToLazy().Sum(axis, keepDims, skipNaN));

    /// <summary>The product.</summary>
    public static NDArray Prod(this NDArray array, Axes axis = default, bool keepDims = false, bool skipNaN = false) =>
        Here(array.ToLazy().Prod(axis, keepDims, skipNaN));

    /// <summary>The arithmetic mean.</summary>
    public static NDArray Mean(this NDArray array, Axes axis = default, bool keepDims = false, bool skipNaN = false) =>
        Here(array.ToLazy().Mean(axis, keepDims, skipNaN));

    /// <summary>The least element.</summary>
    public static NDArray Min(this NDArray array, Axes axis = default, bool keepDims = false, bool skipNaN = false) =>
        Here(array.ToLazy().Min(axis, keepDims, skipNaN));

    /// <summary>The greatest element.</summary>
    public static NDArray Max(this NDArray array, Axes axis = default, bool keepDims = false, bool skipNaN = false) =>
        Here(array.ToLazy().Max(axis, keepDims, skipNaN));

    /// <summary>The variance; the divisor is the count minus <paramref name="ddof"/>.</summary>
    public static NDArray Var(
        this NDArray array,
        Axes axis = default,
        bool keepDims = false,
        bool skipNaN = false,
        double ddof = 0
    ) => Here(array.ToLazy().Var(axis, keepDims, skipNaN, ddof));

    /// <summary>The standard deviation; the divisor is the count minus <paramref name="ddof"/>.</summary>
    public static NDArray Std(
        this NDArray array,
        Axes axis = default,
        bool keepDims = false,
        bool skipNaN = false,
        double ddof = 0
    ) => Here(array.ToLazy().Std(axis, keepDims, skipNaN, ddof));

    /// <summary>Whether any element is true.</summary>
    public static TruthArray Any(this NDArray array, Axes axis = default, bool keepDims = false) =>
        Truths(array.ToLazy().Any(axis, keepDims));

    /// <summary>Whether all elements are true.</summary>
    public static TruthArray All(this NDArray array, Axes axis = default, bool keepDims = false) =>
        Truths(array.ToLazy().All(axis, keepDims));

    /// <summary>The cumulative sum along an axis.</summary>
    public static NDArray CumSum(this NDArray array, int axis = 0) => Here(array.ToLazy().CumSum(axis));

    /// <summary>The transpose: the axes in reverse order.</summary>
    public static NDArray Transpose(this NDArray array) => Here(array.ToLazy().Transpose());

    extension(NDArray array)
    {
        /// <summary>The transpose: the axes in reverse order.</summary>
        public NDArray T => array.Transpose();
    }

    /// <summary>The position of the least element, along an axis or in C order.</summary>
    public static NDArray ArgMin(this NDArray array, Axes axis = default) => Here(array.ToLazy().ArgMin(axis));

    /// <summary>The position of the greatest element, along an axis or in C order.</summary>
    public static NDArray ArgMax(this NDArray array, Axes axis = default) => Here(array.ToLazy().ArgMax(axis));

    private static TruthArray Truths(ChunkedArray result)
    {
        using NDArray truths = Here(result);
        return new TruthArray(truths);
    }

    private static NDArray Here(ChunkedArray result) => Computation.ComputeHere(result.Expression, threads: true);
}
