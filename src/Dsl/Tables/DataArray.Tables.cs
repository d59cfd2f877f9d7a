using Gchunk.Dsl.Tables;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes the values and returns them as a table with a row for each element: xarray's <c>to_dataframe</c>. The
    /// dimensions are the index, the last one varying fastest.
    /// </summary>
    /// <remarks>Coordinates that label no dimension are columns before that of the values.</remarks>
    /// <param name="name">The name of the column of the values; by default the array's.</param>
    /// <exception cref="GchunkException">
    /// The array has no dimensions or no name, or the table does not fit the memory limit.
    /// </exception>
    /// <example><code>
    /// Print(OpenDataset("rain.nc")["pr"].Mean("lon").ToTable().Head());
    /// </code></example>
    public Table ToTable(string? name = null)
    {
        if (Dims.Count == 0)
        {
            throw new GchunkException(
                "an array without dimensions has no rows for a table; get its value with Scalar()"
            );
        }

        string column =
            name
            ?? Name
            ?? throw new GchunkException("an array without a name needs one in a table: ToTable(\"name\")");
        return LongForm.Of(
            [.. Coords.Where(c => c.Index is null).Select(c => (c.Name, c.Variable)), (column, variable)],
            Coords,
            DimArray,
            Sizes
        );
    }
}
