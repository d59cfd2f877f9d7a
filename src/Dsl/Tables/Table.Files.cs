using Gchunk.Dsl.Tables;
using Gchunk.Engine;

namespace Gchunk.Dsl;

public sealed partial class Table
{
    /// <summary>
    /// Writes the table as CSV, as pandas does: a line of names, then a line for each row, in UTF-8. The write is
    /// atomic.
    /// </summary>
    /// <remarks>
    /// Numbers have the fewest digits that give the same number back. Times are <c>2000-01-31</c>, with
    /// <c>12:30:00</c> if one in the column is not midnight.
    /// </remarks>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="separator">The character between cells.</param>
    /// <param name="index">
    /// True to write the index too; row numbers, in a column without name, if the table has none.
    /// </param>
    /// <param name="units">True to write units with names: <c>pr [mm]</c>.</param>
    /// <param name="missing">The text of missing values.</param>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    /// <example><code>
    /// OpenDataset("rain.nc").ToTable().ToCsv("rain.csv", units: true);
    /// Print(ReadCsv("rain.csv", index: ["time", "lat", "lon"], units: true).Head());
    /// </code></example>
    public void ToCsv(string path, char separator = ',', bool index = true, bool units = false, string missing = "") =>
        CsvWriting.Write(this, path, separator, index, units, missing);

    /// <summary>
    /// Writes the table as a Parquet file, compressed by Zstandard, which pandas opens with its index. The write is
    /// atomic.
    /// </summary>
    /// <remarks>
    /// Times are timestamps in microseconds, and texts in the calendars that Parquet does not know. gchunk reads all of
    /// it back: units, calendars and durations are kept in the metadata.
    /// </remarks>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="GchunkException">
    /// The file cannot be written, or a column holds complex numbers or years before 1 or after 9999.
    /// </exception>
    /// <example><code>
    /// OpenDataset("rain.nc").ToTable().ToParquet("rain.parquet");
    /// Print(ReadParquet("rain.parquet").ToDataset());
    /// </code></example>
    public void ToParquet(string path) => ParquetWriting.Write(this, path);
}
