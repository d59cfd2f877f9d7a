using Gchunk.Engine;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.Parquet;

namespace Gchunk.Dsl.Tables;

/// <summary>Reads Parquet as a table.</summary>
internal static class ParquetReading
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns that are read, in this order; null for all.</param>
    /// <exception cref="GchunkException">
    /// The file cannot be read, is not Parquet or is damaged, has nested columns, or does not fit the memory limit.
    /// </exception>
    public static Table Read(string path, IReadOnlyCollection<string>? columns)
    {
        ParquetContent content = ParquetFile.Read(path, columns ?? []);
        return ParquetNotes.Applied(new Table([.. content.Columns.Select(Column)], []), content.Notes);
    }

    private static TableColumn Column(ParquetColumn column) =>
        column.Texts is { } texts
            ? new TableColumn(column.Name, texts)
            : new TableColumn(column.Name, column.Values!, column.IsTime ? CfCalendar.ProlepticGregorian : null);
}
