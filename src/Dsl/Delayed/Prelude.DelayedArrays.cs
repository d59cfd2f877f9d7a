using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Makes an array of one block that is the value of a delayed call.</summary>
    /// <remarks>
    /// The call runs, with those that it needs, as the task of the block, each time that the block is computed. Join
    /// several with <c>Concatenate</c>, <c>Stack</c> or <c>Block</c>.
    /// </remarks>
    /// <param name="value">The delayed array.</param>
    /// <param name="shape">
    /// The shape of its value. Another shape or dtype is an error when the block is computed.
    /// </param>
    /// <param name="dtype">The dtype of its value.</param>
    /// <example><code>
    /// var load = Delay&lt;int, NDArray&gt;(year => NDArray.From(new double[] { year, year + 0.5 }));
    /// var all = Concatenate([.. Enumerable.Range(2000, 3).Select(y => FromDelayed(load(y), 2))]);
    /// Print(all.Mean().Compute());
    /// </code></example>
    public static ChunkedArray FromDelayed(Delayed<NDArray> value, Shape shape, DType dtype = DType.Float64) =>
        new(CallOp.Create(value.Call, shape, dtype));

    /// <summary>Makes an array of one block of float64 from a delayed list of its elements in C order.</summary>
    /// <param name="value">The delayed elements.</param>
    /// <param name="shape">The shape. Another number of elements is an error when the block is computed.</param>
    public static ChunkedArray FromDelayed(Delayed<double[]> value, Shape shape) =>
        new(CallOp.Create(value.Call, shape, DType.Float64));

    /// <summary>Returns every block of an array as a delayed value, in C order, for calls of your own.</summary>
    /// <param name="x">The array.</param>
    public static IReadOnlyList<Delayed<NDArray>> ToDelayed(ChunkedArray x) =>
        [.. x.Blocks.Ravel().Select(block => (Delayed<NDArray>)block)];
}
