using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// A function of each block, as an array with the same labels; see
    /// <see cref="ChunkedArray.MapBlocks(Func{NDArray, NDArray}, DType?, Shape?, string)"/>.
    /// </summary>
    /// <param name="function">The function: it gives a block of the same shape.</param>
    /// <param name="dtype">
    /// The dtype that it gives; where none is stated, float64, or float32 for an array of float32.
    /// </param>
    /// <param name="text">Written by the compiler.</param>
    public DataArray MapBlocks(
        Func<NDArray, NDArray> function,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => With(variable with { Expr = Data.MapBlocks(function, dtype, null, text).Expression, Calendar = null });

    /// <summary>What a function makes of the array: for chains of functions of one's own.</summary>
    public T Pipe<T>(Func<DataArray, T> function) => function(this);
}
