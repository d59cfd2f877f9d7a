using Gchunk.Dsl.Tables;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>
    /// Computes all variables and returns them as a table with a row for each combination of labels: xarray's
    /// <c>to_dataframe</c>. The dimensions are the index, the last one varying fastest.
    /// </summary>
    /// <remarks>
    /// The columns are the data variables and then the coordinates that label no dimension. A variable is repeated
    /// along the dimensions that it lacks; the levels of a stacked dimension are columns of their own. Units and other
    /// attributes are kept.
    /// </remarks>
    /// <param name="dims">The order of all dimensions; by default that of the data set.</param>
    /// <exception cref="GchunkException">
    /// A dimension is missing or unknown, or the table does not fit the memory limit.
    /// </exception>
    /// <example><code>
    /// Table table = OpenDataset("rain.nc").ToTable();
    /// Print(table.Head());
    /// </code></example>
    public Table ToTable(params string[] dims)
    {
        string[] order = dims.Length > 0 ? dims : [.. Sizes.Names];
        if (dims.Length > 0 && !dims.Order().SequenceEqual(Sizes.Names.Order()))
        {
            throw new GchunkException(
                $"ToTable needs every dimension once, in any order: {string.Join(", ", Sizes.Names)}; got {string.Join(", ", dims)}"
            );
        }

        return LongForm.Of(
            [
                .. variables.Select(v => (v.Key, v.Value)),
                .. Coords.Where(c => c.Index is null).Select(c => (c.Name, c.Variable)),
            ],
            Coords,
            order,
            Sizes
        );
    }

    /// <summary>
    /// Makes a data set of a table: the columns of its index are the dimensions, all others variables over them.
    /// </summary>
    /// <remarks>
    /// Combinations of labels that the table does not have are missing: NaN, so that integers become float64; NaT, or
    /// an empty text. A table without index gives a dimension <c>index</c> of the row numbers. With several index
    /// columns, labels keep their order in the table if it ascends or descends, and are sorted otherwise.
    /// </remarks>
    /// <param name="table">The table.</param>
    /// <exception cref="GchunkException">
    /// A label is missing, a combination of labels occurs twice, or there are so many combinations that the data set
    /// would not fit the memory limit.
    /// </exception>
    /// <example><code>
    /// var table = new Table(("lat", new[] { 10.0, 10, 20 }), ("lon", new[] { 5, 6, 5 }), ("t", new[] { 1.5, 2, 3 }));
    /// Print(Dataset.FromTable(table.SetIndex("lat", "lon"))["t"].Compute());
    /// </code></example>
    public static Dataset FromTable(Table table) => new GridForm(table).ToDataset();
}
