using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Applies a function to each block of every variable; see <see cref="DataArray.MapBlocks"/>.</summary>
    public Dataset MapBlocks(
        Func<NDArray, NDArray> function,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Over([], v => v.MapBlocks(function, dtype, text));

    /// <summary>Applies a function to each data variable.</summary>
    public Dataset Map(Func<DataArray, DataArray> function) =>
        new(Variables.Select(v => function(v).Rename(v.Name)), Attrs);

    /// <summary>Calls a function with the data set, to chain your own functions.</summary>
    public T Pipe<T>(Func<Dataset, T> function) => function(this);
}
