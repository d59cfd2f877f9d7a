using System.Runtime.CompilerServices;
using Gchunk.Dsl.UserFunctions;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Applies a function to the last axes of an array, its core axes, once for each index along the axes before them:
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
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
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

    /// <summary>
    /// Applies a function of several results of the core axes of arrays, once for each index on the axes before them. It is
    /// called once for all results that are computed together.
    /// </summary>
    /// <param name="signature">The names of the core axes: <c>"(i)->(),(i)"</c>.</param>
    /// <param name="function">The function of the core axes of all arrays; it returns one array for each result.</param>
    /// <param name="arrays">The arrays; the axes before their core axes are broadcast.</param>
    /// <param name="sizes">The lengths of core axes that only the results have.</param>
    /// <param name="dtypes">The dtype of each result; by default float64, or float32 for arrays of float32.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">
    /// The signature cannot be read, or an array, a length or the number of dtypes does not fit it.
    /// </exception>
    /// <example><code>
    /// var rows = Arange(12).Reshape((3, 4)).AsType(DType.Float64);
    /// var results = ApplyGufunc(
    ///     "(i)->(),()",
    ///     v =&gt; [NDArray.Scalar(v[0].ToArray&lt;double&gt;().Min()), NDArray.Scalar(v[0].ToArray&lt;double&gt;().Max())],
    ///     [rows]);
    /// Print(Compute(results[0], results[1])[1]);
    /// </code></example>
    public static ChunkedArray[] ApplyGufunc(
        string signature,
        Func<NDArray[], NDArray[]> function,
        ChunkedArray[] arrays,
        IReadOnlyDictionary<string, long>? sizes = null,
        DType[]? dtypes = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => new GufuncSignature(signature).ApplyAll(UserFunction.Of(function, text), arrays, sizes, dtypes);
}
