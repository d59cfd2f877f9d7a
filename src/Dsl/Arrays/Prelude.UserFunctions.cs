using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Applies a function to the blocks of two arrays, which are first broadcast and given equal chunks.
    /// </summary>
    /// <param name="function">The function; it must not change or keep its blocks.</param>
    /// <param name="first">The first array.</param>
    /// <param name="second">The second array.</param>
    /// <param name="dtype">The dtype of the result; by default float64, or float32 for arrays of float32.</param>
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
    /// <param name="dtype">The dtype of the result; by default float64, or float32 for arrays of float32.</param>
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
