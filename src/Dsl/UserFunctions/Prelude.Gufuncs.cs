using System.Runtime.CompilerServices;
using Gchunk.Dsl.UserFunctions;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Applies a function of some last axes of an array, its core axes, once for each index on the axes before them:
    /// Dask's <c>apply_gufunc</c> with <c>vectorize=True</c>.
    /// </summary>
    /// <remarks>
    /// Each task holds the core axes whole. The function must not change or keep its inputs; it is called on several
    /// threads at once.
    /// </remarks>
    /// <param name="signature">
    /// The names of the core axes of the inputs and of the result: <c>"(i)->()"</c>, <c>"(i,j),(j)->(i)"</c>.
    /// </param>
    /// <param name="function">The function of the core axes; its result has the shape of the result's core axes.</param>
    /// <param name="x">The array.</param>
    /// <param name="sizes">The lengths of core axes that only the result has.</param>
    /// <param name="dtype">The dtype of the result; by default float64, or float32 for an array of float32.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">
    /// The signature cannot be read, or an array or a length does not fit it.
    /// </exception>
    /// <example><code>
    /// var rows = Arange(12).Reshape((3, 4)).AsType(DType.Float64);
    /// var range = ApplyGufunc("(i)->()", v =&gt; NDArray.Scalar(v.ToArray&lt;double&gt;().Max() - v.ToArray&lt;double&gt;().Min()), rows);
    /// Print(range.Compute());
    /// </code></example>
    public static ChunkedArray ApplyGufunc(
        string signature,
        Func<NDArray, NDArray> function,
        ChunkedArray x,
        IReadOnlyDictionary<string, long>? sizes = null,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => new GufuncSignature(signature).Apply(UserFunction.Of(function, text), [x], sizes, dtype);

    /// <summary>Applies a function of the core axes of two arrays; the axes before them are broadcast.</summary>
    /// <inheritdoc cref="ApplyGufunc(string, Func{NDArray, NDArray}, ChunkedArray, IReadOnlyDictionary{string, long}?, DType?, string)"/>
    /// <param name="signature">The names of the core axes: <c>"(i,j),(j)->(i)"</c>.</param>
    /// <param name="function">The function of the core axes.</param>
    /// <param name="x">The first array.</param>
    /// <param name="y">The second array.</param>
    /// <param name="sizes">The lengths of core axes that only the result has.</param>
    /// <param name="dtype">The dtype of the result.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public static ChunkedArray ApplyGufunc(
        string signature,
        Func<NDArray, NDArray, NDArray> function,
        ChunkedArray x,
        ChunkedArray y,
        IReadOnlyDictionary<string, long>? sizes = null,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => new GufuncSignature(signature).Apply(UserFunction.Of(function, text), [x, y], sizes, dtype);

    /// <summary>Applies a function of the core axes of three arrays; the axes before them are broadcast.</summary>
    /// <inheritdoc cref="ApplyGufunc(string, Func{NDArray, NDArray}, ChunkedArray, IReadOnlyDictionary{string, long}?, DType?, string)"/>
    /// <param name="signature">The names of the core axes: <c>"(i),(i),()->()"</c>.</param>
    /// <param name="function">The function of the core axes.</param>
    /// <param name="x">The first array.</param>
    /// <param name="y">The second array.</param>
    /// <param name="z">The third array.</param>
    /// <param name="sizes">The lengths of core axes that only the result has.</param>
    /// <param name="dtype">The dtype of the result.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public static ChunkedArray ApplyGufunc(
        string signature,
        Func<NDArray, NDArray, NDArray, NDArray> function,
        ChunkedArray x,
        ChunkedArray y,
        ChunkedArray z,
        IReadOnlyDictionary<string, long>? sizes = null,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => new GufuncSignature(signature).Apply(UserFunction.Of(function, text), [x, y, z], sizes, dtype);
}
