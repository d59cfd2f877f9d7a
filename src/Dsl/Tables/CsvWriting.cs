using System.Text;
using Gchunk.Engine;

namespace Gchunk.Dsl.Tables;

/// <summary>
/// Writes a table as CSV, as pandas does (RFC 4180): UTF-8, lines end in LF, quotes only where they are needed.
/// </summary>
internal static class CsvWriting
{
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="GchunkException">The file cannot be written.</exception>
    public static void Write(Table table, string path, char separator, bool index, bool units, string missing)
    {
        if (separator is '"' or '\r' or '\n' || char.IsAsciiLetterOrDigit(separator) || separator is '.' or '-' or '+')
        {
            throw new GchunkException($"'{separator}' cannot separate the columns of CSV; use ',', ';' or '\\t'");
        }

        bool numbered = index && table.Index.Count == 0;
        TableColumn[] columns = [.. table.Columns.Where(c => index || !table.Index.Contains(c.Name))];
        CellText[] cells = Array.ConvertAll(columns, c => new CellText(c));
        using AtomicFile file = AtomicFile.Create(path);
        try
        {
            using var writer = new StreamWriter(file.TemporaryPath, new UTF8Encoding(false), Options);
            var line = new StringBuilder();
            if (numbered)
                line.Append(separator);
            for (int i = 0; i < columns.Length; i++)
            {
                if (i > 0)
                    line.Append(separator);
                string header = units && columns[i].Units is { } unit ? $"{columns[i].Name} [{unit}]" : columns[i].Name;
                Append(line, header, separator);
            }
            writer.Write(line.Append('\n'));
            for (long row = 0; row < table.Rows; row++)
            {
                if (row % 4096 == 0)
                    Interrupt.Token.ThrowIfCancellationRequested();
                line.Clear();
                if (numbered)
                    line.Append(row).Append(separator);
                for (int i = 0; i < columns.Length; i++)
                {
                    if (i > 0)
                        line.Append(separator);
                    Append(line, columns[i].IsMissing(row) ? missing : cells[i][row], separator);
                }
                // A line of one empty cell would be an empty line, which readers skip.
                if (line.Length == 0)
                    line.Append("\"\"");
                writer.Write(line.Append('\n'));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"cannot write {path}: {e.Message}{file.WhyFull()}", e);
        }
        file.Commit();
    }

    private static FileStreamOptions Options =>
        new()
        {
            Mode = FileMode.Open,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 1 << 16,
        };

    private static void Append(StringBuilder line, string cell, char separator)
    {
        if (cell.AsSpan().IndexOfAny([separator, '"', '\r', '\n']) < 0)
            line.Append(cell);
        else
            line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
