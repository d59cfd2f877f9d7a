using System.Runtime.CompilerServices;
using Gchunk.Dsl.UserFunctions;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Applies a function to each block with a margin of its neighbors' elements, for filters and finite differences.
    /// The margin is trimmed from the result.
    /// </summary>
    /// <param name="function">The function; its result has the shape of its input, including the margin.</param>
    /// <param name="depth">The width of the margin along each axis, or one number for all axes.</param>
    /// <param name="boundary">
    /// The margin at the ends of the array: <c>none</c> (no margin there), <c>reflect</c> (2 1 | 0 1 2, as in NumPy's
    /// pad; Dask's <c>reflect</c> is <c>symmetric</c> here), <c>symmetric</c> (1 0 | 0 1 2), <c>periodic</c>,
    /// <c>nearest</c>, or <c>constant</c>.
    /// </param>
    /// <param name="value">The constant.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">
    /// The depth is negative or has a different number of axes, or the boundary is unknown.
    /// </exception>
    public ChunkedArray MapOverlap(
        Func<NDArray, NDArray> function,
        Shape depth,
        string boundary = "none",
        double value = 0,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Margins.Map(UserFunction.Of(function, text), [this], Margins.Even(this, depth, boundary), value, true, dtype);

    /// <summary>
    /// Applies a function to each block with a margin of its neighbors' elements, of its own width before and after the
    /// block, and with its own boundary, along each axis.
    /// </summary>
    /// <param name="function">
    /// The function; its result has the shape of its input, including the margins, or, if they are not trimmed, of the
    /// block without them.
    /// </param>
    /// <param name="depth">For each axis, the number of elements before and after each block.</param>
    /// <param name="boundary">
    /// For each axis, or once for all, the margin at the ends of the array: <c>none</c>, <c>reflect</c>,
    /// <c>symmetric</c>, <c>periodic</c>, <c>nearest</c> or <c>constant</c>.
    /// </param>
    /// <param name="value">The constant.</param>
    /// <param name="trim">False if the function itself leaves the margins out of its result.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">
    /// A depth is negative, the depths or boundaries are not one for each axis, or a boundary is unknown.
    /// </exception>
    /// <example><code>
    /// var x = Arange(10).Rechunk(4).AsType(DType.Float64);
    /// // The difference from the element before, 0 for the first: one element before each block, none after.
    /// var y = x.MapOverlap(b =&gt; { var r = b.Copy(); for (int i = (int)b.Size - 1; i &gt; 0; i--) r.Span&lt;double&gt;()[i] -= b.Span&lt;double&gt;()[i - 1]; return r; }, [(1, 0)], ["nearest"]);
    /// </code></example>
    public ChunkedArray MapOverlap(
        Func<NDArray, NDArray> function,
        (long Before, long After)[] depth,
        string[]? boundary = null,
        double value = 0,
        bool trim = true,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) =>
        Margins.Map(
            UserFunction.Of(function, text),
            [this],
            Margins.Of(this, depth, boundary ?? ["none"]),
            value,
            trim,
            dtype
        );

    /// <summary>
    /// Gives each block a margin of its neighbors' elements: an array whose blocks are larger, and in which the margins
    /// occur twice. Dask's <c>overlap</c>.
    /// </summary>
    /// <param name="depth">For each axis, the number of elements before and after each block.</param>
    /// <param name="boundary">
    /// For each axis, or once for all, the margin at the ends of the array: <c>none</c>, <c>reflect</c>,
    /// <c>symmetric</c>, <c>periodic</c>, <c>nearest</c> or <c>constant</c>.
    /// </param>
    /// <param name="value">The constant.</param>
    /// <exception cref="Engine.GchunkException">
    /// A depth is negative, the depths or boundaries are not one for each axis, or a boundary is unknown.
    /// </exception>
    /// <example><code>
    /// var x = Arange(6).Rechunk(3).Overlap([(1, 1)], ["nearest"]);    // 0 0 1 2 3 and 2 3 4 5 5
    /// </code></example>
    public ChunkedArray Overlap((long Before, long After)[] depth, string[]? boundary = null, double value = 0) =>
        new(Margins.Widened(this, Margins.Of(this, depth, boundary ?? ["none"]), value));
}
