using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// The number rounded to a number of decimals; negative decimals round to tens, hundreds and so on. Halves are rounded
    /// to even. Without decimals it is rounded to an integer.
    /// </summary>
    public DataArray Round() => Prelude.Round(this, 0);

    /// <summary>
    /// Applies a function to each block; the result has the same labels. See <see
    /// cref="ChunkedArray.MapBlocks(Func{NDArray, NDArray}, DType?, Shape?, string)"/>.
    /// </summary>
    /// <param name="function">The function, which returns a block of the same shape.</param>
    /// <param name="dtype">The dtype of the result; by default float64, or float32 for an array of float32.</param>
    /// <param name="text">Filled in by the compiler.</param>
    public DataArray MapBlocks(
        Func<NDArray, NDArray> function,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => With(variable with { Expr = Data.MapBlocks(function, dtype, null, text).Expression, Calendar = null });

    /// <summary>Calls a function with the array, to chain your own functions.</summary>
    public T Pipe<T>(Func<DataArray, T> function) => function(this);
}
