using Gchunk.Dsl.Tables;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>
    /// Reads a CSV file as a table. A column contains bools, integers, floats or times if all of its cells do, and
    /// texts otherwise.
    /// </summary>
    /// <remarks>
    /// An empty cell is missing, and so are <c>NA</c>, <c>NaN</c>, <c>null</c> and the other texts that pandas takes
    /// for missing; integers with missing values are float64. Times are written as <c>2000-01-31</c>, or as
    /// <c>2000-01-31 12:30:00</c>; other forms stay texts, for <see cref="TimeIndex.Parse"/>.
    /// </remarks>
    /// <param name="path">The file, in UTF-8; <c>.gz</c> is decompressed.</param>
    /// <param name="separator">The character between cells.</param>
    /// <param name="index">The columns that are the index.</param>
    /// <param name="texts">Columns that are read as texts whatever they hold.</param>
    /// <param name="missing">Further texts of missing values, such as <c>-999</c>.</param>
    /// <param name="units">True if names have units: <c>pr [mm]</c>.</param>
    /// <param name="calendar">CF's name of the calendar of times; by default the standard one.</param>
    /// <exception cref="Engine.GchunkException">
    /// The file cannot be read, is not CSV in UTF-8, a row has another number of cells than the first line, or the
    /// table does not fit the memory limit.
    /// </exception>
    public static Table ReadCsv(
        string path,
        char separator = ',',
        IReadOnlyCollection<string>? index = null,
        IReadOnlyCollection<string>? texts = null,
        IReadOnlyCollection<string>? missing = null,
        bool units = false,
        string? calendar = null
    ) => CsvReading.Read(path, separator, index, texts, missing, units, calendar);

    /// <summary>Reads a Parquet file as a table, with the index that gchunk or pandas has stored in it.</summary>
    /// <remarks>
    /// Missing numbers are NaN, so that integers with missing values are float64; missing times are NaT, missing texts
    /// null. Decimals are float64.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns to read, in this order; null for all.</param>
    /// <exception cref="Engine.GchunkException">
    /// The file is not Parquet or is damaged, a column is nested, or the table does not fit the memory limit.
    /// </exception>
    public static Table ReadParquet(string path, IReadOnlyCollection<string>? columns = null) =>
        ParquetReading.Read(path, columns);
}
