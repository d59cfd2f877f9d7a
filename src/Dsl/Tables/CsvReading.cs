using System.IO.Compression;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Engine.Storage.Files;
using nietras.SeparatedValues;

namespace Gchunk.Dsl.Tables;

/// <summary>
/// Reads CSV with Sep, twice: first to find what the columns hold and how many rows there are, then into arrays of this
/// length. So no more memory is used than the table takes.
/// </summary>
internal sealed class CsvReading
{
    private const int MostColumns = 1 << 16,
        RowsBetweenChecks = 1 << 14,
        BytesOfText = 40;

    // Those of pandas.
    private static readonly string[] StandardMissing =
    [
        "",
        "#N/A",
        "#N/A N/A",
        "#NA",
        "-1.#IND",
        "-1.#QNAN",
        "-NaN",
        "-nan",
        "1.#IND",
        "1.#QNAN",
        "<NA>",
        "N/A",
        "NA",
        "NULL",
        "NaN",
        "NaT",
        "None",
        "n/a",
        "nan",
        "null",
    ];

    private readonly string path;
    private readonly char separator;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> missing;
    private readonly long limit = RunOptions.Default.MemoryLimit ?? MemoryBudget.Free();
    private CsvColumn[] columns = [];

    private CsvReading(string path, char separator, IReadOnlyCollection<string>? missing)
    {
        (this.path, this.separator) = (path, separator);
        this.missing = new HashSet<string>([.. StandardMissing, .. missing ?? []]).GetAlternateLookup<
            ReadOnlySpan<char>
        >();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="GchunkException">
    /// The file cannot be read, is not text in UTF-8, its rows differ in the number of cells, or it does not fit the
    /// memory limit.
    /// </exception>
    public static Table Read(
        string path,
        char separator,
        IReadOnlyCollection<string>? index,
        IReadOnlyCollection<string>? texts,
        IReadOnlyCollection<string>? missing,
        bool units,
        string? calendar
    )
    {
        if (!File.Exists(path))
            throw new GchunkException(MissingPath.Describe("file", path));
        var reading = new CsvReading(path, separator, missing);
        Table table;
        try
        {
            reading.CheckIsText();
            table = reading.Read(texts ?? [], units, CfCalendar.Named(calendar));
        }
        catch (DecoderFallbackException e)
        {
            throw new GchunkException(
                $"{path} is not text in UTF-8; convert it with: iconv -f latin1 -t utf-8 {Path.GetFileName(path)}",
                e
            );
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new GchunkException(
                $"{path} has a line of more than 16 million characters; is a quote not closed, or the file not CSV?",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new GchunkException($"cannot read {path}: {e.Message}", e);
        }
        foreach (string name in texts ?? [])
            _ = table[name];
        return index is { Count: > 0 } ? table.SetIndex([.. index]) : table;
    }

    private bool IsCompressed => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private void CheckIsText()
    {
        byte[] start = FileKind.Start(path);
        if (IsCompressed || start.Length == 0)
            return;
        if (FileKind.Of(start) is { } kind)
            throw new GchunkException($"{path} is not CSV but {kind}");
        if (start.AsSpan().Contains((byte)0))
        {
            throw new GchunkException(
                $"{path} is no CSV: it holds bytes of zero; text in UTF-16 needs: iconv -f utf-16 -t utf-8"
            );
        }
    }

    private Table Read(IReadOnlyCollection<string> texts, bool units, CfCalendar calendar)
    {
        int rows = 0;
        long characters = 0;
        using (SepReader reader = Open())
        {
            foreach (SepReader.Row row in reader)
            {
                if (IsEmpty(row))
                    continue;
                if (columns.Length == 0)
                {
                    columns = Header(row, texts, units, calendar);
                    continue;
                }
                CheckCells(row);
                for (int i = 0; i < columns.Length; i++)
                {
                    ReadOnlySpan<char> cell = row[i].Span;
                    if (missing.Contains(cell))
                    {
                        columns[i].SeeMissing();
                        continue;
                    }
                    columns[i].See(cell);
                    if (columns[i].HoldsText)
                        characters += cell.Length;
                }
                rows++;
                if (rows % RowsBetweenChecks == 0)
                    CheckFits(rows, characters);
            }
        }
        if (columns.Length == 0)
            throw new GchunkException($"{path} is empty; a CSV file begins with a line of column names");
        CheckFits(rows, characters);
        foreach (CsvColumn column in columns)
            column.Allocate(rows);
        int at = -1;
        using (SepReader reader = Open())
        {
            foreach (SepReader.Row row in reader)
            {
                if (IsEmpty(row) || at++ < 0)
                    continue;
                bool isSame = at <= rows && row.ColCount == columns.Length;
                for (int i = 0; isSame && i < columns.Length; i++)
                {
                    ReadOnlySpan<char> cell = row[i].Span;
                    isSame = columns[i].Set(at - 1, cell, missing.Contains(cell));
                }
                if (!isSame)
                    throw Changed();
            }
        }
        if (at != rows)
            throw Changed();
        return new Table(columns.Select(c => c.ToColumn()), []);
    }

    private SepReader Open()
    {
        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (IsCompressed)
            stream = new GZipStream(stream, CompressionMode.Decompress);
        var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        return Sep.New(separator)
            .Reader(o => o with { Unescape = true, DisableColCountCheck = true, HasHeader = false })
            .From(text);
    }

    private CsvColumn[] Header(in SepReader.Row row, IReadOnlyCollection<string> texts, bool units, CfCalendar calendar)
    {
        var names = new List<string>();
        for (int i = 0; i < Math.Min(row.ColCount, MostColumns + 1); i++)
            names.Add(row[i].ToString());
        if (names.Count > MostColumns)
            throw new GchunkException($"{path} has {row.ColCount} columns; at most {MostColumns} are read");
        var made = new CsvColumn[names.Count];
        var taken = new HashSet<string>();
        for (int i = 0; i < made.Length; i++)
        {
            string name = names[i].Length == 0 ? FormattableString.Invariant($"Unnamed: {i}") : names[i];
            string? unit = null;
            if (units && name.EndsWith(']') && name.LastIndexOf(" [", StringComparison.Ordinal) is > 0 and var at)
                (name, unit) = (name[..at], name[(at + 2)..^1]);
            string own = name;
            for (int n = 1; !taken.Add(own); n++)
                own = FormattableString.Invariant($"{name}.{n}");
            made[i] = new CsvColumn(own, calendar, texts.Contains(own)) { Units = unit };
        }
        return made;
    }

    // As in pandas, empty lines are skipped.
    private static bool IsEmpty(in SepReader.Row row) => row.Span.IsEmpty;

    private void CheckCells(in SepReader.Row row)
    {
        if (row.ColCount != columns.Length)
        {
            throw new GchunkException(
                $"{path}: line {row.LineNumberFrom} has {row.ColCount} cells, but the first line names {columns.Length} columns; is '{separator}' the separator, or is the file truncated?"
            );
        }
    }

    private void CheckFits(long rows, long characters)
    {
        long bytes = rows * columns.Length * 8 + 2 * characters + rows * columns.Count(c => c.HoldsText) * BytesOfText;
        if (bytes > limit || rows == int.MaxValue)
        {
            throw new GchunkException(
                $"{path} has more than {rows} rows, which do not fit the memory limit of {MemoryBudget.Format(limit)}; raise it (--memory, Configure or GCHUNK_MEMORY), or split the file"
            );
        }
    }

    private GchunkException Changed() => new($"{path} has changed while it was read; read it again");
}
