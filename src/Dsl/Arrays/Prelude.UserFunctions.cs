using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>A function of the blocks of two arrays, which are broadcast and cut alike first.</summary>
    /// <param name="function">The function; it must not change its blocks or keep them.</param>
    /// <param name="first">An array.</param>
    /// <param name="second">Another.</param>
    /// <param name="dtype">
    /// The dtype that it gives; where none is stated, float64, or float32 for arrays of float32.
    /// </param>
    /// <param name="chunks">The shape of every block that it gives, where that is not the shape of its own.</param>
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

    /// <summary>A function of the blocks of three arrays, which are broadcast and cut alike first.</summary>
    /// <param name="function">The function; it must not change its blocks or keep them.</param>
    /// <param name="first">An array.</param>
    /// <param name="second">Another.</param>
    /// <param name="third">A third.</param>
    /// <param name="dtype">
    /// The dtype that it gives; where none is stated, float64, or float32 for arrays of float32.
    /// </param>
    /// <param name="chunks">The shape of every block that it gives, where that is not the shape of its own.</param>
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
