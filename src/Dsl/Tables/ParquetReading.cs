using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Dsl.Tables;

/// <summary>Reads Parquet as a table; see <see cref="ParquetChild"/>.</summary>
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
        if (!File.Exists(path))
            throw new GchunkException(MissingPath.Describe("file", path));
        try
        {
            byte[] start = FileKind.Start(path);
            if (!start.AsSpan().StartsWith("PAR1"u8))
            {
                throw new GchunkException(
                    start.AsSpan().StartsWith("PARE"u8)
                        ? $"{path} is encrypted; gchunk reads plain Parquet"
                        : $"{path} is not a Parquet file{(FileKind.Of(start) is { } kind ? $" but {kind}" : "")}"
                );
            }
            return Decoded(path, columns ?? []);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new GchunkException($"cannot read {path}: {e.Message}", e);
        }
        catch (DecoderEndedException e)
        {
            throw new GchunkException(
                $"{path} is damaged, or has a form that gchunk does not know: Parquet.Net was ended while it read the file: {e.Message}",
                e
            );
        }
        catch (Exception e) when (ForeignError.Is(e))
        {
            throw ForeignError.Of(path, e);
        }
    }

    private static Table Decoded(string path, IReadOnlyCollection<string> columns)
    {
        ParquetNotes.Read? notes = null;
        var made = new List<TableColumn>();
        string? error = DecoderProcess.Ask(
            ParquetChild.Mode,
            request =>
            {
                request.Write(Path.GetFullPath(path));
                request.Write(path);
                request.Write(RunOptions.Default.MemoryLimit ?? MemoryBudget.Free());
                request.Write(columns.Count);
                foreach (string column in columns)
                    request.Write(column);
            },
            part =>
            {
                if (notes is null)
                    notes = ParquetNotes.ReadFrom(part);
                else
                    made.Add(ColumnMessage.Read(part));
            }
        );
        if (error is not null)
            throw new GchunkException(error);
        return notes is null || made.Count != notes.Columns
            ? throw new InvalidDataException($"{made.Count} columns were read")
            : ParquetNotes.Applied(new Table(made, []), notes.Texts);
    }
}
