using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>A function of each block of every variable; see <see cref="DataArray.MapBlocks"/>.</summary>
    public Dataset MapBlocks(
        Func<NDArray, NDArray> function,
        DType? dtype = null,
        [CallerArgumentExpression(nameof(function))] string text = ""
    ) => Over([], v => v.MapBlocks(function, dtype, text));

    /// <summary>The data set with each data variable replaced by what a function makes of it.</summary>
    public Dataset Map(Func<DataArray, DataArray> function) =>
        new(Variables.Select(v => function(v).Rename(v.Name)), Attrs);

    /// <summary>What a function makes of the data set: for chains of functions of one's own.</summary>
    public T Pipe<T>(Func<Dataset, T> function) => function(this);
}
