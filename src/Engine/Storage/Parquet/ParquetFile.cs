using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Engine.Storage.Parquet;

/// <summary>Reads Parquet; see <see cref="ParquetChild"/>.</summary>
internal static class ParquetFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns that are read, in this order; empty for all.</param>
    /// <param name="place">The name of the file in messages; null for its path.</param>
    /// <param name="keepBytes">False to read strings of bytes as texts in UTF-8.</param>
    /// <param name="cancellation">Cancels the reading, as the user does.</param>
    /// <exception cref="GchunkException">
    /// The file cannot be read, is not Parquet or is damaged, has nested columns, or does not fit the memory limit.
    /// </exception>
    public static ParquetContent Read(
        string path,
        IReadOnlyCollection<string> columns,
        string? place = null,
        bool keepBytes = false,
        CancellationToken cancellation = default
    )
    {
        place ??= path;
        if (!File.Exists(path))
            throw new GchunkException(MissingPath.Describe("file", path));
        try
        {
            byte[] start = FileKind.Start(path);
            if (!start.AsSpan().StartsWith("PAR1"u8))
            {
                throw new GchunkException(
                    start.AsSpan().StartsWith("PARE"u8)
                        ? $"{place} is encrypted; gchunk reads plain Parquet"
                        : $"{place} is not a Parquet file{(FileKind.Of(start) is { } kind ? $" but {kind}" : "")}"
                );
            }
            return Decoded(path, place, columns, keepBytes, cancellation);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new GchunkException($"cannot read {place}: {e.Message}", e);
        }
        catch (DecoderEndedException e)
        {
            throw new GchunkException(
                $"{place} is damaged, or has a form that gchunk does not know: Parquet.Net was ended while it read the file: {e.Message}",
                e
            );
        }
        catch (Exception e) when (ForeignError.Is(e))
        {
            throw ForeignError.Of(place, e);
        }
    }

    private static ParquetContent Decoded(
        string path,
        string place,
        IReadOnlyCollection<string> columns,
        bool keepBytes,
        CancellationToken cancellation
    )
    {
        int count = -1;
        Dictionary<string, string> notes = [];
        var made = new List<ParquetColumn>();
        long limit = OpeningBudget.Limit;
        string? error = DecoderProcess.Ask(
            ParquetChild.Mode,
            request =>
            {
                request.Write(Path.GetFullPath(path));
                request.Write(place);
                request.Write(limit);
                request.Write(keepBytes);
                request.Write(columns.Count);
                foreach (string column in columns)
                    request.Write(column);
            },
            part =>
            {
                if (count < 0)
                    (count, notes) = ColumnMessage.ReadNotes(part);
                else
                    made.Add(ColumnMessage.Read(part, limit));
            },
            cancellation
        );
        if (error is not null)
            throw new GchunkException(error);
        return made.Count == count
            ? new ParquetContent(made, notes)
            : throw new InvalidDataException($"{made.Count} columns were read");
    }
}
