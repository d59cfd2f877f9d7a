using System.Runtime.CompilerServices;
using Gchunk.Dsl.UserFunctions;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Applies a function to the blocks of two arrays with margins of their neighbors' elements; the arrays are first
    /// broadcast and given equal chunks. See <see cref="ChunkedArray.MapOverlap(Func{NDArray, NDArray}, ValueTuple{long,
    /// long}[], string[], double, bool, DType?, string)"/>.
    /// </summary>
    /// <param name="function">The function; its result has the shape of its inputs, including the margins.</param>
    /// <param name="first">The first array.</param>
    /// <param name="second">The second array.</param>
    /// <param name="depth">For each axis, the number of elements before and after each block.</param>
    /// <param name="boundary">For each axis, or once for all, the margin at the ends of the arrays.</param>
    /// <param name="value">The constant.</param>
    /// <param name="trim">False if the function itself leaves the margins out of its result.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for arrays of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">
    /// The shapes do not broadcast, or the depths or boundaries do not fit them.
    /// </exception>
    public static ChunkedArray MapOverlap(
        Func<NDArray, NDArray, NDArray> function,
        ChunkedArray first,
        ChunkedArray second,
        (long Before, long After)[] depth,
        string[]? boundary = null,
        double value = 0,
        bool trim = true,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    )
    {
        ChunkedArray[] arrays = BroadcastArrays(first, second);
        return Margins.Map(
            UserFunction.Of(function, text),
            arrays,
            Margins.Of(arrays[0], depth, boundary ?? ["none"]),
            value,
            trim,
            dtype
        );
    }

    /// <summary>Applies a function to the blocks of an array with margins of their neighbors' elements.</summary>
    /// <param name="function">The function; its result has the shape of its input, including the margins.</param>
    /// <param name="array">The array.</param>
    /// <param name="depth">The width of the margins, once or for each axis.</param>
    /// <param name="boundary">The margin at the ends of the array, such as "reflect".</param>
    /// <param name="value">The constant of the boundary "constant".</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">The depth or the boundary does not fit the array.</exception>
    public static ChunkedArray MapOverlap(
        Func<NDArray, NDArray> function,
        ChunkedArray array,
        Shape depth,
        string boundary = "none",
        double value = 0,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => array.MapOverlap(function, depth, boundary, value, dtype, text);

    /// <summary>Applies a function to the blocks of an array.</summary>
    /// <param name="function">The function; it must not change or keep its block.</param>
    /// <param name="array">The array.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for an array of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="chunks">The shape of every resulting block, if it differs from the shape of its input.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public static ChunkedArray MapBlocks(
        Func<NDArray, NDArray> function,
        ChunkedArray array,
        DType? dtype = null,
        Shape? chunks = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => array.MapBlocks(function, dtype, chunks, text);

    /// <summary>
    /// Applies a function to the blocks of two arrays, which are first broadcast and given equal chunks.
    /// </summary>
    /// <param name="function">The function; it must not change or keep its blocks.</param>
    /// <param name="first">The first array.</param>
    /// <param name="second">The second array.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for arrays of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="chunks">The shape of every resulting block, if it differs from the shape of its input.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">The shapes do not broadcast.</exception>
    public static ChunkedArray MapBlocks(
        Func<NDArray, NDArray, NDArray> function,
        ChunkedArray first,
        ChunkedArray second,
        DType? dtype = null,
        Shape? chunks = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => ChunkedArray.MapBlocks([first, second], UserFunction.Of(function, text), dtype, chunks);

    /// <summary>
    /// Applies a function to the blocks of three arrays, which are first broadcast and given equal chunks.
    /// </summary>
    /// <param name="function">The function; it must not change or keep its blocks.</param>
    /// <param name="first">The first array.</param>
    /// <param name="second">The second array.</param>
    /// <param name="third">The third array.</param>
    /// <param name="dtype">
    /// The dtype of the result; by default float64, or float32 for arrays of float32. For other dtypes the function is
    /// called once, with a few elements, to find out.
    /// </param>
    /// <param name="chunks">The shape of every resulting block, if it differs from the shape of its input.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <exception cref="Engine.GchunkException">The shapes do not broadcast.</exception>
    public static ChunkedArray MapBlocks(
        Func<NDArray, NDArray, NDArray, NDArray> function,
        ChunkedArray first,
        ChunkedArray second,
        ChunkedArray third,
        DType? dtype = null,
        Shape? chunks = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => ChunkedArray.MapBlocks([first, second, third], UserFunction.Of(function, text), dtype, chunks);
}
