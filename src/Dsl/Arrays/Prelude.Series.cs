using Gchunk.Dsl.Arrays.Sets;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Rewrites;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <inheritdoc cref="ChunkedArray.Diff"/>
    public static ChunkedArray Diff(ChunkedArray x, int n = 1, int axis = -1) => x.Diff(n, axis);

    /// <summary>
    /// Computes the differences of neighbouring elements of the flattened array, with elements before and after: NumPy's
    /// <c>ediff1d</c>.
    /// </summary>
    /// <param name="x">The array.</param>
    /// <param name="toEnd">Elements after the differences.</param>
    /// <param name="toBegin">Elements before the differences.</param>
    public static ChunkedArray EDiff1D(ChunkedArray x, ChunkedArray? toEnd = null, ChunkedArray? toBegin = null)
    {
        ChunkedArray diff = x.Flatten().Diff();
        IEnumerable<ChunkedArray?> parts = [toBegin, diff, toEnd];
        return Concatenate([.. parts.OfType<ChunkedArray>().Select(p => p.Flatten().AsType(diff.DType))]);
    }

    /// <inheritdoc cref="ChunkedArray.Gradient(double, int, int)"/>
    public static ChunkedArray Gradient(ChunkedArray x, double spacing = 1, int axis = -1, int edgeOrder = 1) =>
        x.Gradient(spacing, axis, edgeOrder);

    /// <inheritdoc cref="ChunkedArray.Gradient(double[], int, int)"/>
    public static ChunkedArray Gradient(ChunkedArray x, double[] coordinates, int axis = -1, int edgeOrder = 1) =>
        x.Gradient(coordinates, axis, edgeOrder);

    /// <inheritdoc cref="ChunkedArray.Trapezoid(double, int)"/>
    public static ChunkedArray Trapezoid(ChunkedArray y, double spacing = 1, int axis = -1) =>
        y.Trapezoid(spacing, axis);

    /// <inheritdoc cref="ChunkedArray.Trapezoid(double[], int)"/>
    public static ChunkedArray Trapezoid(ChunkedArray y, double[] coordinates, int axis = -1) =>
        y.Trapezoid(coordinates, axis);

    /// <inheritdoc cref="ChunkedArray.Convolve"/>
    public static ChunkedArray Convolve(ChunkedArray x, ChunkedArray kernel, string mode = "full") =>
        x.Convolve(kernel, mode);

    /// <summary>
    /// Returns the index of the bin of each element: NumPy's <c>digitize</c>. 0 is before the first edge; NaN counts as
    /// after the last.
    /// </summary>
    /// <param name="x">The elements; compared as float64.</param>
    /// <param name="edges">The edges, ascending or descending.</param>
    /// <param name="right">True if a bin includes its upper edge instead of its lower one.</param>
    /// <returns>Int64, of the same shape.</returns>
    /// <exception cref="GchunkException">The edges are neither ascending nor descending.</exception>
    public static ChunkedArray Digitize(ChunkedArray x, double[] edges, bool right = false)
    {
        bool descends = edges.Length > 1 && edges[0] > edges[^1];
        double[] ascending = descends ? [.. edges.Reverse()] : edges;
        for (int i = 0; i < ascending.Length; i++)
        {
            if (!(i == 0 ? !double.IsNaN(ascending[0]) : ascending[i] >= ascending[i - 1]))
            {
                throw new GchunkException(
                    $"the edges of Digitize must be ascending or descending; got ({string.Join(", ", edges)})"
                );
            }
        }

        int[] axes = [.. Enumerable.Range(0, x.Rank)];
        // Among descending edges, the bin index counts from the other end.
        var bins = new ChunkedArray(
            new BlockOpExpr(
                new DigitizeOp(NDArray.From(ascending), right),
                [CastExpr.Create(x.Expression, DType.Float64)],
                [axes],
                DType.Int64,
                x.Chunks
            )
        );
        return descends ? (ChunkedArray)(long)edges.Length - bins : bins;
    }

    /// <summary>Returns the index of the bin of each element, with edges that are computed at once.</summary>
    /// <inheritdoc cref="Digitize(ChunkedArray, double[], bool)"/>
    public static ChunkedArray Digitize(ChunkedArray x, ChunkedArray edges, bool right = false)
    {
        using NDArray computed = edges.Flatten().AsType(DType.Float64).Compute();
        return Digitize(x, computed.ToArray<double>(), right);
    }

    /// <summary>
    /// Returns the distinct values in ascending order, and how often each occurs: NumPy's <c>unique</c> with counts.
    /// NaN comes last, once. Complex numbers are ordered by the real part, then by the imaginary part.
    /// </summary>
    /// <param name="x">The elements, of any shape.</param>
    /// <returns>
    /// Values in the dtype of x, and counts, both in memory: their number is known only after x has been computed,
    /// which this does at once, block by block.
    /// </returns>
    /// <example><code>
    /// var (values, counts) = Unique(Arange(0, 100) % 7);
    /// </code></example>
    public static (NDArray Values, NDArray Counts) Unique(ChunkedArray x)
    {
        if (x.DType.IsTime)
        {
            // Ordered by their nanoseconds, NaT last.
            (NDArray keys, NDArray often) = Unique(new ChunkedArray(TimeOperations.Key(x.Expression)));
            return (TimesOfKeys(keys, x.DType), often);
        }
        var seen = new DistinctValues(x.DType, x.Shape);
        Computation.Store([x.Expression], [seen]);
        (NDArray values, NDArray counts, NDArray first) = seen.Result();
        first.Dispose();
        return (values, counts);
    }

    private static NDArray TimesOfKeys(NDArray keys, DType dtype) =>
        NDArray.From(Array.ConvertAll(keys.ToArray<long>(), k => unchecked(k + 1))).AsType(dtype);
}
